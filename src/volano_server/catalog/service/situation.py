"""Everything that bears on one transition, looked up anew inside the transaction that decides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.gates import Evaluated, gates_digest
from volano_server.catalog.domain.people import Actor
from volano_server.catalog.domain.policies import Policy, policies_digest
from volano_server.catalog.domain.transitions import LIVE, Approval, Transition, Verdict, World, decide
from volano_server.catalog.domain.versions import version_digest
from volano_server.catalog.service.gates import GateRunner
from volano_server.catalog.service.policies import PolicyService
from volano_server.catalog.service.roles import LADDER, CurrentRoles
from volano_server.catalog.store import AliasStore, AssetStore, TransitionStore, VersionStore
from volano_server.db import Tx


@dataclass(frozen=True)
class Situation:
    """A transition with the policies in force, the gates' results, the approvals and the world as of now."""

    row: Row[Any]
    transition: Transition
    policies: list[Policy]
    gates: list[Evaluated]
    approvals: list[Approval]
    approval_rows: list[Row[Any]]
    lapsed: dict[str, str]
    """Why approvals that nobody voided do not count any more, by their ids."""
    world: World

    @property
    def verdict(self) -> Verdict:
        """Whether the alias may move now, and what is missing."""
        return decide(self.transition, self.policies, self.gates, self.approvals, self.world)

    def bindings(self) -> dict[str, Any]:
        """What a transition stores of the policies and results that its approvals bind to."""
        return {
            "policies": [{"id": p.id, "name": p.name, "number": p.number} for p in self.policies],
            "policies_digest": policies_digest(self.policies),
            "gates": [gate.to_json() for gate in self.gates],
            "gates_digest": gates_digest(self.gates),
        }

    def rebound(self) -> Situation:
        """The same, with the transition bound to the policies and results of now."""
        bound = replace(
            self.transition, policies_digest=policies_digest(self.policies), gates_digest=gates_digest(self.gates)
        )
        return replace(self, transition=bound)

    @property
    def is_current(self) -> bool:
        """Whether the stored policies and results are those of now."""
        bound = (self.row.policies_digest, self.row.gates_digest)
        return bound == (policies_digest(self.policies), gates_digest(self.gates))


class Surveyor:
    """Looks up situations."""

    def __init__(self, policies: PolicyService, gates: GateRunner, roles: CurrentRoles) -> None:
        self._policies = policies
        self._gates = gates
        self._roles = roles

    def survey(self, tx: Tx, row: Row[Any]) -> Situation:
        """The situation of a stored transition."""
        transition = transition_of(row, tx.now())
        policies = self._policies.covering(tx, row.asset_kind, row.asset_name, row.alias)
        gates = self._gates.run(tx, transition, policies) if transition.state in LIVE else []
        approval_rows = TransitionStore(tx).approvals([row.id])[row.id]
        owners = {approval.owner_id for approval in approval_rows} | {tx.subject.owner_id}
        current = AliasStore(tx).find(row.asset_id, row.alias)
        world = World(
            now=tx.now(),
            alias_digest=current.digest if current else None,
            candidate_digest=candidate_digest(tx, row.asset_id, row.to_version_id),
            roles=self._roles.roles_of(tx, owners) if transition.state in LIVE else {},
            barred=_barred(tx, transition),
            ladder=LADDER,
        )
        lapsed = self._lapsed(tx, approval_rows) if transition.state in LIVE else {}
        approvals = [_approval_of(approval, approval.id in lapsed) for approval in approval_rows]
        return Situation(row, transition, policies, gates, approvals, approval_rows, lapsed, world)

    def _lapsed(self, tx: Tx, rows: Sequence[Row[Any]]) -> dict[str, str]:
        why = {row.id: self._roles.why_void(tx, row.owner_id, row.key_id, row.created_at) for row in rows}
        return {row.id: why[row.id] for row in rows if why[row.id] and row.voided_at is None}


def transition_of(row: Row[Any], now: int) -> Transition:
    """The facts of a stored transition; a live one past its time is expired."""
    return Transition(
        id=row.id,
        kind=row.kind,
        state="expired" if row.state in LIVE and now >= row.expires_at else row.state,
        asset_id=row.asset_id,
        asset_kind=row.asset_kind,
        asset_name=row.asset_name,
        alias=row.alias,
        from_version_id=row.from_version_id,
        from_number=row.from_number,
        from_digest=row.from_digest,
        to_version_id=row.to_version_id,
        to_number=row.to_number,
        to_digest=row.to_digest,
        requested_by=Actor(row.requested_by, row.requested_by_principal, row.requested_by_name),
        expires_at=row.expires_at,
        policies_digest=row.policies_digest,
        gates_digest=row.gates_digest,
    )


def candidate_digest(tx: Tx, asset_id: str, version_id: str | None) -> str | None:
    """The digest of what is stored under the version now, computed anew; None when it or its asset is deleted."""
    version = VersionStore(tx).by_ids([version_id]).get(version_id) if version_id else None
    asset = AssetStore(tx).by_id(asset_id)
    if version is None or version.deleted_at or asset is None or asset.deleted_at or version.asset_id != asset_id:
        return None
    blobs = {blob.name: blob.digest for blob in VersionStore(tx).blobs(version.id)}
    return version_digest(json.loads(version.content), blobs)


def _barred(tx: Tx, transition: Transition) -> dict[str, str]:
    """Who may not approve: the requester, and all who made a version of this content under any name."""
    by = transition.requested_by
    found = {by.owner_id: by.name, by.principal_id: by.name}
    for maker in VersionStore(tx).makers(transition.to_digest) if transition.to_digest else []:
        found |= {maker.created_by: maker.created_by_name, maker.created_by_principal: maker.created_by_name}
        found |= dict(maker.contributors)
    return found


def _approval_of(row: Row[Any], lapsed: bool) -> Approval:
    return Approval(
        by=Actor(row.owner_id, row.principal_id, row.name),
        role=row.role,
        to_digest=row.to_digest,
        policies_digest=row.policies_digest,
        gates_digest=row.gates_digest,
        voided=lapsed or row.voided_at is not None,
    )


def role_now(tx: Tx, roles: CurrentRoles) -> str | None:
    """The weaker of the role that the caller's key or session has and the role its owner holds now."""
    who = tx.subject
    return LADDER.lower(who.role, roles.roles_of(tx, [who.owner_id])[who.owner_id])
