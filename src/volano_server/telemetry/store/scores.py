"""Rows of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.telemetry.tables import scores


class ScoreStore:
    """Scores of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the idempotency keys that are stored."""
        found: set[str] = set()
        for start in range(0, len(keys), 500):
            wanted = scores.c.idempotency_key.in_(keys[start : start + 500])
            found |= {
                row.idempotency_key
                for row in self.tx.rows(self.tx.select(scores, scores.c.idempotency_key).where(wanted))
            }
        return found

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.tx.insert(scores, rows)

    def of_trace(self, trace_id: str, limit: int) -> Sequence[Row[Any]]:
        statement = self.tx.select(scores).where(scores.c.trace_id == trace_id)
        return self.tx.rows(statement.order_by(scores.c.id).limit(limit))

    def page(self, equal: Mapping[str, str | None], after: str | None, limit: int) -> Sequence[Row[Any]]:
        """Newest first; `limit + 1` rows tell whether there are more."""
        statement = self.tx.select(scores).where(
            *(scores.c[name] == value for name, value in equal.items() if value is not None)
        )
        if after is not None:
            statement = statement.where(scores.c.id < after)
        return self.tx.rows(statement.order_by(scores.c.id.desc()).limit(limit + 1))
