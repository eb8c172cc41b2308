"""kill -9 of real workers: what was finished stays finished, and at most the running step is repeated."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.kinds import enqueue, events_of, find, jobs_of, kind, quick, wait_for_state, wait_until
from tests.jobs.service.stepping_worker import STEPS
from volano_server.config import Settings
from volano_server.db import Database, verify_chain
from volano_server.jobs import JobService

ROOT = Path(__file__).parents[3]
RESULT = sum(number * number for number in range(STEPS))
LEASE = 1.0


class Crew:
    """Worker processes on one database, and the effects that their steps left outside it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._program = [sys.executable, "-m", "tests.jobs.service.stepping_worker", settings.model_dump_json(), folder]
        self._folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []

    def hire(self) -> subprocess.Popen[bytes]:
        self.workers.append(subprocess.Popen(self._program, cwd=ROOT))
        return self.workers[-1]

    def hold(self, step: int, attempt: int) -> None:
        """The step never ends in that attempt."""
        (self._folder / f"hold-{step}-{attempt}").touch()

    def wait_held(self, step: int, attempt: int) -> None:
        wait_until((self._folder / f"held-{step}-{attempt}").exists)

    def effects(self) -> list[tuple[int, int, int]]:
        """(job, step, attempt) of each effect, in order."""
        path = self._folder / "effects"
        lines = path.read_text().splitlines() if path.exists() else []
        return [tuple(map(int, line.split())) for line in lines]  # type: ignore[misc]

    def dismiss(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()


@pytest.fixture
def crew(settings: Settings, tmp_path: Path) -> Iterator[Crew]:
    made = Crew(quick(settings, lease_seconds=LEASE, worker_threads=2), tmp_path)
    yield made
    made.dismiss()


@pytest.fixture
def jobs() -> JobService:
    return jobs_of(kind(lambda _: None, max_attempts=100))


def test_each_kill_repeats_the_running_step_and_no_other(database: Database, jobs: JobService, crew: Crew) -> None:
    kills = [(1, 1), (3, 2), (4, 3)]
    for step, attempt in kills:
        crew.hold(step, attempt)
    job_id = enqueue(database, jobs, args={"number": 7})
    for step, attempt in kills:
        worker = crew.hire()
        crew.wait_held(step, attempt)
        worker.kill()
        worker.wait()
    crew.hire()
    row = wait_for_state(database, jobs, job_id, "succeeded")
    assert (row.result, row.attempt) == (RESULT, len(kills) + 1)
    assert [effect[1:] for effect in crew.effects()] == [
        (0, 1), (1, 1), (1, 2), (2, 2), (3, 2), (3, 3), (4, 3), (4, 4),
    ]  # fmt: skip
    assert events_of(database, job_id).count("job:succeeded") == 1


def test_workers_killed_in_the_middle_of_many_jobs_lose_none_and_repeat_what_ran(
    database: Database, jobs: JobService, crew: Crew
) -> None:
    made = [enqueue(database, jobs, args={"number": number}) for number in range(12)]
    lost = 0
    for enough in (8, 20, 35):
        worker = crew.hire()
        wait_until(lambda: len(crew.effects()) >= enough)  # noqa: B023
        worker.kill()
        worker.wait()
        lost += 2  # one step in each of its threads
    crew.hire()
    for job_id in made:
        assert wait_for_state(database, jobs, job_id, "succeeded").result == RESULT
    times = Counter((job, step) for job, step, _ in crew.effects())
    assert set(times) == {(job, step) for job in range(12) for step in range(STEPS)}
    assert sum(times.values()) - len(times) <= lost
    assert [events_of(database, job_id).count("job:succeeded") for job_id in made] == [1] * 12
    assert all(find(database, jobs, job_id).attempt <= 4 for job_id in made)
    assert verify_chain(database, "w1").fault == ""
