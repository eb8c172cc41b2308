"""The worker: claims jobs and runs them in threads, keeps their leases, fires schedules, drains when told to stop."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from volano_server.access import Admission
from volano_server.config import Settings
from volano_server.db import Database
from volano_server.jobs.domain import QueueLimit
from volano_server.jobs.errors import Interrupted, LeaseLost, WorkerStopping
from volano_server.jobs.service.attempt import Attempt
from volano_server.jobs.service.chores import Chore, Chores
from volano_server.jobs.service.jobs import JobService
from volano_server.jobs.service.leases import Claim, Leases
from volano_server.jobs.service.presence import Presence
from volano_server.jobs.service.schedules import ScheduleService
from volano_server.kit.errors import AppError, Unavailable
from volano_server.kit.ids import new_id

_LOG = logging.getLogger("volano.jobs")
_RETURN_SECONDS = 3.0
"""How long a thread has, once told to stop, beyond the grace of its child process."""


def default_limits(settings: Settings) -> dict[str, QueueLimit]:
    """The limits of the queues: `heavy` (tuning and evaluation) and `webhooks` are bounded for each workspace."""
    return {
        "heavy": QueueLimit(per_workspace=settings.jobs.heavy_limit),
        "webhooks": QueueLimit(per_workspace=settings.jobs.webhook_limit),
    }


class Worker:
    """One worker process. `run` blocks until `stop` was called and the jobs in hand are finished or given back.

    `services` maps a class to the instance that handlers get. `queues` narrows what it serves; `limits` must be
    the same for all workers of one database. `chores` are done beside the jobs, in a thread of their own.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        jobs: JobService,
        admission: Admission,
        services: Mapping[type, Any],
        *,
        queues: Collection[str] | None = None,
        limits: Mapping[str, QueueLimit] | None = None,
        drain_seconds: float = 8.0,
        chores: Sequence[Chore] = (),
    ) -> None:
        self.id = new_id()
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._database = database
        self._settings = settings.jobs
        self._registry = jobs.registry
        self._admission = admission
        self._services = services
        self._queues = queues
        self._limits = default_limits(settings) if limits is None else limits
        self._drain_seconds = drain_seconds
        self._chores = Chores(chores, self._why_stop)
        self._leases = Leases(database, self.id, self._settings.lease_seconds, jobs.registry.following)
        self._schedules = ScheduleService(jobs, admission)
        self._presence = Presence(
            database, self.id, self.name, self._settings, queues=queues, kinds=jobs.registry.kinds
        )
        self._attempts: dict[str, tuple[Attempt, threading.Thread]] = {}
        self._guard = threading.Lock()
        self._draining = threading.Event()
        self._ended = threading.Event()
        self._freed = threading.Event()

    # ---- life ---------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Nothing, after `stop` was called and every job in hand was finished or given back."""
        keepers = [
            threading.Thread(target=self._repeat, args=(work, pause), name=name, daemon=True)
            for name, work, pause in (
                ("volano-jobs-heartbeat", self._heartbeat, self._settings.lease_seconds / 4),
                ("volano-jobs-signals", self._pass_signals, min(0.5, self._settings.lease_seconds / 4)),
                ("volano-jobs-upkeep", self._upkeep, min(1.0, self._settings.lease_seconds / 2)),
                ("volano-jobs-chores", self._do_chores, self._chores.pause),
            )
        ]
        self._safely(lambda: self._presence.show(draining=False))
        for keeper in keepers:
            keeper.start()
        try:
            self._repeat(self._claim, self._settings.poll_seconds, until=self._draining)
            self._drain()
        finally:
            self._ended.set()
            for keeper in keepers:
                keeper.join(timeout=_RETURN_SECONDS)
            self._safely(self._presence.leave)

    def stop(self) -> None:
        """Nothing; `run` claims no more and returns after the drain. Called again, it stops without waiting."""
        if self._draining.is_set():
            self._drain_seconds = 0.0
        self._draining.set()
        self._tell_all(draining=True)
        self._freed.set()

    def is_busy(self) -> bool:
        """Whether a job is running here."""
        return bool(self._in_hand())

    def _in_hand(self) -> list[str]:
        with self._guard:
            return list(self._attempts)

    # ---- claiming -----------------------------------------------------------------------------------------

    def _claim(self) -> bool:
        """Whether jobs were claimed, so that there may be more."""
        with self._guard:
            free = self._settings.worker_threads - len(self._attempts)
        if free <= 0:
            self._freed.wait(self._settings.poll_seconds)
            self._freed.clear()
            return True
        claims = self._leases.claim(self._registry.kinds, self._limits, free, self._queues)
        for claim in claims:
            self._begin(claim)
        return bool(claims)

    def _begin(self, claim: Claim) -> None:
        attempt = Attempt(
            claim, self._registry.find(claim.kind), database=self._database, leases=self._leases,
            admission=self._admission, services=self._services,
        )  # fmt: skip
        thread = threading.Thread(target=self._run, args=(attempt,), name=f"volano-job-{claim.id}", daemon=True)
        with self._guard:
            earlier = self._attempts.get(claim.id)
            self._attempts[claim.id] = (attempt, thread)
        if earlier is not None:
            earlier[0].control.tell(lost=True)
        thread.start()

    def _run(self, attempt: Attempt) -> None:
        try:
            attempt.run()
        except Exception:
            _LOG.exception("job %s: its end could not be written; its lease will run out", attempt.claim.id)
        finally:
            with self._guard:
                if self._attempts.get(attempt.claim.id, (None,))[0] is attempt:
                    del self._attempts[attempt.claim.id]
            self._freed.set()

    # ---- keeping ------------------------------------------------------------------------------------------

    def _heartbeat(self) -> bool:
        self._presence.show(draining=self._draining.is_set())
        if mine := self._in_hand():
            self._leases.renew(mine)
        return False

    def _pass_signals(self) -> bool:
        """Tells each job whether it was cancelled, or belongs to somebody else."""
        with self._guard:
            mine = [attempt for attempt, _ in self._attempts.values()]
        held = self._leases.held() if mine else {}
        for attempt in mine:
            fence, cancelled = held.get(attempt.claim.id, (None, False))
            if fence != attempt.claim.fence:
                attempt.control.tell(lost=True)
            elif cancelled:
                attempt.control.tell(cancelled=True)
        return False

    def _upkeep(self) -> bool:
        self._presence.bury_the_dead()
        self._leases.expire(self._in_hand())
        self._schedules.fire(self._database)
        return False

    def _do_chores(self) -> bool:
        self._chores.do_due(time.monotonic())
        return False

    def _why_stop(self) -> Interrupted | None:
        return WorkerStopping("the worker drains") if self._draining.is_set() else None

    def _repeat(self, work: Callable[[], bool], pause: float, until: threading.Event | None = None) -> None:
        """Does `work` until the end; a failure is logged and tried again, for a worker must not die quietly."""
        end = until or self._ended
        while not end.is_set():
            try:
                again = work()
            except Unavailable as error:
                _LOG.warning("the worker waits for the database: %s", error.message)
                again = False
                end.wait(1.0)
            except Exception:
                _LOG.exception("the worker failed in `%s`", work.__name__)
                again = False
                end.wait(1.0)
            if not again:
                end.wait(pause)

    # ---- ending -------------------------------------------------------------------------------------------

    def _drain(self) -> None:
        """Lets running steps end, then stops what still runs, then gives back what would not stop."""
        self._tell_all(draining=True)  # also what was claimed while `stop` was called
        begun = time.monotonic()
        while self.is_busy() and time.monotonic() - begun < self._drain_seconds:
            self._freed.wait(0.1)
            self._freed.clear()
        self._tell_all(stopping=True)
        begun = time.monotonic()
        while self.is_busy() and time.monotonic() - begun < _RETURN_SECONDS + 5.0:
            self._freed.wait(0.1)
            self._freed.clear()
        with self._guard:
            stuck = [attempt.claim for attempt, _ in self._attempts.values()]
        for claim in stuck:
            _LOG.warning("job %s (%s) did not stop and was given back", claim.id, claim.kind)
            self._safely(lambda held=claim: self._leases.give_back(held))  # type: ignore[misc]

    def _tell_all(self, *, draining: bool = False, stopping: bool = False) -> None:
        with self._guard:
            attempts = [attempt for attempt, _ in self._attempts.values()]
        for attempt in attempts:
            attempt.control.tell(draining=draining, stopping=stopping)

    @staticmethod
    def _safely(work: Callable[[], object]) -> None:
        try:
            work()
        except (AppError, LeaseLost) as error:
            _LOG.warning("while the worker stopped: %s", error)
