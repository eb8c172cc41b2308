"""The door to jobs: durable work that survives crashes, with leases, fences, steps, schedules and child processes."""

from volano_server.jobs.domain import QueueLimit, State
from volano_server.jobs.errors import (
    ChildDied,
    Interrupted,
    JobCancelled,
    JobNotFound,
    LeaseLost,
    UnknownJobKind,
    WorkerStopping,
)
from volano_server.jobs.routes import ROUTERS
from volano_server.jobs.service import (
    ChildResult,
    Chore,
    Follower,
    JobContext,
    JobHandler,
    JobRegistry,
    JobService,
    ScheduleService,
    Worker,
    default_limits,
    job_handler,
)

__all__ = [
    "ROUTERS",
    "ChildDied",
    "ChildResult",
    "Chore",
    "Follower",
    "Interrupted",
    "JobCancelled",
    "JobContext",
    "JobHandler",
    "JobNotFound",
    "JobRegistry",
    "JobService",
    "LeaseLost",
    "QueueLimit",
    "ScheduleService",
    "State",
    "UnknownJobKind",
    "Worker",
    "WorkerStopping",
    "default_limits",
    "job_handler",
]
