"""How many jobs a second: enqueued by one caller after another, enqueued by four at once, enqueued in one
transaction, and run by one worker.

    python bench/jobs/throughput.py --jobs 400 --database both

Every enqueue, start and end is a durable commit with chained events. PostgreSQL runs with fsync on, on this machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from pydantic import BaseModel
from tests.harness.postgres import PrivatePostgres, find_binaries

import volano_server.app.tables  # noqa: F401 - registers every table
from volano_server.access import Admission
from volano_server.config import Settings, load_settings
from volano_server.db import Database, Tx, migrate, open_database
from volano_server.jobs import JobContext, JobRegistry, JobService, Worker, job_handler
from volano_server.kit.subject import system_subject

SPACES = ("w0", "w1", "w2", "w3")
PLATFORM = system_subject("bench")


class Nothing(BaseModel):
    pass


@job_handler("bench:empty", args=Nothing, permission="datasets:write")
def empty(context: JobContext[Nothing]) -> None:
    return None


@job_handler("bench:steps", args=Nothing, permission="datasets:write")
def steps(context: JobContext[Nothing]) -> None:
    for number in range(10):
        context.step(f"step {number}", lambda: None)


JOBS = JobService(JobRegistry([empty, steps]))


def rate(count: int, work: Callable[[], object]) -> float:
    """`count` per second of `work`."""
    begun = time.perf_counter()
    work()
    return round(count / (time.perf_counter() - begun), 1)


def commit(database: Database, count: int) -> None:
    """The measure of this disk and moment: one recorded event for each commit."""
    for _ in range(count):
        database.write(system_subject("bench", SPACES[0]), lambda tx: tx.record("bench:tick", "bench", "x"))


def enqueue(database: Database, kind: str, count: int, spaces: tuple[str, ...]) -> None:
    for number in range(count):
        subject = system_subject("bench", spaces[number % len(spaces)])
        database.write(subject, lambda tx: JOBS.enqueue(tx, kind, {}))


def enqueue_at_once(database: Database, count: int, callers: int) -> None:
    threads = [
        threading.Thread(target=enqueue, args=(database, "bench:empty", count // callers, (SPACES[n],)))
        for n in range(callers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def enqueue_together(database: Database, count: int) -> None:
    def work(tx: Tx) -> None:
        for _ in range(count):
            JOBS.enqueue(tx, "bench:empty", {})

    database.write(system_subject("bench", SPACES[0]), work)


def run_all(database: Database, settings: Settings) -> None:
    """Returns when nothing waits or runs."""
    worker = Worker(database, settings, JOBS, Admission(database), {}, limits={})
    thread = threading.Thread(target=worker.run)
    thread.start()
    while any(database.read(PLATFORM, JOBS.counts).values()):
        time.sleep(0.02)
    worker.stop()
    thread.join()


def measure(settings: Settings, count: int) -> dict[str, Any]:
    database = open_database(settings)
    migrate(database)
    report: dict[str, Any] = {"plain commits/s, 1 caller": rate(count, lambda: commit(database, count))}
    report["enqueue/s, 1 caller"] = rate(count, lambda: enqueue(database, "bench:empty", count, SPACES[:1]))
    report["empty jobs/s, 1 workspace"] = rate(count, lambda: run_all(database, settings))
    report["enqueue/s, 4 callers"] = rate(count, lambda: enqueue_at_once(database, count, 4))
    report["empty jobs/s, 4 workspaces"] = rate(count, lambda: run_all(database, settings))
    report["enqueue/s, in one transaction"] = rate(count, lambda: enqueue_together(database, count))
    run_all(database, settings)
    few = max(4, count // 20)
    enqueue(database, "bench:steps", few, SPACES)
    report["steps/s, 4 jobs at once"] = rate(few * 10, lambda: run_all(database, settings))
    enqueue(database, "bench:steps", 4, SPACES[:1])
    single = settings.model_copy(update={"jobs": settings.jobs.model_copy(update={"worker_threads": 1})})
    report["steps/s, 1 job at a time"] = rate(40, lambda: run_all(database, single))
    database.close()
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=400)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = parser.parse_args()
    reports: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="volano-throughput-") as folder:
        if options.database != "postgresql":
            reports["sqlite"] = measure(load_settings(home=Path(folder) / "sqlite"), options.jobs)
        if options.database != "sqlite":
            binaries = find_binaries()
            if binaries is None:
                raise SystemExit("no PostgreSQL on this machine: install Debian's `postgresql` package")
            server = PrivatePostgres(binaries)
            try:
                home = Path(folder) / "postgresql"
                settings = load_settings(home=home, database={"url": server.url()})
                durable(server)
                reports["postgresql"] = measure(settings, options.jobs)
            finally:
                server.stop()
    print(json.dumps(reports, indent=2))


def durable(server: PrivatePostgres) -> None:
    """The private server of the tests skips fsync; this one must not."""
    for setting in ("fsync", "full_page_writes"):
        server.execute(f"ALTER SYSTEM SET {setting} = on")
    server.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    main()
