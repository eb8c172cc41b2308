"""What can go wrong with jobs.

AppError
├── JobNotFound, ScheduleNotFound          404
├── UnknownJobKind, InvalidJobArgs         422
├── InvalidSchedule, NotSchedulable        422
├── JobTooLarge                            413
├── JobFinished, JobNotRetryable           409
├── JobKeyReused, ScheduleNameTaken        409
├── ScheduleChanged                        412
└── ChildDied                              a child process ended otherwise than with exit code 0

Interrupted (a BaseException, so that a handler's `except Exception` cannot swallow it)
├── LeaseLost
├── JobCancelled
└── WorkerStopping
"""

from __future__ import annotations

from volano_server.kit.errors import AppError, BadInput, Conflict, NotFound, PreconditionFailed, TooLarge


class JobNotFound(NotFound):
    code = "job_not_found"


class ScheduleNotFound(NotFound):
    code = "schedule_not_found"


class UnknownJobKind(BadInput):
    code = "unknown_job_kind"


class InvalidJobArgs(BadInput):
    code = "invalid_job_args"


class InvalidSchedule(BadInput):
    code = "invalid_schedule"


class NotSchedulable(BadInput):
    code = "not_schedulable"


class JobTooLarge(TooLarge):
    code = "job_too_large"


class JobFinished(Conflict):
    code = "job_finished"


class JobNotRetryable(Conflict):
    code = "job_not_retryable"


class JobKeyReused(Conflict):
    code = "job_key_reused"


class ScheduleNameTaken(Conflict):
    code = "schedule_name_taken"


class ScheduleChanged(PreconditionFailed):
    code = "schedule_changed"


class ChildDied(AppError):
    """A supervised child process failed; `details` holds `exit_code`, `signal` and `stderr_tail`."""

    code = "child_died"


class Interrupted(BaseException):
    """Why a handler must stop now."""


class LeaseLost(Interrupted):
    """This worker was silent for longer than its lease, and the job belongs to somebody else now."""


class JobCancelled(Interrupted):
    """Somebody cancelled the job."""


class WorkerStopping(Interrupted):
    """This worker shuts down; the job goes back to the queue and goes on elsewhere after its last finished step."""
