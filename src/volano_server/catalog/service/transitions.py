"""Transitions: the only way a protected alias moves. Requested, evaluated, approved, then applied in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.kinds import KINDS, AssetKind
from volano_server.catalog.domain.transitions import LIVE, Condition, TransitionState, refusal_to_approve
from volano_server.catalog.domain.versions import check_alias
from volano_server.catalog.errors import (
    AliasFree,
    ApprovalRefused,
    GatesChanged,
    RequestRefused,
    SameTarget,
    TransitionClosed,
    TransitionRefused,
)
from volano_server.catalog.schemas.governance import TransitionOut, TransitionSummary
from volano_server.catalog.service.aliases import check_revision, move_pointer
from volano_server.catalog.service.found import Finder
from volano_server.catalog.service.policies import PolicyService
from volano_server.catalog.service.records import (
    closed,
    find_transition,
    record_transition,
    transition_out,
    transition_row,
    transition_summary,
)
from volano_server.catalog.service.roles import LADDER, CurrentRoles, actor_of
from volano_server.catalog.service.situation import Situation, Surveyor, role_now
from volano_server.catalog.store import AliasStore, TransitionStore, VersionStore
from volano_server.db import Tx
from volano_server.kit.clock import SECOND
from volano_server.kit.ids import new_id
from volano_server.kit.paging import Page, cut_page, decode_cursor


class TransitionService:
    """Requests, approvals and applying. Every decision is made anew from what the transaction sees."""

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

    # ---- looking ------------------------------------------------------------------------------------------

    def get(self, tx: Tx, transition_id: str) -> TransitionOut:
        """The transition with its gates, its approvals and what is missing now. Raises TransitionNotFound."""
        return transition_out(self._surveyor.survey(tx, find_transition(tx, transition_id)))

    def list_transitions(
        self, tx: Tx, *, state: str | None = None, kind: str | None = None, name: str | None = None,
        alias: str | None = None, needs_review: bool | None = None, cursor: str | None = None, limit: int = 50,
    ) -> Page[TransitionSummary]:  # fmt: skip
        """Transitions, newest first."""
        asset = self._finder.asset(tx, kind, name, deleted=True) if kind and name else None
        store, below = TransitionStore(tx), decode_cursor(cursor, str)[0] if cursor else None
        rows = store.page(
            state=state, asset_id=asset.id if asset else None, alias=alias, needs_review=needs_review, below=below,
            limit=limit + 1,
        )  # fmt: skip
        shown, following = cut_page(rows, limit, lambda row: (row.id,))
        given = store.approvals([row.id for row in shown])
        return Page(items=[transition_summary(row, given[row.id], tx.now()) for row in shown], next_cursor=following)

    # ---- moving on ----------------------------------------------------------------------------------------

    def request(self, tx: Tx, kind: str, name: str, alias: str, to: str | None, *, reason: str = "") -> TransitionOut:
        """A new transition with its gates evaluated; `to` is `7`, `latest`, an alias, `sha256:…`, or None to take
        the alias away.

        Raises AliasFree when no policy covers the alias, RequestRefused, SameTarget, and what resolving raises.
        """
        tx.subject.require("transitions:request")
        asset = self._finder.asset(tx, kind, name)
        policies = self._policies.covering(tx, kind, name, check_alias(alias))
        if not policies:
            raise AliasFree(
                f"no policy covers `{name}@{alias}`",
                hint=f"set it directly: `volano aliases set {kind} {name} {alias} --to VERSION`",
            )
        held = role_now(tx, self._roles)
        for policy in policies:
            if not LADDER.reaches(held, policy.rules.requester_role):
                raise RequestRefused(
                    f"policy `{policy.name}` takes requests from `{policy.rules.requester_role}` upwards; "
                    f"{tx.subject.name} has the role `{held}`",
                    hint="ask somebody who has that role to request it",
                )
        version = self._finder.version(tx, kind, f"{name}@{to}") if to is not None else None
        current = AliasStore(tx).find(asset.id, alias)
        if (current.version_id if current else None) == (version.id if version else None):
            raise SameTarget(f"`{name}@{alias}` is already there", hint="request another version")
        expires_at = tx.now() + min(policy.rules.expires_after_seconds for policy in policies) * SECOND
        row = transition_row(tx, "change", asset, alias, current, version, reason=reason, expires_at=expires_at)
        TransitionStore(tx).add(row)
        record_transition(tx, "request", find_transition(tx, row["id"]), reason=reason)
        return self._settle(tx, row["id"])

    def evaluate(self, tx: Tx, transition_id: str, *, revision: int | None = None) -> TransitionOut:
        """The transition bound to the policies and gate results of now; when they changed, no approval stands.

        Raises TransitionClosed or RevisionMoved.
        """
        tx.subject.require("transitions:request")
        situation = self._live(tx, transition_id, revision)
        if situation.is_current:
            return self.get(tx, transition_id)
        voided = TransitionStore(tx).void(transition_id, "policies or gate results changed")
        gates = {gate.rule.name: gate.result.status for gate in situation.gates}
        record_transition(tx, "evaluate", situation.row, data={"gates": gates, "voided": voided})
        return self._settle(tx, transition_id)

    def approve(self, tx: Tx, transition_id: str, *, notes: str = "", revision: int | None = None) -> TransitionOut:
        """The transition with this person's consent, bound to candidate, policies and gate results as they are.

        Approving twice counts once. `revision` is the one the approver looked at. Raises ApprovalRefused (own
        work, a service account, a role too low), GatesChanged, TransitionRefused, TransitionClosed, RevisionMoved.
        """
        tx.subject.require("transitions:approve")
        situation = self._live(tx, transition_id, revision)
        self._refuse_approval(tx, situation)
        standing = [row for row in situation.approval_rows if row.voided_at is None and row.id not in situation.lapsed]
        if any(row.owner_id == tx.subject.owner_id for row in standing):
            return self.get(tx, transition_id)
        bound = situation.bindings()
        row = {
            "id": new_id(),
            "transition_id": transition_id,
            "owner_id": tx.subject.owner_id,
            "principal_id": tx.subject.id,
            "name": tx.subject.name,
            "role": tx.subject.role,
            "key_id": tx.subject.key_id,
            "notes": notes,
            "to_digest": situation.transition.to_digest,
            "policies_digest": bound["policies_digest"],
            "gates_digest": bound["gates_digest"],
            "created_at": tx.now(),
            "void_reason": "",
        }
        TransitionStore(tx).add_approval(row)
        record_transition(tx, "approve", situation.row, reason=notes, data={"gates_digest": bound["gates_digest"]})
        return self._settle(tx, transition_id)

    def apply(self, tx: Tx, transition_id: str, *, revision: int | None = None) -> TransitionOut:
        """The applied transition: everything checked again, the alias moved, the event written, or nothing at all.

        Raises TransitionRefused with all that is missing, TransitionClosed, RevisionMoved.
        """
        tx.subject.require("transitions:apply")
        situation = self._live(tx, transition_id, revision)
        _refuse(situation, situation.verdict.missing)
        row = situation.row
        if not TransitionStore(tx).change(row, state="applied", **closed(tx)):
            raise TransitionClosed("somebody else changed the transition just now", hint="look at it again")
        asset = self._finder.asset(tx, row.asset_kind, row.asset_name)
        version = VersionStore(tx).by_ids([row.to_version_id])[row.to_version_id] if row.to_version_id else None
        current = AliasStore(tx).find(asset.id, row.alias)
        move_pointer(tx, asset, row.alias, current, version, transition_id=row.id, reason=row.reason)
        record_transition(tx, "apply", row)
        return self.get(tx, transition_id)

    def reject(self, tx: Tx, transition_id: str, *, reason: str = "", revision: int | None = None) -> TransitionOut:
        """The rejected transition. Raises TransitionClosed or RevisionMoved."""
        tx.subject.require("transitions:approve")
        return self._close(tx, self._live(tx, transition_id, revision).row, "rejected", reason)

    def cancel(self, tx: Tx, transition_id: str, *, reason: str = "", revision: int | None = None) -> TransitionOut:
        """The cancelled transition: by the requester, or by who may apply it. Raises RequestRefused for others."""
        row = self._live(tx, transition_id, revision).row
        if tx.subject.owner_id != row.requested_by and "transitions:apply" not in tx.subject.permissions:
            raise RequestRefused(
                f"{row.requested_by_name} requested it", hint="ask them or a maintainer to cancel, or reject it"
            )
        return self._close(tx, row, "cancelled", reason)

    def expire_due(self, tx: Tx, *, limit: int = 200) -> int:
        """How many transitions were closed because their time is over, by the database clock.

        Works in a workspace's transaction and in the platform's.
        """
        rows = TransitionStore(tx).due(limit)
        for row in rows:
            TransitionStore(tx).change(row, state="expired", closed_at=tx.now())
            record_transition(tx, "expire", row)
        return len(rows)

    # ---- inside -------------------------------------------------------------------------------------------

    def _live(self, tx: Tx, transition_id: str, revision: int | None) -> Situation:
        row = find_transition(tx, transition_id)
        check_revision("the transition", row.revision, revision)
        situation = self._surveyor.survey(tx, row)
        if situation.transition.state not in LIVE:
            raise TransitionClosed(f"the transition is {situation.transition.state} already", hint="request a new one")
        return situation

    def _refuse_approval(self, tx: Tx, situation: Situation) -> None:
        if tx.subject.kind != "person":
            raise ApprovalRefused(
                f"`{tx.subject.name}` is no person", hint="service accounts request and apply; people approve"
            )
        refusal = refusal_to_approve(actor_of(tx.subject), tx.subject.role, situation.policies, situation.world)
        if refusal is not None:
            raise ApprovalRefused(refusal.words, hint="ask somebody else", details={"code": refusal.code})
        if not situation.is_current:
            raise GatesChanged(
                "policies or gate results changed since they were last evaluated",
                hint=f"volano transitions evaluate {situation.row.id}, look at them, then approve",
            )
        _refuse(situation, [item for item in situation.verdict.missing if item.code != "approvals_missing"])

    def _settle(self, tx: Tx, transition_id: str) -> TransitionOut:
        """The transition, bound to what holds now and marked as approved when it could be applied."""
        situation = self._surveyor.survey(tx, find_transition(tx, transition_id)).rebound()
        state: TransitionState = "approved" if situation.verdict.allowed else "open"
        TransitionStore(tx).change(situation.row, state=state, **situation.bindings())
        shown = replace(situation.transition, state=state)
        return transition_out(replace(situation, row=find_transition(tx, transition_id), transition=shown))

    def _close(self, tx: Tx, row: Row[Any], state: str, reason: str) -> TransitionOut:
        TransitionStore(tx).change(row, state=state, close_reason=reason, **closed(tx))
        record_transition(tx, {"rejected": "reject", "cancelled": "cancel"}[state], row, reason=reason)
        return self.get(tx, row.id)


def _refuse(situation: Situation, missing: Sequence[Condition]) -> None:
    if missing:
        row = situation.row
        raise TransitionRefused(
            f"`{row.asset_name}@{row.alias}` does not move to version {row.to_number}: "
            + "; ".join(condition.words for condition in missing),
            hint=f"see what is missing: `volano transitions get {row.id}`",
            details={"missing": [{"code": condition.code, "words": condition.words} for condition in missing]},
        )
