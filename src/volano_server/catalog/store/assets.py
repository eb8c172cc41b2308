"""SQL of assets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, tuple_

from volano_server.catalog.tables import assets
from volano_server.db import Tx
from volano_server.kit.ids import new_id


class AssetStore:
    """Assets of one workspace, found by kind and name; deleted ones keep their row and their counter."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, kind: str, name: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(assets).where(assets.c.kind == kind, assets.c.name == name))

    def by_id(self, asset_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(assets).where(assets.c.id == asset_id))

    def add(self, kind: str, name: str) -> None:
        who = self.tx.subject
        row = {"id": new_id(), "kind": kind, "name": name, "next_number": 1, "created_at": self.tx.now()}
        self.tx.insert(assets, row | {"created_by": who.owner_id, "created_by_name": who.name})

    def take_number(self, asset: Row[Any]) -> int:
        """The next version number, which nobody gets again."""
        mine = assets.c.id == asset.id
        self.tx.execute(self.tx.update(assets).where(mine).values(next_number=asset.next_number + 1))
        return int(asset.next_number)

    def mark(self, asset_id: str, deleted_at: int | None) -> None:
        self.tx.execute(self.tx.update(assets).where(assets.c.id == asset_id).values(deleted_at=deleted_at))

    def page(
        self, *, kind: str | None, text: str, deleted: bool, after: tuple[str, str] | None, limit: int
    ) -> Sequence[Row[Any]]:
        """Assets by kind and name; `text` occurs in the name."""
        statement = self.tx.select(assets).order_by(assets.c.kind, assets.c.name).limit(limit)
        statement = statement.where(assets.c.deleted_at.is_not(None) if deleted else assets.c.deleted_at.is_(None))
        if kind is not None:
            statement = statement.where(assets.c.kind == kind)
        if text:
            statement = statement.where(assets.c.name.contains(text, autoescape=True))
        if after is not None:
            statement = statement.where(tuple_(assets.c.kind, assets.c.name) > tuple_(*after))
        return self.tx.rows(statement)

    def names(self, kind: str, limit: int) -> list[str]:
        """Names of living assets of a kind, for an error that lists what exists."""
        living = (assets.c.kind == kind, assets.c.deleted_at.is_(None))
        statement = self.tx.select(assets, assets.c.name).where(*living).order_by(assets.c.name).limit(limit)
        return [row.name for row in self.tx.rows(statement)]
