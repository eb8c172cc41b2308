"""The signals that reach a running handler: cancelled, lease lost, worker draining, worker stopping."""

from __future__ import annotations

import threading

from volano_server.jobs.errors import Interrupted, JobCancelled, LeaseLost, WorkerStopping


class Control:
    """What the worker tells one of its jobs. `changed` is set as soon as there is something to hear."""

    def __init__(self) -> None:
        self.cancelled = False
        self.lost = False
        self.draining = False
        self.stopping = False
        self.changed = threading.Event()

    def tell(
        self, *, cancelled: bool = False, lost: bool = False, draining: bool = False, stopping: bool = False
    ) -> None:
        """Nothing; adds to what the job hears."""
        self.cancelled |= cancelled
        self.lost |= lost
        self.draining |= draining
        self.stopping |= stopping
        self.changed.set()

    def reason(self) -> Interrupted | None:
        """Why the job must stop right now, or None."""
        if self.lost:
            return LeaseLost("another worker has the job now")
        if self.cancelled:
            return JobCancelled("the job was cancelled")
        if self.stopping:
            return WorkerStopping("the worker stops")
        return None

    def check(self) -> None:
        """Nothing; raises Interrupted when the job must stop right now."""
        reason = self.reason()
        if reason is not None:
            raise reason

    def check_between_steps(self) -> None:
        """As `check`, and also when the worker drains: what has been done is kept, the rest goes elsewhere."""
        self.check()
        if self.draining:
            raise WorkerStopping("the worker drains")
