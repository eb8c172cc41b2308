"""SQL of cards: each revision is a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func

from volano_server.catalog.tables import asset_cards
from volano_server.db import Tx


class CardStore:
    """Cards of assets."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def newest(self, asset_id: str) -> Row[Any] | None:
        statement = self.tx.select(asset_cards).where(asset_cards.c.asset_id == asset_id)
        return self.tx.row(statement.order_by(asset_cards.c.revision.desc()).limit(1))

    def add(self, asset_id: str, revision: int, *, status: str, markdown: str, text_by: str) -> None:
        row = {"asset_id": asset_id, "revision": revision, "status": status, "markdown": markdown, "text_by": text_by}
        who = {"written_by_name": self.tx.subject.name, "created_at": self.tx.now()}
        self.tx.insert(asset_cards, row | who)

    def statuses(self, asset_ids: Sequence[str]) -> dict[str, str]:
        """The status of each asset's newest card."""
        if not asset_ids:
            return {}
        top = (
            self.tx.select(asset_cards, asset_cards.c.asset_id, func.max(asset_cards.c.revision).label("top"))
            .where(asset_cards.c.asset_id.in_(asset_ids))
            .group_by(asset_cards.c.asset_id)
            .subquery()
        )
        matches = (top.c.asset_id == asset_cards.c.asset_id) & (top.c.top == asset_cards.c.revision)
        statement = self.tx.select(asset_cards, asset_cards.c.asset_id, asset_cards.c.status).join(top, matches)
        return {row.asset_id: row.status for row in self.tx.rows(statement)}
