"""Finding assets and versions by the names people write, with errors that list what exists."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.kinds import AssetKind
from volano_server.catalog.errors import AliasNotFound, AssetDeleted, AssetNotFound, UnknownKind, VersionNotFound
from volano_server.catalog.store import AliasStore, AssetStore, VersionStore
from volano_server.db import Tx
from volano_server.kit.names import VersionRef, check_name, parse_ref

SHOWN = 10


class Finder:
    """Finds what a reference names, among the given kinds."""

    def __init__(self, kinds: dict[str, AssetKind]) -> None:
        self.kinds = kinds

    def kind(self, kind: str) -> AssetKind:
        """The kind. Raises UnknownKind."""
        if kind not in self.kinds:
            raise UnknownKind(f"there is no kind `{kind[:60]}`", hint=f"one of: {', '.join(self.kinds)}")
        return self.kinds[kind]

    def asset(self, tx: Tx, kind: str, name: str, *, deleted: bool = False) -> Row[Any]:
        """The asset's row. Raises UnknownKind, InvalidName, AssetNotFound, or AssetDeleted unless `deleted`."""
        shown = self.kind(kind).shown
        asset = AssetStore(tx).find(kind, check_name(name, f"{shown} name"))
        if asset is None:
            raise AssetNotFound(
                f"there is no {shown} `{name}` ({_listed(shown + 's', self._near(tx, kind, name))})",
                hint=f"list them: `volano assets list --kind {kind}`",
            )
        if asset.deleted_at and not deleted:
            raise AssetDeleted(
                f"the {shown} `{name}` was deleted", hint=f"bring it back: `volano assets restore {kind} {name}`"
            )
        return asset

    def version(self, tx: Tx, kind: str, ref: str | VersionRef) -> Row[Any]:
        """The living version that `name`, `name@7`, `name@production` or `name@sha256:…` names.

        Raises AssetNotFound, AssetDeleted, VersionNotFound or AliasNotFound, saying what there is instead.
        """
        wanted = ref if isinstance(ref, VersionRef) else parse_ref(ref)
        asset = self.asset(tx, kind, wanted.name)
        if wanted.alias is not None:
            return self._by_alias(tx, asset, wanted.alias)
        store = VersionStore(tx)
        if wanted.number is not None:
            found = store.by_number(asset.id, wanted.number)
        elif wanted.digest is not None:
            found = store.by_digest(asset.id, wanted.digest)
        else:
            found = store.newest(asset.id)
        if found is None or found.deleted_at:
            raise self._no_version(tx, asset, wanted, was_deleted=found is not None)
        return found

    def _by_alias(self, tx: Tx, asset: Row[Any], alias: str) -> Row[Any]:
        found = AliasStore(tx).find(asset.id, alias)
        if found is not None and found.version_id is not None:
            return VersionStore(tx).by_ids([found.version_id])[found.version_id]
        there = [row.name for row in AliasStore(tx).of([asset.id])]
        newest = VersionStore(tx).newest(asset.id)
        raise AliasNotFound(
            f"{self.kinds[asset.kind].shown} `{asset.name}` has no alias `{alias}` ({_listed('aliases', there)})",
            hint=f"volano aliases set {asset.kind} {asset.name} {alias} --to {newest.number if newest else 'VERSION'}",
        )

    def _no_version(self, tx: Tx, asset: Row[Any], wanted: VersionRef, *, was_deleted: bool) -> VersionNotFound:
        shown, rows = self.kinds[asset.kind].shown, VersionStore(tx).page(asset.id, None, SHOWN)
        there = [str(row.number) for row in rows if not row.deleted_at]
        if was_deleted:
            what = f"version {wanted.number} was deleted"
        elif wanted.number is None and wanted.digest is None:
            what = "there is no version left"
        else:
            what = f"no version `{wanted.number or wanted.digest}`"
        return VersionNotFound(
            f"{shown} `{asset.name}`: {what} ({_listed('newest versions', there)})",
            hint=f"list them: `volano versions list {asset.kind} {asset.name}`",
        )

    def _near(self, tx: Tx, kind: str, name: str) -> list[str]:
        names = AssetStore(tx).names(kind, 500)
        return difflib.get_close_matches(name, names, SHOWN, 0.5) or names[:SHOWN]


def _listed(what: str, names: Sequence[str]) -> str:
    return f"{what}: {', '.join(f'`{name}`' for name in names)}" if names else f"there are no {what}"
