"""Letting an area above follow what becomes of jobs that were enqueued for a run."""

from __future__ import annotations

from typing import Protocol

from volano_server.db import Tx


class Follower(Protocol):
    """Follows jobs by the run that they were enqueued for."""

    def job_moved(self, tx: Tx, run_id: str, state: str, message: str) -> None:
        """Nothing; called in the transaction in which a job ended without success or was taken up again (`queued`)."""
        ...


class Following:
    """Holds the follower, if `app` plugged one in."""

    def __init__(self) -> None:
        self.follower: Follower | None = None

    def tell(self, tx: Tx, run_id: str | None, state: str, message: str = "") -> None:
        """Nothing; lets the follower know what became of the job of a run."""
        if self.follower is not None and run_id is not None:
            self.follower.job_moved(tx, run_id, state, message)
