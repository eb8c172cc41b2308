"""All SQL of jobs."""

from volano_server.jobs.store.claims import ClaimStore
from volano_server.jobs.store.jobs import JobStore
from volano_server.jobs.store.schedules import ScheduleStore
from volano_server.jobs.store.workers import WorkerStore

__all__ = ["ClaimStore", "JobStore", "ScheduleStore", "WorkerStore"]
