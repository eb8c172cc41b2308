"""Jobs and their steps, within the workspace of the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.jobs.tables import is_running, job_steps, jobs


class JobStore:
    """Statements about the jobs of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, row: dict[str, Any]) -> None:
        self.tx.insert(jobs, row)

    def find(self, job_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(jobs).where(jobs.c.id == job_id))

    def find_to_change(self, job_id: str) -> Row[Any] | None:
        """The job, locked. Another holder of the row makes this transaction run again, not wait in a deadlock."""
        return self.tx.row(self.tx.select(jobs).where(jobs.c.id == job_id).with_for_update(nowait=True))

    def by_key(self, key: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(jobs).where(jobs.c.dedupe_key == key))

    def page(
        self, *, state: str | None, kind: str | None, queue: str | None, before: str | None, limit: int
    ) -> Sequence[Row[Any]]:
        """The newest jobs first; `before` is the id that the last page ended with."""
        statement = self.tx.select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        for column, value in ((jobs.c.state, state), (jobs.c.kind, kind), (jobs.c.queue, queue)):
            if value is not None:
                statement = statement.where(column == value)
        return self.tx.rows(statement if before is None else statement.where(jobs.c.id < before))

    def keep(self, job_id: str, fence: int, lease_until: int) -> bool:
        """Whether the holder of `fence` still has the job: checks, locks the row and renews the lease in one."""
        return self.change_running(job_id, fence, lease_until=lease_until)

    def change_running(self, job_id: str, fence: int, **values: Any) -> bool:
        """Whether the holder of `fence` still had the job; `values` are written only then."""
        mine = (jobs.c.id == job_id, jobs.c.fence == fence, is_running)
        return self.tx.count_changed(self.tx.update(jobs).where(*mine).values(**values)) == 1

    def change_late(self, job_id: str, fence: int, **values: Any) -> bool:
        """As `change_running`, only if the lease has run out."""
        late = (jobs.c.id == job_id, jobs.c.fence == fence, is_running, jobs.c.lease_until < self.tx.now())
        return self.tx.count_changed(self.tx.update(jobs).where(*late).values(**values)) == 1

    def mark_started(self, job_id: str, fence: int) -> bool:
        """Whether this was the first start since the job was queued by somebody."""
        mine = (jobs.c.id == job_id, jobs.c.fence == fence, is_running, jobs.c.started_at.is_(None))
        return self.tx.count_changed(self.tx.update(jobs).where(*mine).values(started_at=self.tx.now())) == 1

    def change(self, job_id: str, **values: Any) -> None:
        """Writes `values` to a job that this transaction has locked."""
        self.tx.execute(self.tx.update(jobs).where(jobs.c.id == job_id).values(**values))

    def steps(self, job_id: str) -> Sequence[Row[Any]]:
        mine = job_steps.c.job_id == job_id
        order = (job_steps.c.position, job_steps.c.finished_at, job_steps.c.name)
        return self.tx.rows(self.tx.select(job_steps).where(mine).order_by(*order))

    def add_step(self, job_id: str, name: str, position: int, attempt: int, result: Any) -> None:
        row = {"job_id": job_id, "name": name, "position": position, "attempt": attempt, "result": result}
        self.tx.insert(job_steps, row | {"finished_at": self.tx.now()})
