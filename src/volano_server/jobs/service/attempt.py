"""One attempt of one job: runs its handler and writes down how it ended."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from typing import Any

from volano_server.access import Admission
from volano_server.db import AlreadyExists, BrokenReference, Database
from volano_server.jobs.domain import retry_delay
from volano_server.jobs.errors import JobCancelled, LeaseLost, WorkerStopping
from volano_server.jobs.service.context import JobContext
from volano_server.jobs.service.control import Control
from volano_server.jobs.service.leases import Claim, Failure, Leases
from volano_server.jobs.service.plain import to_plain
from volano_server.jobs.service.registry import JobHandler
from volano_server.kit.errors import AppError, TooManyRequests, Unavailable

_LOG = logging.getLogger("volano.jobs")
MAX_RESULT = 65_536
_PAUSE = 0.5


class Attempt:
    """Runs in a thread of its own; `control` tells it to stop."""

    def __init__(
        self,
        claim: Claim,
        handler: JobHandler[Any],
        *,
        database: Database,
        leases: Leases,
        admission: Admission,
        services: Mapping[type, Any],
    ) -> None:
        self.claim = claim
        self.control = Control()
        self._handler = handler
        self._database = database
        self._leases = leases
        self._admission = admission
        self._services = services
        self._context: JobContext[Any] | None = None

    def run(self) -> None:
        """Nothing; the job has moved on, or was left to its lease because the database cannot be reached."""
        claim = self.claim
        try:
            result = self._run_handler()
        except LeaseLost:
            _LOG.warning("job %s (%s): lease lost, nothing more was written", claim.id, claim.kind)
        except JobCancelled:
            self._settle(lambda: self._leases.cancelled(claim))
        except WorkerStopping:
            self._settle(lambda: self._leases.give_back(claim))
        except BaseException as error:
            failure = self._failure_of(error)
            self._settle(lambda: self._leases.fail(claim, failure))
        else:
            progress = self._context.latest_progress if self._context else None
            self._settle(lambda: self._leases.succeed(claim, result, progress))

    def _run_handler(self) -> Any:
        subject, memo = self._leases.begin(self.claim, self._admission, self._handler.permission)
        self._context = JobContext(
            self.claim, self._handler.read_args(self.claim.args), subject, memo, database=self._database,
            leases=self._leases, control=self.control, services=self._services,
        )  # fmt: skip
        return to_plain(self._handler.run(self._context), "the result of the job", MAX_RESULT)

    def _settle(self, write: Callable[[], object]) -> None:
        """Writes the outcome down, for as long as the database cannot be reached and the job may still be ours."""
        while True:
            try:
                write()
                return
            except LeaseLost:
                _LOG.warning("job %s (%s): ended after its lease was lost", self.claim.id, self.claim.kind)
                return
            except Unavailable as error:
                if self.control.lost or self.control.stopping:
                    _LOG.error("job %s: its end could not be written: %s", self.claim.id, error.message)
                    return
                self.control.changed.wait(_PAUSE)

    def _failure_of(self, error: BaseException) -> Failure:
        delay = retry_delay(self.claim.attempt, self._handler.retry_seconds, random.random())
        if isinstance(error, TooManyRequests | Unavailable):
            delay = max(delay, error.retry_after)
        if isinstance(error, AppError):
            raced = isinstance(error, AlreadyExists | BrokenReference)  # somebody was quicker: look again
            final = error.status < 500 and error.status != 429 and not raced
            return Failure(error.code, error.message, error.hint, error.details, final, delay)
        _LOG.error("job %s (%s) failed", self.claim.id, self.claim.kind, exc_info=error)
        return Failure(
            "internal",
            f"the job stopped with an unexpected {type(error).__name__}",
            "look for the job's id in the worker's log",
            delay=delay,
        )
