"""The worker: runs, retries, buries, cancels, drains, keeps limits, takes over."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.harness.house import TestHouse
from tests.jobs.kinds import (
    PLATFORM,
    SYSTEM,
    Numbers,
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
from volano_server.access.tables import memberships
from volano_server.config import Settings
from volano_server.db import Database, Tx, verify_chain
from volano_server.jobs import JobService, LeaseLost, QueueLimit, job_handler
from volano_server.jobs.service import Leases
from volano_server.jobs.service.presence import Presence
from volano_server.jobs.tables import jobs as jobs_table
from volano_server.jobs.tables import workers
from volano_server.kit.subject import Subject, system_subject

ENDED = ("succeeded", "failed", "dead", "cancelled")


class Signal:
    """Lets a handler say that it runs, and the test let it go on."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go = threading.Event()

    def hold(self, context: Any) -> None:
        self.begun.set()
        while not self.go.wait(0.01):
            context.check_cancelled()


def test_a_job_runs_and_leaves_its_result_and_its_story(database: Database, settings: Settings) -> None:
    jobs = jobs_of()
    with running_worker(database, quick(settings), jobs):
        job_id = enqueue(database, jobs, "test:double", args={"number": 21})
        row = wait_for_state(database, jobs, job_id, *ENDED)
    assert (row.state, row.result, row.attempt, row.error) == ("succeeded", {"doubled": 42}, 1, None)
    assert row.worker_id is None
    assert row.created_at <= row.started_at <= row.finished_at
    assert events_of(database, job_id) == ["job:enqueued", "job:started", "job:succeeded"]
    assert verify_chain(database, "w1").fault == ""


def test_bad_input_fails_at_once_with_its_message_and_hint(database: Database, settings: Settings) -> None:
    jobs = jobs_of()
    with running_worker(database, quick(settings), jobs):
        row = wait_for_state(database, jobs, enqueue(database, jobs, "test:refuse"), *ENDED)
    assert (row.state, row.attempt) == ("failed", 1)
    assert row.error["message"] == "1 is not a good number"
    assert row.error["hint"] == "choose another"


def test_an_unexpected_error_is_tried_again_then_buried_and_its_text_stays_in_the_log(
    database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = jobs_of()
    with running_worker(database, quick(settings), jobs):
        job_id = enqueue(database, jobs, "test:crash", max_attempts=3)
        row = wait_for_state(database, jobs, job_id, *ENDED)
    assert (row.state, row.attempt) == ("dead", 3)
    assert row.error["message"] == "the job stopped with an unexpected ValueError"
    assert "hunter2" not in str(row.error)
    assert "hunter2" in caplog.text
    assert events_of(database, job_id) == [
        "job:enqueued", "job:started", "job:retried", "job:retried", "job:dead",
    ]  # fmt: skip


def test_a_result_that_is_too_large_or_no_json_fails_with_a_reason(database: Database, settings: Settings) -> None:
    jobs = jobs_of(kind(lambda _: "x" * 70_000, "test:large"), kind(lambda _: float("nan"), "test:nan"))
    with running_worker(database, quick(settings), jobs):
        large = wait_for_state(database, jobs, enqueue(database, jobs, "test:large"), *ENDED)
        nan = wait_for_state(database, jobs, enqueue(database, jobs, "test:nan"), *ENDED)
    assert (large.state, large.error["code"]) == ("failed", "job_too_large")
    assert (nan.state, nan.error["code"]) == ("failed", "malformed_json")


def test_finished_steps_are_not_run_again(database: Database, settings: Settings) -> None:
    runs: Counter[str] = Counter()

    def note(name: str, result: Any) -> Any:
        runs[name] += 1
        return result

    def work(context: Any) -> Any:
        first = context.step("download", lambda: note("download", {"pages": (1, 2)}))
        second = context.write_step("save", lambda _: note("save", first["pages"]))
        runs["end"] += 1
        if runs["end"] < 3:
            raise ValueError("the network is down")
        return {"first": first, "second": second}

    jobs = jobs_of(kind(work))
    with running_worker(database, quick(settings), jobs):
        row = wait_for_state(database, jobs, enqueue(database, jobs), *ENDED)
    assert (row.state, row.attempt) == ("succeeded", 3)
    assert row.result == {"first": {"pages": [1, 2]}, "second": [1, 2]}
    assert runs["download"] == 1
    assert runs["end"] == 3
    steps = database.read(SYSTEM, lambda tx: jobs.steps(tx, row.id))
    assert [(step.name, step.position, step.attempt) for step in steps] == [("download", 1, 1), ("save", 2, 1)]


def test_a_step_named_twice_is_a_defect_and_not_skipped(database: Database, settings: Settings) -> None:
    def work(context: Any) -> None:
        for _ in range(2):
            context.step("page", lambda: None)

    jobs = jobs_of(kind(work, max_attempts=1))
    with running_worker(database, quick(settings), jobs):
        row = wait_for_state(database, jobs, enqueue(database, jobs), *ENDED)
    assert (row.state, row.error["message"]) == ("dead", "the job stopped with an unexpected ValueError")


def test_progress_is_shown_while_it_runs_and_is_exact_at_the_end(database: Database, settings: Settings) -> None:
    signal = Signal()

    def work(context: Any) -> None:
        context.progress(1, 300, "reading")
        signal.hold(context)
        for done in range(2, 301):
            context.progress(done, 300, "reading")

    jobs = jobs_of(kind(work))
    with running_worker(database, quick(settings), jobs):
        job_id = enqueue(database, jobs)
        assert signal.begun.wait(60)
        row = find(database, jobs, job_id)
        assert (row.progress_done, row.progress_total, row.progress_message) == (1, 300, "reading")
        signal.go.set()
        row = wait_for_state(database, jobs, job_id, *ENDED)
    assert (row.state, row.progress_done) == ("succeeded", 300)


def test_a_cancelled_job_stops_with_its_child(database: Database, settings: Settings) -> None:
    pids: list[int] = []

    def work(context: Any) -> None:
        code = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
        context.run_child([sys.executable, "-c", code], on_line=lambda line: pids.append(int(line)))

    jobs = jobs_of(kind(work))
    with running_worker(database, quick(settings), jobs):
        job_id = enqueue(database, jobs)
        wait_until(lambda: pids)
        database.write(SYSTEM, lambda tx: jobs.cancel(tx, job_id))
        row = wait_for_state(database, jobs, job_id, *ENDED)
    assert row.state == "cancelled"
    assert not Path(f"/proc/{pids[0]}").exists()
    assert events_of(database, job_id)[-2:] == ["job:cancel_requested", "job:cancelled"]


def test_a_broad_except_does_not_swallow_a_cancel(database: Database, settings: Settings) -> None:
    signal = Signal()

    def work(context: Any) -> None:
        while True:
            try:
                signal.hold(context)
            except Exception:
                pass

    jobs = jobs_of(kind(work))
    with running_worker(database, quick(settings), jobs):
        job_id = enqueue(database, jobs)
        assert signal.begun.wait(60)
        database.write(SYSTEM, lambda tx: jobs.cancel(tx, job_id))
        assert wait_for_state(database, jobs, job_id, *ENDED).state == "cancelled"


def test_a_dead_child_is_reported_with_its_last_words(database: Database, settings: Settings) -> None:
    def work(context: Any) -> None:
        code = "import os, sys; print('epoch 3', file=sys.stderr, flush=True); os.kill(os.getpid(), 9)"
        context.run_child([sys.executable, "-c", code])

    jobs = jobs_of(kind(work, max_attempts=2))
    with running_worker(database, quick(settings), jobs):
        row = wait_for_state(database, jobs, enqueue(database, jobs), *ENDED)
    assert (row.state, row.attempt, row.error["code"]) == ("dead", 2, "child_died")
    assert row.error["details"] == {"exit_code": None, "signal": "SIGKILL", "stderr_tail": "epoch 3\n"}


def test_limits_hold_while_two_workers_compete(database: Database, settings: Settings) -> None:
    guard, now, peak = threading.Lock(), Counter[str](), Counter[str]()

    def work(context: Any) -> None:
        keys = ["all", context.subject.workspace_id]
        with guard:
            now.update(keys)
            for key in keys:
                peak[key] = max(peak[key], now[key])
        context.write_step("tick", lambda _: None)
        with guard:
            now.subtract(keys)

    jobs = jobs_of(kind(work, queue="heavy"))
    limits = {"heavy": QueueLimit(total=3, per_workspace=2)}
    settings = quick(settings, worker_threads=4, lease_seconds=60)

    def is_done(job_id: str, subject: Subject) -> bool:
        return bool(find(database, jobs, job_id, subject).state == "succeeded")

    ids = {
        enqueue(database, jobs, subject=system_subject("test", f"w{number % 2}")): f"w{number % 2}"
        for number in range(24)
    }
    with (
        running_worker(database, settings, jobs, limits=limits),
        running_worker(database, settings, jobs, limits=limits),
    ):
        for job_id, workspace in ids.items():
            subject = system_subject("test", workspace)
            wait_until(partial(is_done, job_id, subject))
    assert peak["all"] <= 3
    assert peak["w0"] <= 2
    assert peak["w1"] <= 2
    assert peak["all"] >= 2


def test_a_drained_worker_ends_its_step_and_another_goes_on(database: Database, settings: Settings) -> None:
    signal, runs = Signal(), Counter[str]()

    def first() -> str:
        runs["first"] += 1
        signal.begun.set()
        signal.go.wait(30)
        return "kept"

    def work(context: Any) -> Any:
        kept = context.step("first", first)
        context.step("second", lambda: runs.update(["second"]))
        return kept

    jobs = jobs_of(kind(work, max_attempts=1))
    with running_worker(database, quick(settings), jobs) as worker:
        job_id = enqueue(database, jobs)
        assert signal.begun.wait(60)
        worker.stop()
        signal.go.set()
        row = wait_for_state(database, jobs, job_id, "queued")
        assert (row.attempt, row.worker_id) == (0, None)
    with running_worker(database, quick(settings), jobs):
        row = wait_for_state(database, jobs, job_id, *ENDED)
    assert (row.state, row.result, row.attempt) == ("succeeded", "kept", 1)
    assert runs == {"first": 1, "second": 1}


def test_a_drain_has_an_end_children_are_stopped_and_the_job_is_given_back(
    database: Database, settings: Settings
) -> None:
    pids: list[int] = []

    def work(context: Any) -> None:
        code = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
        context.run_child([sys.executable, "-c", code], on_line=lambda line: pids.append(int(line)))

    jobs = jobs_of(kind(work))
    with running_worker(database, quick(settings), jobs, drain_seconds=0.1):
        job_id = enqueue(database, jobs)
        wait_until(lambda: pids)
    row = find(database, jobs, job_id)
    assert (row.state, row.attempt) == ("queued", 0)
    assert not Path(f"/proc/{pids[0]}").exists()


def test_a_worker_that_was_given_up_writes_nothing(database: Database, settings: Settings) -> None:
    signal, told = Signal(), []

    def work(context: Any) -> str:
        if context.attempt == 1:
            signal.begun.set()
            signal.go.wait(30)
            try:
                context.write(lambda tx: tx.record("note:add", "note", "stale"))
            except LeaseLost:
                told.append("lost")
                raise
        return f"attempt {context.attempt}"

    jobs = jobs_of(kind(work))
    with running_worker(database, quick(settings), jobs):
        job_id = enqueue(database, jobs)
        assert signal.begun.wait(60)
        lapse = update(jobs_table).where(jobs_table.c.id == job_id).values(lease_until=0)

        def give_up() -> int:
            database.write(PLATFORM, lambda tx: tx.execute(lapse))
            return Leases(database, "other", 60).expire()

        wait_until(give_up)
        row = wait_for_state(database, jobs, job_id, *ENDED)
        signal.go.set()
        wait_until(lambda: told)
    assert (row.result, row.attempt) == ("attempt 2", 2)
    assert find(database, jobs, job_id).result == "attempt 2"
    assert events_of(database, "stale") == []


def test_a_poison_job_that_takes_its_worker_along_ends_in_the_grave(database: Database) -> None:
    jobs = jobs_of()
    job_id = enqueue(database, jobs, "test:double", max_attempts=3)
    for attempt in (1, 2, 3):
        worker = Leases(database, f"worker-{attempt}", 30)
        (claim,) = worker.claim(jobs.registry.kinds, {}, 1)
        assert claim.attempt == attempt
        database.write(PLATFORM, lambda tx: tx.execute(update(jobs_table).values(lease_until=0)))
        assert Leases(database, "other", 30).expire() == 1
    row = find(database, jobs, job_id)
    assert (row.state, row.attempt, row.error["code"]) == ("dead", 3, "worker_silent")
    assert Leases(database, "other", 30).claim(jobs.registry.kinds, {}, 1) == []


def test_an_unknown_kind_waits_for_a_worker_that_knows_it(database: Database, settings: Settings) -> None:
    newer = jobs_of(kind(lambda _: "done", "test:newer"))
    job_id = enqueue(database, newer, "test:newer")
    older = jobs_of()
    with running_worker(database, quick(settings), older):
        other = enqueue(database, older, "test:double")
        wait_for_state(database, older, other, "succeeded")
        assert find(database, newer, job_id).state == "queued"
    with running_worker(database, quick(settings), newer):
        assert wait_for_state(database, newer, job_id, *ENDED).state == "succeeded"


def test_the_owner_s_rights_are_those_of_today(house: TestHouse) -> None:
    """A right that was lost between enqueue and run is lost for the job; so is the membership."""
    database = house.house.database
    seen: list[Any] = []

    @job_handler("test:look", args=Numbers, permission="datasets:write")
    def look(context: Any) -> None:
        seen.append(context.subject)

    jobs = jobs_of(look)
    owner = house.subject("editor")
    mine = memberships.c.person_id == owner.owner_id

    def run_as_owner(change: Any) -> Any:
        job_id = enqueue(database, jobs, "test:look", subject=owner)
        if change is not None:
            database.write(PLATFORM, lambda tx: tx.execute(change))
        with running_worker(database, quick(house.house.settings), jobs):
            wait_until(lambda: find(database, jobs, job_id, owner).state in ENDED)
        return find(database, jobs, job_id, owner)

    assert run_as_owner(None).state == "succeeded"
    assert (seen[0].owner_id, seen[0].workspace_id) == (owner.owner_id, house.workspace_id)
    assert seen[0].permissions <= owner.permissions
    demoted = run_as_owner(update(memberships).where(mine).values(role="viewer"))
    assert (demoted.state, demoted.error["code"]) == ("failed", "permission_denied")
    gone = run_as_owner(memberships.delete().where(mine))
    assert gone.state == "failed"
    assert "no longer a member" in gone.error["message"]
    assert len(seen) == 1


def test_a_worker_is_on_the_list_while_it_lives(database: Database, settings: Settings) -> None:
    jobs = jobs_of()

    def listed() -> Any:
        return database.read(PLATFORM, jobs.workers)

    assert listed() == []
    with running_worker(database, quick(settings), jobs, queues=["data"]) as worker:
        (row,) = wait_until(listed)
        assert (row.id, row.queues, row.draining) == (worker.id, ["data"], False)
        assert "test:double" in row.kinds
    assert listed() == []


def test_the_jobs_of_a_dead_process_of_this_machine_are_free_at_once(database: Database, settings: Settings) -> None:
    jobs = jobs_of()
    job_id = enqueue(database, jobs, "test:double")
    Leases(database, "dead-worker", 3600).claim(jobs.registry.kinds, {}, 1)
    dead = Presence(database, "dead-worker", "x", settings.jobs, queues=None, kinds=[])
    dead.show(draining=False)
    living = Presence(database, "living-worker", "y", settings.jobs, queues=None, kinds=[])
    assert living.bury_the_dead() == 0
    process = f"{2**22 + 1} 1"
    changed = update(workers).where(workers.c.id == "dead-worker").values(process=process)
    database.write(PLATFORM, lambda tx: tx.execute(changed))
    assert living.bury_the_dead() == 1
    assert Leases(database, "living-worker", 30).expire() == 1
    assert find(database, jobs, job_id).state == "queued"


def test_a_job_may_enqueue_others_in_the_transaction_of_its_step(database: Database, settings: Settings) -> None:
    service: list[JobService] = []

    def work(context: Any) -> Any:
        jobs = context.service(JobService)

        def fan_out(tx: Tx) -> list[str]:
            return [jobs.enqueue(tx, "test:double", {"number": n}, parent=context.job_id) for n in range(3)]

        return context.write_step("fan out", fan_out)

    jobs = jobs_of(kind(work))
    service.append(jobs)
    with running_worker(database, quick(settings), jobs, services={JobService: jobs}):
        row = wait_for_state(database, jobs, enqueue(database, jobs), *ENDED)
        for child in row.result:
            assert wait_for_state(database, jobs, child, *ENDED).parent_id == row.id
