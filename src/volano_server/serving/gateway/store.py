"""All SQL of the gateway's own: counted refusals."""

from __future__ import annotations

from sqlalchemy import func

from volano_server.db import Tx
from volano_server.kit.clock import MINUTE
from volano_server.serving.gateway.tables import refusals


class RefusalStore:
    """Refusals of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, principal_id: str, reason: str, count: int) -> None:
        minute = self.tx.now() // MINUTE * MINUTE
        table = refusals.c
        same = (table.principal_id == principal_id, table.minute == minute, table.reason == reason)
        more = self.tx.update(refusals).where(*same).values(count=table.count + count)
        if not self.tx.count_changed(more):
            row = {"principal_id": principal_id, "minute": minute, "reason": reason, "count": count}
            self.tx.insert(refusals, row)

    def since(self, moment: int) -> dict[str, int]:
        """How often each principal was refused from `moment` (microseconds) on."""
        table = refusals.c
        statement = (
            self.tx.select(refusals, table.principal_id, func.sum(table.count).label("n"))
            .where(table.minute >= moment // MINUTE * MINUTE)
            .group_by(table.principal_id)
        )
        return {row.principal_id: int(row.n) for row in self.tx.rows(statement)}
