"""All SQL of monitors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.monitoring.tables import alerts, monitor_results, monitors


class MonitorStore:
    """Monitors of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, name: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(monitors).where(monitors.c.name == name))

    def all(self) -> Sequence[Row[Any]]:
        return self.tx.rows(self.tx.select(monitors).order_by(monitors.c.name).limit(500))

    def add(self, row: dict[str, Any]) -> None:
        self.tx.insert(monitors, row)

    def set_state(self, monitor_id: str, status: str, state: dict[str, Any]) -> None:
        mine = monitors.c.id == monitor_id
        self.tx.execute(self.tx.update(monitors).where(mine).values(status=status, state=state))

    def remove(self, monitor_id: str) -> None:
        self.tx.execute(self.tx.delete(monitors).where(monitors.c.id == monitor_id))

    def add_result(self, row: dict[str, Any]) -> None:
        self.tx.insert(monitor_results, row)

    def results(self, monitor_id: str, limit: int) -> Sequence[Row[Any]]:
        mine = monitor_results.c.monitor_id == monitor_id
        statement = self.tx.select(monitor_results).where(mine).order_by(monitor_results.c.ran_at.desc())
        return self.tx.rows(statement.limit(limit))

    def add_alert(self, row: dict[str, Any]) -> bool:
        """Whether the notice is new."""
        if self.tx.row(self.tx.select(alerts, alerts.c.id).where(alerts.c.id == row["id"])):
            return False
        self.tx.insert(alerts, row)
        return True

    def alerts(self, before: tuple[int, str] | None, limit: int) -> Sequence[Row[Any]]:
        statement = self.tx.select(alerts).order_by(alerts.c.at.desc(), alerts.c.id.desc()).limit(limit)
        if before is None:
            return self.tx.rows(statement)
        at, id_ = before
        older = (alerts.c.at < at) | ((alerts.c.at == at) & (alerts.c.id < id_))
        return self.tx.rows(statement.where(older))
