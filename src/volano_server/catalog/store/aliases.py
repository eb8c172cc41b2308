"""SQL of aliases. `point` is the only statement that moves one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select

from volano_server.catalog.tables import aliases, asset_versions
from volano_server.db import Tx, events


class AliasStore:
    """Aliases with number and digest of the version they point at; both null once taken away."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, asset_id: str, name: str) -> Row[Any] | None:
        return self.tx.row(self._joined().where(aliases.c.asset_id == asset_id, aliases.c.name == name))

    def of(self, asset_ids: Sequence[str]) -> Sequence[Row[Any]]:
        """Aliases of these assets that point at a version, by name."""
        if not asset_ids:
            return []
        pointing = (aliases.c.asset_id.in_(asset_ids), aliases.c.version_id.is_not(None))
        return self.tx.rows(self._joined().where(*pointing).order_by(aliases.c.name))

    def pointing_at(self, version_ids: Sequence[str]) -> list[str]:
        """The names of aliases that point at one of these versions."""
        wanted = aliases.c.version_id.in_(version_ids)
        statement = self.tx.select(aliases, aliases.c.name).where(wanted).order_by(aliases.c.name)
        return [row.name for row in self.tx.rows(statement)] if version_ids else []

    def point(self, asset_id: str, name: str, version_id: str | None, transition_id: str | None, revision: int) -> bool:
        """Whether the alias, found at `revision` (0: never set), now points at the version."""
        values = {
            "version_id": version_id,
            "transition_id": transition_id,
            "revision": revision + 1,
            "moved_at": self.tx.now(),
            "moved_by_name": self.tx.subject.name,
        }
        if revision == 0:
            self.tx.insert(aliases, {"asset_id": asset_id, "name": name, **values})
            return True
        mine = (aliases.c.asset_id == asset_id, aliases.c.name == name, aliases.c.revision == revision)
        return self.tx.count_changed(self.tx.update(aliases).where(*mine).values(**values)) == 1

    def history(self, asset_id: str, name: str, below: int | None, limit: int) -> Sequence[Row[Any]]:
        """The events of one alias, the newest first."""
        mine = (events.c.object_kind == "alias", events.c.object_id == f"{asset_id}/{name}")
        statement = self.tx.select(events).where(*mine).order_by(events.c.seq.desc()).limit(limit)
        return self.tx.rows(statement if below is None else statement.where(events.c.seq < below))

    def _joined(self) -> Select[Any]:
        version = (asset_versions.c.id == aliases.c.version_id) & (
            asset_versions.c.workspace_id == aliases.c.workspace_id
        )
        columns = (aliases, asset_versions.c.number, asset_versions.c.digest)
        return self.tx.select(aliases, *columns).outerjoin(asset_versions, version)
