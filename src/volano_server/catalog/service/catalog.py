"""Assets and their versions: publish, resolve, list, delete."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

from sqlalchemy import Row

from volano_server.catalog.domain.kinds import KINDS, AssetKind
from volano_server.catalog.domain.versions import table_versions
from volano_server.catalog.errors import AssetDeleted, AssetInUse
from volano_server.catalog.schemas.assets import AssetOut, VersionOut, VersionSummary
from volano_server.catalog.service.found import Finder
from volano_server.catalog.service.policies import PolicyService
from volano_server.catalog.service.publishing import Blob, Input, Publisher
from volano_server.catalog.service.shapes import alias_out, moment, version_out, version_summary
from volano_server.catalog.store import AliasStore, AssetStore, CardStore, EdgeStore, TransitionStore, VersionStore
from volano_server.db import Tx
from volano_server.kit.clock import to_rfc3339
from volano_server.kit.errors import BadInput, NotFound
from volano_server.kit.names import parse_ref
from volano_server.kit.paging import Page, cut_page, decode_cursor

ContentCheck = Callable[[dict[str, Any]], None]
"""Raises a BadInput when content of its kind has not the form that its area reads."""


class VersionUser(Protocol):
    """An area above that may need a version, such as serving: what it uses cannot be deleted."""

    def uses(self, tx: Tx, version_ids: Sequence[str]) -> Sequence[str]:
        """What uses one of these versions, in words: ``endpoint `triage` ``."""
        ...


class CatalogService:
    """Assets and their immutable versions. `checks` looks at content by kind before it is published."""

    def __init__(
        self,
        policies: PolicyService,
        *,
        checks: Mapping[str, ContentCheck],
        users: Sequence[VersionUser],
        kinds: Mapping[str, AssetKind] = KINDS,
    ) -> None:
        self._policies = policies
        self._finder = Finder(dict(kinds))
        self._publisher = Publisher(self._finder)
        self._checks = checks
        self._users = users

    # ---- versions -----------------------------------------------------------------------------------------

    def publish_version(
        self,
        tx: Tx,
        kind: str,
        name: str,
        content: dict[str, Any],
        *,
        blobs: Sequence[Blob] = (),
        inputs: Sequence[Input] = (),
        run_id: str | None = None,
        notes: str = "",
        metadata: Mapping[str, Any] | None = None,
        contributors: Sequence[tuple[str, str]] = (),
        force_new: bool = False,
    ) -> VersionOut:
        """The version that holds this content: a new one, or the newest that has it already unless `force_new`.

        The asset is made with its first version. `blobs` are (name, digest, size), stored before; `inputs` are
        (role, kind, reference); `contributors` are (person id, name) of those who wrote it together: like the
        caller, none of them may approve it. `metadata` holds what the version was made with (`recipe`,
        `code_version`, `environment_digest`, `seeds`) and is no part of the digest.
        Raises UnknownKind, InvalidName, InvalidContent, ContentTooLarge, AssetDeleted, and what `inputs` raise.
        """
        if check := self._checks.get(kind):
            check(content)
        row = self._publisher.publish(
            tx, kind, name, content, blobs=blobs, inputs=inputs, run_id=run_id, notes=notes, metadata=metadata or {},
            contributors=contributors, force_new=force_new,
        )  # fmt: skip
        return self._out(tx, row)

    def resolve(self, tx: Tx, kind: str, ref: str) -> VersionOut:
        """The version that `name`, `name@7`, `name@production` or `name@sha256:…` names.

        Raises AssetNotFound, AssetDeleted, VersionNotFound or AliasNotFound, saying what there is instead.
        """
        return self._out(tx, self._finder.version(tx, kind, ref))

    def living_ids(self, tx: Tx, refs: Iterable[tuple[str, str]]) -> set[str]:
        """The ids of the versions that (kind, reference) name now; what names nothing living is left out."""
        found = set()
        for kind, ref in refs:
            with suppress(NotFound, AssetDeleted):
                found.add(self._finder.version(tx, kind, ref).id)
        return found

    def made_of(self, tx: Tx, version_ids: Sequence[str], kind: str) -> list[VersionSummary]:
        """The living versions of `kind` that have one of these versions as an input."""
        return [version_summary(row) for row in VersionStore(tx).made_of(version_ids, kind)]

    def versions_by_id(self, tx: Tx, version_ids: Sequence[str]) -> dict[str, VersionSummary]:
        """Versions of any kind by id, deleted ones too; ids that name none are left out."""
        return {id_: version_summary(row) for id_, row in VersionStore(tx).by_ids(version_ids).items()}

    def list_versions(
        self, tx: Tx, kind: str, name: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[VersionSummary]:
        """Versions from the newest to the oldest, deleted ones marked."""
        asset = self._finder.asset(tx, kind, name, deleted=True)
        below = decode_cursor(cursor, int)[0] if cursor else None
        rows, following = cut_page(VersionStore(tx).page(asset.id, below, limit + 1), limit, lambda row: (row.number,))
        return Page(items=[version_summary(row) for row in rows], next_cursor=following)

    def delete_version(self, tx: Tx, kind: str, ref: str) -> None:
        """Nothing; content and blobs are given up, number and lineage stay. Raises AssetInUse."""
        if (wanted := parse_ref(ref)).number is None:
            raise BadInput(f"`{wanted}` names no version by number", hint=f"write `{wanted.name}@7`")
        row = self._finder.version(tx, kind, ref)
        self._refuse_used(tx, f"version {row.number} of {kind} `{row.name}`", row.asset_id, [row.id])
        VersionStore(tx).delete(row.id)
        tx.record("version:delete", "version", row.id, name=f"{kind}/{row.name}@{row.number}", before=row.digest)

    def referenced_blobs(self, tx: Tx) -> set[str]:
        """The blobs that living versions and lineage name; in a platform's transaction, of all workspaces."""
        return VersionStore(tx).referenced_blobs() | EdgeStore(tx).row_sets()

    def named_tables(self, tx: Tx) -> dict[str, set[int]]:
        """The lake tables that living versions name anywhere in their content, with the table versions they name.

        In a platform's transaction, of all workspaces.
        """
        found: dict[str, set[int]] = {}
        for content in VersionStore(tx).contents_with('"uri"'):
            for uri, version in table_versions(json.loads(content)):
                found.setdefault(uri, set()).add(version)
        return found

    # ---- assets -------------------------------------------------------------------------------------------

    def get_asset(self, tx: Tx, kind: str, name: str) -> AssetOut:
        """The asset with its newest version and its aliases, also when it was deleted. Raises AssetNotFound."""
        return self._assets_out(tx, [self._finder.asset(tx, kind, name, deleted=True)])[0]

    def list_assets(
        self, tx: Tx, *, kind: str | None = None, q: str = "", deleted: bool = False, cursor: str | None = None,
        limit: int = 50,
    ) -> Page[AssetOut]:  # fmt: skip
        """Assets by kind and name; `q` occurs in the name."""
        if kind is not None:
            self._finder.kind(kind)
        after = decode_cursor(cursor, str, str) if cursor else None
        rows = AssetStore(tx).page(kind=kind, text=q, deleted=deleted, after=after, limit=limit + 1)
        shown, following = cut_page(rows, limit, lambda row: (row.kind, row.name))
        return Page(items=self._assets_out(tx, shown), next_cursor=following)

    def delete_asset(self, tx: Tx, kind: str, name: str) -> None:
        """Nothing; the asset is hidden, its history and its numbers stay. Raises AssetInUse."""
        asset = self._finder.asset(tx, kind, name)
        version_ids = VersionStore(tx).living_ids(asset.id)
        self._refuse_used(tx, f"{kind} `{name}`", asset.id, version_ids)
        AssetStore(tx).mark(asset.id, tx.now())
        tx.record("asset:delete", "asset", asset.id, name=f"{kind}/{name}")

    def restore_asset(self, tx: Tx, kind: str, name: str) -> AssetOut:
        """The asset, visible again with the versions it had; it had no aliases."""
        asset = self._finder.asset(tx, kind, name, deleted=True)
        if asset.deleted_at:
            AssetStore(tx).mark(asset.id, None)
            tx.record("asset:restore", "asset", asset.id, name=f"{kind}/{name}")
        return self.get_asset(tx, kind, name)

    # ---- inside -------------------------------------------------------------------------------------------

    def _refuse_used(self, tx: Tx, what: str, asset_id: str, version_ids: Sequence[str]) -> None:
        used = [f"alias `{alias}`" for alias in AliasStore(tx).pointing_at(version_ids)]
        live = [row for row in TransitionStore(tx).live(asset_id) if row.expires_at > tx.now()]
        used += [f"transition {row.id}" for row in live if row.to_version_id in version_ids]
        for user in self._users:
            used += user.uses(tx, version_ids)
        if used:
            raise AssetInUse(
                f"{what} is in use by {', '.join(used[:10])}", hint="move those to another version first, then delete"
            )

    def _out(self, tx: Tx, row: Row[Any]) -> VersionOut:
        return version_out(row, VersionStore(tx).blobs(row.id))

    def _assets_out(self, tx: Tx, rows: Sequence[Row[Any]]) -> list[AssetOut]:
        ids = [row.id for row in rows]
        newest, cards = VersionStore(tx).newest_of(ids), CardStore(tx).statuses(ids)
        aliases, in_force = AliasStore(tx).of(ids), self._policies.in_force(tx)
        found = []
        for row in rows:
            latest = newest.get(row.id)
            mine = [
                alias_out(alias, row, [p.name for p in in_force if p.rules.covers(row.kind, row.name, alias.name)])
                for alias in aliases
                if alias.asset_id == row.id
            ]
            found.append(
                AssetOut(
                    id=row.id,
                    kind=row.kind,
                    name=row.name,
                    latest=version_summary(latest) if latest else None,
                    aliases=mine,
                    card_status=cards.get(row.id),
                    created_at=to_rfc3339(row.created_at),
                    created_by_name=row.created_by_name,
                    deleted_at=moment(row.deleted_at),
                )
            )
        return found
