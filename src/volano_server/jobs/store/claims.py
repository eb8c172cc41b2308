"""What workers do with jobs across all workspaces: find, take, keep and lose them.

None of this records events or waits for a workspace's writer lock, so a busy workspace holds up nobody's claims or
heartbeats. On PostgreSQL claims follow one another by an advisory lock, which makes the limits exact, and every row
that somebody else holds is skipped rather than waited for, which rules out deadlocks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, text, tuple_, update

from volano_server.db import Tx
from volano_server.jobs.domain.choice import Candidate, Lane
from volano_server.jobs.tables import is_queued, is_running, jobs

_CLAIM_LOCK = 7_700_100


class ClaimStore:
    """Statements of a platform transaction (one without a workspace)."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def lock_claims(self) -> None:
        """Waits until no other worker claims. SQLite has one writer anyway."""
        if self.tx.dialect == "postgresql":
            self.tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CLAIM_LOCK})

    def running(self) -> dict[Lane, int]:
        """How many jobs run in each workspace and queue."""
        return self._by_lane(is_running)

    def waiting(self) -> dict[Lane, int]:
        """How many jobs wait in each workspace and queue."""
        return self._by_lane(is_queued)

    def next_lane(self, after: Lane) -> Row[Any] | None:
        """The first workspace and queue after `after` that has waiting jobs, with its earliest `run_at`."""
        statement = (
            select(jobs.c.workspace_id, jobs.c.queue, jobs.c.run_at)
            .where(is_queued, tuple_(jobs.c.workspace_id, jobs.c.queue) > tuple_(*after))
            .order_by(jobs.c.workspace_id, jobs.c.queue, jobs.c.run_at)
            .limit(1)
        )
        return self.tx.row(statement)

    def due_in(self, lane: Lane, kinds: Collection[str], limit: int) -> list[Candidate]:
        """The first `limit` jobs of a lane that may start now and that `kinds` knows how to run."""
        return [
            Candidate(row.id, lane[0], lane[1], -row.rank, row.run_at)
            for row in self.tx.rows(due_statement(lane, kinds, self.tx.now(), limit))
        ]

    def take(self, ids: Sequence[str], worker_id: str, lease_until: int) -> Sequence[Row[Any]]:
        """The jobs that are this worker's now, each under a new fence."""
        statement = (
            update(jobs)
            .where(jobs.c.id.in_(ids), is_queued)
            .values(
                state="running",
                fence=jobs.c.fence + 1,
                attempt=jobs.c.attempt + 1,
                worker_id=worker_id,
                lease_until=lease_until,
                progress_done=None,
                progress_total=None,
                progress_message=None,
            )
            .returning(
                jobs.c.id, jobs.c.workspace_id, jobs.c.kind, jobs.c.queue, jobs.c.args, jobs.c.subject, jobs.c.fence,
                jobs.c.attempt, jobs.c.max_attempts, jobs.c.run_id, jobs.c.rank, jobs.c.run_at, jobs.c.started_at,
            )
        )  # fmt: skip
        return sorted(self.tx.rows(statement), key=lambda row: (row.rank, row.run_at, row.id))

    def renew(self, worker_id: str, ids: Collection[str], lease_until: int) -> None:
        """Keeps jobs of this worker. A row that is locked is in use by its own job, which renews it."""
        mine = select(jobs.c.id).where(jobs.c.id.in_(ids), jobs.c.worker_id == worker_id, is_running)
        statement = update(jobs).where(jobs.c.id.in_(mine.with_for_update(skip_locked=True)), is_running)
        self.tx.execute(statement.values(lease_until=lease_until))

    def held(self, worker_id: str) -> Sequence[Row[Any]]:
        """What this worker holds, and whether somebody wants it cancelled."""
        columns = (jobs.c.id, jobs.c.fence, jobs.c.cancel_requested_at)
        return self.tx.rows(select(*columns).where(jobs.c.worker_id == worker_id, is_running))

    def set_progress(self, job_id: str, fence: int, done: int, total: int | None, message: str) -> bool:
        """Whether the job still belongs to the holder of `fence`."""
        mine = (jobs.c.id == job_id, jobs.c.fence == fence, is_running)
        values = {"progress_done": done, "progress_total": total, "progress_message": message}
        return self.tx.count_changed(update(jobs).where(*mine).values(**values)) == 1

    def expired(self, limit: int) -> Sequence[Row[Any]]:
        """Running jobs whose worker was silent for longer than its lease."""
        columns = (jobs.c.id, jobs.c.workspace_id, jobs.c.fence)
        late = (is_running, jobs.c.lease_until < self.tx.now())
        return self.tx.rows(select(*columns).where(*late).order_by(jobs.c.workspace_id, jobs.c.queue).limit(limit))

    def expire_leases_of(self, worker_id: str) -> None:
        """Ends the leases of a worker that is known to be dead."""
        self.tx.execute(update(jobs).where(jobs.c.worker_id == worker_id, is_running).values(lease_until=0))

    def _by_lane(self, condition: ColumnElement[bool]) -> dict[Lane, int]:
        lane = (jobs.c.workspace_id, jobs.c.queue)
        statement = select(*lane, func.count().label("number")).where(condition).group_by(*lane)
        return {(row.workspace_id, row.queue): row.number for row in self.tx.rows(statement)}


def due_statement(lane: Lane, kinds: Collection[str], now: int, limit: int) -> Select[Any]:
    """The question that claiming asks for each lane, in the order of the index `ix_jobs_claim`.

    The sum keeps SQLite, which has no statistics, from choosing `ix_jobs_due` and sorting thousands of rows.
    """
    return (
        select(jobs.c.id, jobs.c.rank, jobs.c.run_at)
        .where(
            is_queued,
            jobs.c.workspace_id == lane[0],
            jobs.c.queue == lane[1],
            jobs.c.run_at + 0 <= now,
            jobs.c.kind.in_(sorted(kinds)),
        )
        .order_by(jobs.c.rank, jobs.c.run_at, jobs.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
