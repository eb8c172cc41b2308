"""Rules of jobs."""

from volano_server.jobs.service.child import ChildResult
from volano_server.jobs.service.chores import Chore
from volano_server.jobs.service.context import JobContext
from volano_server.jobs.service.following import Follower
from volano_server.jobs.service.jobs import JobService
from volano_server.jobs.service.leases import Claim, Failure, Leases
from volano_server.jobs.service.registry import JobHandler, JobRegistry, job_handler
from volano_server.jobs.service.schedules import ScheduleService
from volano_server.jobs.service.worker import Worker, default_limits

__all__ = [
    "ChildResult",
    "Chore",
    "Claim",
    "Failure",
    "Follower",
    "JobContext",
    "JobHandler",
    "JobRegistry",
    "JobService",
    "Leases",
    "ScheduleService",
    "Worker",
    "default_limits",
    "job_handler",
]
