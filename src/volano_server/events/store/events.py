"""Reading the event log; the database alone writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from volano_server.db import Tx, event_heads, events

FILTERS = ("action", "object_kind", "object_id", "actor_id", "owner_id")


class EventStore:
    """Events of the workspace of the transaction."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def before(self, seq: int | None, limit: int, filters: Mapping[str, str | None]) -> Sequence[dict[str, Any]]:
        """Up to `limit` events older than `seq`, the newest first."""
        statement = self.tx.select(events).order_by(events.c.seq.desc()).limit(limit)
        if seq is not None:
            statement = statement.where(events.c.seq < seq)
        for name in FILTERS:
            if (wanted := filters.get(name)) is not None:
                statement = statement.where(events.c[name] == wanted)
        return [dict(row._mapping) for row in self.tx.rows(statement)]

    def after(self, seq: int, limit: int) -> Sequence[dict[str, Any]]:
        """Up to `limit` events newer than `seq`, the oldest first."""
        statement = self.tx.select(events).where(events.c.seq > seq).order_by(events.c.seq).limit(limit)
        return [dict(row._mapping) for row in self.tx.rows(statement)]

    def at(self, seq: int) -> dict[str, Any] | None:
        row = self.tx.row(self.tx.select(events).where(events.c.seq == seq))
        return dict(row._mapping) if row else None

    def head(self) -> int:
        """The number of the newest event; 0 when there is none."""
        return int(self.tx.value(self.tx.select(event_heads, event_heads.c.seq)) or 0)

    def heads(self) -> dict[str, int]:
        """The newest event of every workspace; for the platform's own transactions."""
        rows = self.tx.rows(select(event_heads.c.workspace_id, event_heads.c.seq))
        return {row.workspace_id: row.seq for row in rows}
