"""Wire types of jobs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from volano_server.jobs.domain import State
from volano_server.kit.wire import Moment


class Progress(BaseModel):
    """How far a job is; `total` is null while it is not known."""

    done: int
    total: int | None
    message: str


class JobError(BaseModel):
    """What went wrong in the attempt named; a job that is queued again shows the error of its last attempt."""

    code: str
    message: str
    hint: str
    attempt: int
    details: dict[str, Any]


class JobOut(BaseModel):
    """A job in a list. `waiting_for` says why a due job does not start; it is empty otherwise."""

    id: str
    kind: str
    queue: str
    state: State
    priority: int
    attempt: int
    max_attempts: int
    progress: Progress | None
    error: JobError | None
    cancel_requested: bool
    waiting_for: str
    owner: str
    parent_id: str | None
    run_id: str | None
    run_at: Moment
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None


class StepOut(BaseModel):
    """A finished step; a resumed job does not run it again."""

    name: str
    attempt: int
    result: Any
    finished_at: Moment


class JobDetail(JobOut):
    """One job with its arguments, its result and its finished steps in order."""

    args: dict[str, Any]
    result: Any
    steps: list[StepOut]


class WorkerOut(BaseModel):
    """A worker that is alive. `queues` holds `*` when it serves all."""

    id: str
    name: str
    queues: list[str]
    kinds: list[str]
    threads: int
    draining: bool
    started_at: Moment
    alive_until: Moment


class WorkerList(BaseModel):
    """The workers that are alive; empty means that nothing will run."""

    items: list[WorkerOut]


class ScheduleNew(BaseModel):
    """A schedule to make, with either `cron` or `every_seconds`."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=100)
    kind: str = Field(max_length=100)
    args: dict[str, Any] = Field(default_factory=dict)
    cron: str | None = Field(default=None, max_length=200, examples=["30 2 * * mon-fri"])
    every_seconds: int | None = None
    timezone: str = Field(default="UTC", max_length=60)
    enabled: bool = True


class ScheduleChange(BaseModel):
    """What to change of a schedule; what is left out stays. Giving one of cron and every_seconds drops the other."""

    model_config = ConfigDict(extra="forbid")

    args: dict[str, Any] = Field(default_factory=dict)
    cron: str | None = Field(default=None, max_length=200)
    every_seconds: int | None = None
    timezone: str = Field(default="UTC", max_length=60)
    enabled: bool = True


class ScheduleOut(BaseModel):
    """A schedule. `fault` says why it was disabled by itself; its jobs run as `owner`."""

    id: str
    name: str
    kind: str
    args: dict[str, Any]
    cron: str | None
    every_seconds: int | None
    timezone: str
    enabled: bool
    next_run_at: Moment
    last_run_at: Moment | None
    last_job_id: str | None
    fault: str | None
    owner: str
    revision: int
    created_at: Moment
