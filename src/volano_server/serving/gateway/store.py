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

    def windows(self, moment: int, width: int) -> dict[tuple[str, int], int]:
        """How often each principal was refused in each window of `width` microseconds from `moment` on.

        A minute counts whole in the window that holds its end.
        """
        table = refusals.c
        window = ((table.minute + MINUTE - 1 - moment) // width).label("window")
        statement = (
            self.tx.select(refusals, table.principal_id, window, func.sum(table.count).label("n"))
            .where(table.minute > moment - MINUTE)
            .group_by(table.principal_id, window)
        )
        return {(row.principal_id, int(row.window)): int(row.n) for row in self.tx.rows(statement)}
