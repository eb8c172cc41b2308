"""The quick ways: back to what was there before, and through the glass when it burns. Both leave a transition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.kinds import KINDS, AssetKind
from volano_server.catalog.domain.policies import Policy
from volano_server.catalog.domain.versions import check_alias
from volano_server.catalog.errors import (
    AliasFree,
    BreakGlassRefused,
    ReasonRequired,
    ReviewRefused,
    RollbackRefused,
    SameTarget,
)
from volano_server.catalog.schemas.governance import TransitionOut
from volano_server.catalog.service.aliases import check_revision, move_pointer
from volano_server.catalog.service.found import Finder
from volano_server.catalog.service.policies import PolicyService
from volano_server.catalog.service.records import (
    closed,
    find_transition,
    record_transition,
    transition_out,
    transition_row,
)
from volano_server.catalog.service.roles import LADDER, CurrentRoles
from volano_server.catalog.service.situation import Surveyor, candidate_digest, role_now
from volano_server.catalog.store import AliasStore, TransitionStore, VersionStore
from volano_server.db import Tx

LETTERS_IN_A_REASON = 8


class RecoveryService:
    """Rollback, break-glass and its review."""

    def __init__(
        self,
        policies: PolicyService,
        surveyor: Surveyor,
        roles: CurrentRoles,
        *,
        kinds: Mapping[str, AssetKind] = KINDS,
    ) -> None:
        self._policies = policies
        self._surveyor = surveyor
        self._roles = roles
        self._finder = Finder(dict(kinds))

    def rollback(self, tx: Tx, transition_id: str, *, reason: str = "", revision: int | None = None) -> TransitionOut:
        """The applied transition that took `transition_id` back: the alias is where it was before it.

        Only the last move of an alias can be taken back, and once: what was rolled back for a reason returns only
        by a new request. Raises RollbackRefused with what stands against it, or RevisionMoved.
        """
        tx.subject.require("transitions:apply")
        row = find_transition(tx, transition_id)
        check_revision("the transition", row.revision, revision)
        policies = self._policies.covering(tx, row.asset_kind, row.asset_name, row.alias)
        current = AliasStore(tx).find(row.asset_id, row.alias)
        if against := _against_rollback(tx, row, current, policies):
            raise RollbackRefused(
                f"the transition cannot be rolled back: {against}",
                hint=f"volano transitions request {row.asset_name} --kind {row.asset_kind} --alias {row.alias} --to N",
            )
        asset = self._finder.asset(tx, row.asset_kind, row.asset_name)
        TransitionStore(tx).change(row, state="rolled_back")
        before = VersionStore(tx).by_ids([row.from_version_id])[row.from_version_id] if row.from_version_id else None
        extra = {"rolls_back": row.id}
        return self._apply_now(tx, "rollback", asset, row.alias, current, before, policies, reason, extra)

    def break_glass(self, tx: Tx, kind: str, name: str, alias: str, to: str, *, reason: str) -> TransitionOut:
        """The applied transition that moved a protected alias without gates and approvals; it waits for a review.

        Raises ReasonRequired, BreakGlassRefused (role, service account), AliasFree, SameTarget.
        """
        tx.subject.require("transitions:break_glass")
        _check_reason(reason)
        asset = self._finder.asset(tx, kind, name)
        policies = self._policies.covering(tx, kind, name, check_alias(alias))
        if not policies:
            raise AliasFree(
                f"no policy covers `{name}@{alias}`",
                hint=f"set it directly: `volano aliases set {kind} {name} {alias} --to {to}`",
            )
        held = role_now(tx, self._roles)
        for policy in policies:
            least = policy.rules.break_glass_role
            if tx.subject.kind != "person" or not LADDER.reaches(held, least):
                raise BreakGlassRefused(
                    f"policy `{policy.name}` lets {f'persons from `{least}` upwards' if least else 'nobody'} break the "
                    f"glass; {tx.subject.name} is a {tx.subject.kind} with the role `{held}`",
                    hint=f"volano transitions request {name} --kind {kind} --alias {alias} --to {to}",
                )
        version = self._finder.version(tx, kind, f"{name}@{to}")
        current = AliasStore(tx).find(asset.id, alias)
        if current is not None and current.version_id == version.id:
            raise SameTarget(f"`{name}@{alias}` is already at version {version.number}", hint="name another version")
        extra = {"needs_review": True}
        return self._apply_now(tx, "break_glass", asset, alias, current, version, policies, reason, extra)

    def review(self, tx: Tx, transition_id: str, *, notes: str) -> TransitionOut:
        """The break-glass transition with its review done. Raises ReviewRefused for who broke the glass."""
        tx.subject.require("transitions:approve")
        _check_reason(notes)
        row = find_transition(tx, transition_id)
        if not row.needs_review:
            raise ReviewRefused(
                "the transition waits for no review", hint="those that do: `volano transitions list --needs-review`"
            )
        if tx.subject.kind != "person" or tx.subject.owner_id == row.requested_by:
            raise ReviewRefused(
                f"{row.requested_by_name} broke the glass; a person other than them reviews it",
                hint="ask somebody else",
            )
        done = {"reviewed_by_name": tx.subject.name, "reviewed_at": tx.now(), "review_notes": notes}
        TransitionStore(tx).change(row, needs_review=False, **done)
        record_transition(tx, "review", row, reason=notes)
        return transition_out(self._surveyor.survey(tx, find_transition(tx, transition_id)))

    def _apply_now(
        self, tx: Tx, kind: str, asset: Row[Any], alias: str, current: Row[Any] | None, version: Row[Any] | None,
        policies: list[Policy], reason: str, extra: Mapping[str, Any],
    ) -> TransitionOut:  # fmt: skip
        row = transition_row(tx, kind, asset, alias, current, version, reason=reason, expires_at=tx.now())
        bound = [{"id": policy.id, "name": policy.name, "number": policy.number} for policy in policies]
        TransitionStore(tx).add(row | {"state": "applied", "policies": bound} | closed(tx) | dict(extra))
        move_pointer(tx, asset, alias, current, version, transition_id=row["id"], reason=reason, data={"by": kind})
        stored = find_transition(tx, row["id"])
        alert = {"alert": True} if kind == "break_glass" else {}
        record_transition(tx, kind, stored, reason=reason, data={**alert, "rolls_back": stored.rolls_back})
        return transition_out(self._surveyor.survey(tx, stored))


def _against_rollback(tx: Tx, row: Row[Any], current: Row[Any] | None, policies: list[Policy]) -> str:
    """What stands against taking `row` back; empty when nothing does."""
    if row.kind == "rollback":
        return "it is a rollback itself"
    if row.state != "applied":
        return f"it is {row.state}, not applied"
    if current is None or current.transition_id != row.id:
        return f"`{row.alias}` has moved since"
    for policy in policies:
        if not policy.rules.rollback:
            return f"policy `{policy.name}` allows no rollback"
    if candidate_digest(tx, row.asset_id, row.from_version_id) != row.from_digest:
        return f"version {row.from_number} is gone or its content was changed"
    return ""


def _check_reason(reason: str) -> None:
    if sum(character.isalnum() for character in reason) < LETTERS_IN_A_REASON:
        raise ReasonRequired("this needs a reason in words", hint="say why, so that others can follow it later")
