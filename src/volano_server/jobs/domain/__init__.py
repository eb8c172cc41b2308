"""Pure rules of jobs: states, choice under limits, retry delays, cron."""

from volano_server.jobs.domain.backoff import retry_delay
from volano_server.jobs.domain.choice import Candidate, QueueLimit, choose
from volano_server.jobs.domain.cron import Timetable, parse_timetable
from volano_server.jobs.domain.states import FINISHED, RETRYABLE, State, state_after_failure
from volano_server.jobs.domain.waiting import waiting_reason

__all__ = [
    "FINISHED",
    "RETRYABLE",
    "Candidate",
    "QueueLimit",
    "State",
    "Timetable",
    "choose",
    "parse_timetable",
    "retry_delay",
    "state_after_failure",
    "waiting_reason",
]
