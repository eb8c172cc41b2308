"""Looking at what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from volano_server.db import Tx
from volano_server.events.store import EventStore
from volano_server.kit.paging import cut_page, decode_cursor

Event = dict[str, Any]


class EventService:
    """Events of one workspace, each a row of the log."""

    def page(
        self, tx: Tx, filters: Mapping[str, str | None], cursor: str | None, limit: int
    ) -> tuple[Sequence[Event], str | None]:
        """The newest events first. `filters` may name action, object_kind, object_id, actor_id and owner_id."""
        before = decode_cursor(cursor, int)[0] if cursor else None
        rows = EventStore(tx).before(before, limit + 1, filters)
        return cut_page(rows, limit, lambda row: (row["seq"],))

    def after(self, tx: Tx, seq: int, limit: int) -> Sequence[Event]:
        """Up to `limit` events that followed event `seq`, in order."""
        return EventStore(tx).after(seq, limit)

    def head(self, tx: Tx) -> int:
        """The number of the newest event; 0 when there is none."""
        return EventStore(tx).head()
