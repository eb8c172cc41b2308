"""Letting others follow what becomes of jobs: the area that enqueued them, and the one whose run they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from volano_server.db import Tx

Moved = Callable[[Tx, Any, str, str], None]
"""Gets the transaction, the typed arguments, the state and a message: see `Follower.job_moved`."""


class Follower(Protocol):
    """Follows jobs by the run that they were enqueued for."""

    def job_moved(self, tx: Tx, run_id: str, state: str, message: str) -> None:
        """Nothing; called in the transaction in which a job ended without success or was taken up again (`queued`)."""
        ...


class Following:
    """Holds the follower of runs, if `app` plugged one in, and what the handlers of each kind want to know."""

    def __init__(self) -> None:
        self.follower: Follower | None = None
        self.moved: dict[str, Callable[[Tx, dict[str, Any], str, str], None]] = {}

    def tell(self, tx: Tx, job: Any, state: str, message: str = "") -> None:
        """Nothing; lets whoever follows `job` (a row or a claim) know that it ended without success, or waits again."""
        if moved := self.moved.get(job.kind):
            moved(tx, job.args, state, message)
        if self.follower is not None and job.run_id is not None:
            self.follower.job_moved(tx, job.run_id, state, message)
