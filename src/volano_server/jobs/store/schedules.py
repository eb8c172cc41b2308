"""Schedules: those of one workspace, and those of all workspaces that are due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, select

from volano_server.db import Tx
from volano_server.jobs.tables import schedules


class ScheduleStore:
    """Statements about schedules."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, row: dict[str, Any]) -> None:
        self.tx.insert(schedules, row)

    def find(self, schedule_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(schedules).where(schedules.c.id == schedule_id))

    def named(self, name: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(schedules).where(schedules.c.name == name))

    def page(self, before: str | None, limit: int) -> Sequence[Row[Any]]:
        statement = self.tx.select(schedules).order_by(schedules.c.id.desc()).limit(limit)
        return self.tx.rows(statement if before is None else statement.where(schedules.c.id < before))

    def change(self, schedule_id: str, revision: int, **values: Any) -> bool:
        """Whether the schedule still had `revision`; it has the next one now."""
        mine = (schedules.c.id == schedule_id, schedules.c.revision == revision)
        statement = self.tx.update(schedules).where(*mine).values(revision=revision + 1, **values)
        return self.tx.count_changed(statement) == 1

    def move(self, schedule_id: str, tick: int, **values: Any) -> bool:
        """Whether this transaction is the one that takes the tick at `tick`."""
        table = schedules
        due = (table.c.id == schedule_id, table.c.enabled.is_(True), table.c.next_run_at == tick)
        return self.tx.count_changed(self.tx.update(table).where(*due).values(**values)) == 1

    def note_job(self, schedule_id: str, job_id: str) -> None:
        mine = schedules.c.id == schedule_id
        self.tx.execute(self.tx.update(schedules).where(mine).values(last_job_id=job_id))

    def remove(self, schedule_id: str) -> None:
        self.tx.execute(self.tx.delete(schedules).where(schedules.c.id == schedule_id))

    def due(self, kinds: Collection[str], limit: int) -> Sequence[Row[Any]]:
        """Schedules of all workspaces whose time has come (platform transaction)."""
        table = schedules
        ready = (table.c.enabled.is_(True), table.c.next_run_at <= self.tx.now(), table.c.kind.in_(sorted(kinds)))
        return self.tx.rows(select(table).where(*ready).order_by(table.c.next_run_at).limit(limit))
