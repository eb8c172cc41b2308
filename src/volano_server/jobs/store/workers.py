"""The workers that are alive. They belong to the platform, not to a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, select, update

from volano_server.db import Tx
from volano_server.jobs.tables import workers
from volano_server.kit.clock import DAY


class WorkerStore:
    """Statements about workers."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, row: dict[str, Any]) -> None:
        self.tx.insert(workers, row)

    def keep_alive(self, worker_id: str, alive_until: int, *, draining: bool) -> bool:
        """Whether the worker is still on the list."""
        values = {"alive_until": alive_until, "draining": draining}
        return self.tx.count_changed(update(workers).where(workers.c.id == worker_id).values(**values)) == 1

    def remove(self, worker_id: str) -> None:
        self.tx.execute(delete(workers).where(workers.c.id == worker_id))

    def remove_forgotten(self) -> None:
        self.tx.execute(delete(workers).where(workers.c.alive_until < self.tx.now() - DAY))

    def alive(self) -> Sequence[Row[Any]]:
        table = workers
        return self.tx.rows(select(table).where(table.c.alive_until >= self.tx.now()).order_by(table.c.started_at))

    def at(self, place: str) -> Sequence[Row[Any]]:
        """All workers, alive or not, that ran on the machine called `place`."""
        return self.tx.rows(select(workers).where(workers.c.place == place))
