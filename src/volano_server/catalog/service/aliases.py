"""Aliases: names that move from version to version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.kinds import KINDS, AssetKind
from volano_server.catalog.domain.versions import check_alias
from volano_server.catalog.errors import AliasNotFound, AliasProtected, RevisionMoved
from volano_server.catalog.schemas.assets import AliasMoveOut, AliasOut
from volano_server.catalog.service.found import Finder
from volano_server.catalog.service.policies import PolicyService
from volano_server.catalog.service.shapes import alias_move_out, alias_out
from volano_server.catalog.store import AliasStore
from volano_server.db import Tx
from volano_server.kit.paging import Page, cut_page, decode_cursor


class AliasService:
    """Moves free aliases at once; a protected one only tells which way leads there."""

    def __init__(self, policies: PolicyService, *, kinds: Mapping[str, AssetKind] = KINDS) -> None:
        self._policies = policies
        self._finder = Finder(dict(kinds))

    def set(
        self, tx: Tx, kind: str, name: str, alias: str, to: str, *, revision: int | None = None, reason: str = ""
    ) -> AliasOut:
        """The alias, pointing at the version that `to` names: `7`, `latest`, another alias or `sha256:…`.

        Raises ReservedAlias, AliasProtected, RevisionMoved when it is not at `revision`, and what resolving raises.
        """
        asset = self._finder.asset(tx, kind, name)
        self._refuse_protected(tx, asset, check_alias(alias))
        version = self._finder.version(tx, kind, f"{name}@{to}")
        current = AliasStore(tx).find(asset.id, alias)
        check_revision(f"alias `{alias}`", current.revision if current else 0, revision)
        if current is None or current.version_id != version.id:
            move_pointer(tx, asset, alias, current, version, transition_id=None, reason=reason)
        return self.get(tx, kind, name, alias)

    def remove(
        self, tx: Tx, kind: str, name: str, alias: str, *, revision: int | None = None, reason: str = ""
    ) -> None:
        """Nothing; the alias points at no version. Raises AliasProtected, AliasNotFound, RevisionMoved."""
        asset = self._finder.asset(tx, kind, name)
        current = self._pointing(tx, asset, alias)
        self._refuse_protected(tx, asset, alias)
        check_revision(f"alias `{alias}`", current.revision, revision)
        move_pointer(tx, asset, alias, current, None, transition_id=None, reason=reason)

    def get(self, tx: Tx, kind: str, name: str, alias: str) -> AliasOut:
        """The alias with the version it points at. Raises AliasNotFound."""
        asset = self._finder.asset(tx, kind, name)
        row = self._pointing(tx, asset, alias)
        return alias_out(row, asset, [policy.name for policy in self._policies.covering(tx, kind, name, alias)])

    def list_aliases(self, tx: Tx, kind: str, name: str) -> list[AliasOut]:
        """The asset's aliases by name."""
        asset = self._finder.asset(tx, kind, name)
        rows = AliasStore(tx).of([asset.id])
        return [
            alias_out(row, asset, [policy.name for policy in self._policies.covering(tx, kind, name, row.name)])
            for row in rows
        ]

    def history(
        self, tx: Tx, kind: str, name: str, alias: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[AliasMoveOut]:
        """Every move of the alias, the newest first, as the event log has it."""
        asset = self._finder.asset(tx, kind, name, deleted=True)
        below = decode_cursor(cursor, int)[0] if cursor else None
        rows = AliasStore(tx).history(asset.id, check_alias(alias), below, limit + 1)
        shown, following = cut_page(rows, limit, lambda row: (row.seq,))
        return Page(items=[alias_move_out(row) for row in shown], next_cursor=following)

    def _refuse_protected(self, tx: Tx, asset: Row[Any], alias: str) -> None:
        covering = self._policies.covering(tx, asset.kind, asset.name, alias)
        if covering:
            names = ", ".join(f"`{policy.name}`" for policy in covering)
            raise AliasProtected(
                f"`{asset.name}@{alias}` is protected by {names} and moves only through a transition",
                hint=f"volano transitions request {asset.name} --kind {asset.kind} --alias {alias} --to VERSION",
            )

    def _pointing(self, tx: Tx, asset: Row[Any], alias: str) -> Row[Any]:
        row = AliasStore(tx).find(asset.id, check_alias(alias))
        if row is None or row.version_id is None:
            there = ", ".join(f"`{other.name}`" for other in AliasStore(tx).of([asset.id])) or "none"
            raise AliasNotFound(
                f"{asset.kind} `{asset.name}` has no alias `{alias}` (aliases: {there})",
                hint=f"set it: `volano aliases set {asset.kind} {asset.name} {alias} --to VERSION`",
            )
        return row


def check_revision(what: str, found: int, expected: int | None) -> None:
    """Nothing; raises RevisionMoved when the caller saw another revision."""
    if expected is not None and expected != found:
        raise RevisionMoved(
            f"{what} is at revision {found}, not {expected}", hint="look at it again, then repeat with its ETag"
        )


def move_pointer(
    tx: Tx,
    asset: Row[Any],
    alias: str,
    current: Row[Any] | None,
    version: Row[Any] | None,
    *,
    transition_id: str | None,
    reason: str,
    data: dict[str, Any] | None = None,
) -> None:
    """Nothing; every move of an alias goes through here and leaves its event.

    Callers have made sure that the alias is free or that a transition allows the move.
    Raises RevisionMoved when the alias is no longer as `current` shows it.
    """
    revision = current.revision if current else 0
    if not AliasStore(tx).point(asset.id, alias, version.id if version else None, transition_id, revision):
        raise RevisionMoved(f"alias `{alias}` moved meanwhile", hint="look at it again")
    tx.record(
        "alias:set" if version else "alias:remove",
        "alias",
        f"{asset.id}/{alias}",
        name=f"{asset.kind}/{asset.name}@{alias}",
        before=current.digest if current else None,
        after=version.digest if version else None,
        reason=reason,
        data={
            "kind": asset.kind,
            "asset": asset.name,
            "alias": alias,
            "from": current.number if current else None,
            "to": version.number if version else None,
            "transition_id": transition_id,
            **(data or {}),
        },
    )
