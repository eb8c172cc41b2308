"""SQL of versions and the blobs they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func

from volano_server.catalog.tables import asset_versions, assets, lineage_edges, version_blobs
from volano_server.db import Tx


class VersionStore:
    """Versions with the kind and name of their asset. No statement here changes a version, but `delete`."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, row: Mapping[str, Any], blobs: Sequence[tuple[str, str, int]]) -> None:
        self.tx.insert(asset_versions, row)
        columns = ("version_id", "name", "digest", "size")
        self.tx.insert(version_blobs, [dict(zip(columns, (row["id"], *blob), strict=True)) for blob in blobs])

    def by_ids(self, version_ids: Iterable[str]) -> dict[str, Row[Any]]:
        """Versions by id, deleted ones too."""
        wanted = sorted(set(version_ids))
        rows = self.tx.rows(self._joined().where(asset_versions.c.id.in_(wanted))) if wanted else []
        return {row.id: row for row in rows}

    def by_number(self, asset_id: str, number: int) -> Row[Any] | None:
        mine = (asset_versions.c.asset_id == asset_id, asset_versions.c.number == number)
        return self.tx.row(self._joined().where(*mine))

    def by_digest(self, asset_id: str, digest: str) -> Row[Any] | None:
        """The newest living version with this digest."""
        mine = (asset_versions.c.asset_id == asset_id, asset_versions.c.digest == digest)
        return self.tx.row(self._living().where(*mine))

    def newest(self, asset_id: str) -> Row[Any] | None:
        return self.tx.row(self._living().where(asset_versions.c.asset_id == asset_id))

    def newest_of(self, asset_ids: Sequence[str]) -> dict[str, Row[Any]]:
        """The newest living version of each asset."""
        if not asset_ids:
            return {}
        top = (
            self.tx.select(asset_versions, asset_versions.c.asset_id, func.max(asset_versions.c.number).label("top"))
            .where(asset_versions.c.asset_id.in_(asset_ids), asset_versions.c.deleted_at.is_(None))
            .group_by(asset_versions.c.asset_id)
            .subquery()
        )
        matches = (top.c.asset_id == asset_versions.c.asset_id) & (top.c.top == asset_versions.c.number)
        return {row.asset_id: row for row in self.tx.rows(self._joined().join(top, matches))}

    def page(self, asset_id: str, below: int | None, limit: int) -> Sequence[Row[Any]]:
        """Versions from the newest to the oldest, deleted ones too."""
        statement = self._joined().where(asset_versions.c.asset_id == asset_id)
        statement = statement.order_by(asset_versions.c.number.desc()).limit(limit)
        return self.tx.rows(statement if below is None else statement.where(asset_versions.c.number < below))

    def makers(self, digest: str) -> Sequence[Row[Any]]:
        """Who made versions of this content anywhere in the workspace, under whatever name."""
        columns = (
            asset_versions.c.created_by,
            asset_versions.c.created_by_principal,
            asset_versions.c.created_by_name,
            asset_versions.c.contributors,
        )
        return self.tx.rows(self.tx.select(asset_versions, *columns).where(asset_versions.c.digest == digest))

    def blobs(self, version_id: str) -> Sequence[Row[Any]]:
        statement = self.tx.select(version_blobs).where(version_blobs.c.version_id == version_id)
        return self.tx.rows(statement.order_by(version_blobs.c.name))

    def referenced_blobs(self) -> set[str]:
        """The digests that living versions name: of one workspace, or of all for the platform."""
        return {row.digest for row in self.tx.rows(self.tx.select(version_blobs, version_blobs.c.digest).distinct())}

    def contents_with(self, text: str) -> list[str]:
        """The contents of living versions in which `text` occurs: of one workspace, or of all for the platform."""
        living = (asset_versions.c.deleted_at.is_(None), asset_versions.c.content.contains(text, autoescape=True))
        statement = self.tx.select(asset_versions, asset_versions.c.content).where(*living)
        return [row.content for row in self.tx.rows(statement)]

    def delete(self, version_id: str) -> None:
        """Nothing; content and blobs go, number, digest, makers and lineage stay."""
        mine = asset_versions.c.id == version_id
        gone = {"content": "{}", "metadata": {}, "deleted_at": self.tx.now()}
        self.tx.execute(self.tx.delete(version_blobs).where(version_blobs.c.version_id == version_id))
        self.tx.execute(self.tx.update(asset_versions).where(mine).values(**gone))

    def living_ids(self, asset_id: str) -> list[str]:
        mine = (asset_versions.c.asset_id == asset_id, asset_versions.c.deleted_at.is_(None))
        return [row.id for row in self.tx.rows(self.tx.select(asset_versions, asset_versions.c.id).where(*mine))]

    def made_of(self, version_ids: Sequence[str], kind: str) -> Sequence[Row[Any]]:
        """Living versions of a kind with an edge from one of these versions, by name and number."""
        edges = lineage_edges
        into = self.tx.select(edges, edges.c.target_id).where(
            edges.c.source_kind == "version", edges.c.target_kind == "version", edges.c.source_id.in_(version_ids)
        )
        living = (assets.c.kind == kind, assets.c.deleted_at.is_(None), asset_versions.c.deleted_at.is_(None))
        statement = self._joined().where(asset_versions.c.id.in_(into), *living)
        return self.tx.rows(statement.order_by(assets.c.name, asset_versions.c.number))

    def _joined(self) -> Select[Any]:
        asset = (assets.c.id == asset_versions.c.asset_id) & (assets.c.workspace_id == asset_versions.c.workspace_id)
        columns = (asset_versions, assets.c.kind, assets.c.name)
        return self.tx.select(asset_versions, *columns).join(assets, asset)

    def _living(self) -> Select[Any]:
        living = asset_versions.c.deleted_at.is_(None)
        return self._joined().where(living).order_by(asset_versions.c.number.desc()).limit(1)
