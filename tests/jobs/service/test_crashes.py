"""Real worker processes, killed and paused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from tests.conftest import Stores
from tests.harness.stores import PostgresStores
from tests.jobs.kinds import (
    PLATFORM,
    enqueue,
    events_of,
    find,
    jobs_of,
    kind,
    quick,
    running_worker,
    wait_for_state,
    wait_until,
)
from volano_server.config import Settings
from volano_server.db import Database, Tx, verify_chain
from volano_server.jobs import JobService
from volano_server.kit.errors import Unavailable

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to see that the process is stopped")
def test_a_worker_paused_beyond_its_lease_is_fenced_when_it_wakes(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    settings, jobs = quick(settings, lease_seconds=1), jobs_of(kind(lambda _: None))
    program = [sys.executable, "-m", "tests.jobs.service.paused_worker", settings.model_dump_json(), str(tmp_path)]
    workers = [subprocess.Popen(program, cwd=ROOT)]
    try:
        job_id = enqueue(database, jobs)
        first = int(wait_until((tmp_path / "begun-1").exists) and (tmp_path / "begun-1").read_text())
        os.kill(first, signal.SIGSTOP)
        wait_until(lambda: b") T " in Path(f"/proc/{first}/stat").read_bytes())
        workers.append(subprocess.Popen(program, cwd=ROOT))
        second = int(wait_until((tmp_path / "begun-2").exists) and (tmp_path / "begun-2").read_text())
        assert second == workers[1].pid
        (tmp_path / "go").touch()
        row = wait_for_state(database, jobs, job_id, "succeeded")
        assert row.result == "attempt 2"
        os.kill(first, signal.SIGCONT)
        wait_until((tmp_path / "lost").exists)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert find(database, jobs, job_id).result == "attempt 2"
    assert events_of(database, "attempt 1") == []
    assert events_of(database, "attempt 2") == ["note:add"]
    assert events_of(database, job_id).count("job:succeeded") == 1
    assert verify_chain(database, "w1").fault == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker waits for the lease of a dead one")
def test_the_job_of_a_killed_worker_goes_on_at_once_in_its_successor(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """Its lease of an hour is no hindrance: the process is seen to be gone."""
    settings, jobs = quick(settings, lease_seconds=3600), jobs_of(kind(lambda _: None))
    program = [sys.executable, "-m", "tests.jobs.service.paused_worker", settings.model_dump_json(), str(tmp_path)]
    workers = [subprocess.Popen(program, cwd=ROOT)]
    try:
        job_id = enqueue(database, jobs)
        wait_until((tmp_path / "begun-1").exists)
        workers[0].kill()
        (tmp_path / "go").touch()
        workers.append(subprocess.Popen(program, cwd=ROOT))
        row = wait_for_state(database, jobs, job_id, "succeeded")
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert (row.result, row.attempt) == ("attempt 2", 2)


def test_cut_connections_lose_nothing_and_repeat_no_step_inside_the_store(
    stores: Stores, database: Database, settings: Settings
) -> None:
    """A cut may come after a commit and before its answer; keys and fences make trying again safe."""
    if not isinstance(stores, PostgresStores):
        pytest.skip("SQLite has no connections to cut")

    def work(context: Any) -> None:
        for number in range(4):
            name = f"{context.args.number}/{number}"
            context.write_step(f"step {number}", partial(leave_event, name=name))

    jobs, settings = jobs_of(kind(work, max_attempts=1000)), quick(settings)
    name = make_url(settings.database.url).database
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = :name"
    )
    made = []
    with running_worker(database, settings, jobs):
        for number in range(30):
            made.append(persist(lambda n=number: enqueue(database, jobs, args={"number": n}, key=f"job-{n}")))  # type: ignore[misc]
            if number % 3 == 0:
                persist(lambda: database.read(PLATFORM, lambda tx: tx.execute(cut, {"name": name})))
        for job_id in made:
            wait_until(partial(is_done, database, jobs, job_id))
    assert len(set(made)) == 30
    for number in range(30):
        assert [events_of(database, f"{number}/{step}") for step in range(4)] == [["note:add"]] * 4
    assert verify_chain(database, "w1").fault == ""


def leave_event(tx: Tx, name: str) -> None:
    tx.record("note:add", "note", name)


def persist(work: Callable[[], Any]) -> Any:
    """What `work` returns, once the database answers."""

    def attempt() -> Any:
        try:
            return [work()]
        except Unavailable:
            return None

    return wait_until(attempt)[0]


def is_done(database: Database, jobs: JobService, job_id: str) -> bool:
    return bool(persist(lambda: find(database, jobs, job_id)).state == "succeeded")
