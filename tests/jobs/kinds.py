"""Kinds of jobs for the tests, and a worker that runs in threads of the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from volano_server.access import Admission
from volano_server.config import JobSettings, Settings
from volano_server.db import Database, Tx
from volano_server.jobs import JobHandler, JobRegistry, JobService, QueueLimit, Worker, job_handler
from volano_server.kit.errors import BadInput
from volano_server.kit.subject import Subject, system_subject

WORKSPACE = "w1"
SYSTEM = system_subject("test", WORKSPACE)
PLATFORM = system_subject("test")


class Numbers(BaseModel):
    """The arguments of every kind here."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(default=1, ge=0)
    note: str = ""


@job_handler("test:double", args=Numbers, permission="datasets:write", schedulable=True)
def double(context: Any) -> dict[str, int]:
    return {"doubled": context.args.number * 2}


@job_handler("test:refuse", args=Numbers, permission="datasets:write", retry_seconds=0.01)
def refuse(context: Any) -> None:
    raise BadInput(f"{context.args.number} is not a good number", hint="choose another")


@job_handler("test:crash", args=Numbers, permission="datasets:write", retry_seconds=0.01)
def crash(context: Any) -> None:
    raise ValueError("the password is hunter2")


KINDS: list[JobHandler[Any]] = [double, refuse, crash]


def kind(
    run: Callable[[Any], Any], name: str = "test:run", *, queue: str = "default", max_attempts: int = 3
) -> JobHandler[Any]:
    """A handler around a function of the test."""
    return job_handler(
        name, args=Numbers, permission="datasets:write", queue=queue, max_attempts=max_attempts, retry_seconds=0.01
    )(run)


def jobs_of(*handlers: JobHandler[Any]) -> JobService:
    """A service that knows the common kinds and `handlers`."""
    return JobService(JobRegistry([*KINDS, *handlers]))


def quick(settings: Settings, **changes: Any) -> Settings:
    """The settings with a lease that no slow machine outlasts and hardly any pause."""
    values = {"lease_seconds": 60.0, "poll_seconds": 0.02, **changes}
    return settings.model_copy(update={"jobs": JobSettings(**values)})


def enqueue(database: Database, jobs: JobService, name: str = "test:run", **options: Any) -> str:
    """The id of a committed job."""
    args = options.pop("args", {})
    subject = options.pop("subject", SYSTEM)
    return database.write(subject, lambda tx: jobs.enqueue(tx, name, args, **options))


def find(database: Database, jobs: JobService, job_id: str, subject: Subject = SYSTEM) -> Any:
    """The job's row."""
    return database.read(subject, lambda tx: jobs.find(tx, job_id))


def events_of(database: Database, job_id: str) -> list[str]:
    """The actions recorded for a job, in order."""
    from volano_server.db import events

    def work(tx: Tx) -> list[str]:
        mine = tx.select(events).where(events.c.object_id == job_id).order_by(events.c.seq)
        return [row.action for row in tx.rows(mine)]

    return database.read(SYSTEM, work)


@contextmanager
def running_worker(
    database: Database,
    settings: Settings,
    jobs: JobService,
    *,
    services: Mapping[type, Any] | None = None,
    limits: Mapping[str, QueueLimit] | None = None,
    queues: list[str] | None = None,
    drain_seconds: float = 8.0,
) -> Iterator[Worker]:
    """A worker that runs beside the test and is drained at its end."""
    worker = Worker(
        database, settings, jobs, Admission(database), services or {}, limits=limits, queues=queues,
        drain_seconds=drain_seconds,
    )  # fmt: skip
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(timeout=30)
        assert not thread.is_alive(), "the worker did not stop"


def wait_until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What `condition` returned, once it is true. The limit is for a hang; nothing depends on it otherwise."""
    import time

    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.01)
    return found


def wait_for_state(database: Database, jobs: JobService, job_id: str, *states: str) -> Any:
    """The row, once the job is in one of `states`."""

    def look() -> Any:
        row = find(database, jobs, job_id)
        return row if row.state in states else None

    return wait_until(look)
