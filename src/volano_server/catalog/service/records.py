"""Transition rows: made, recorded, shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.policies import policies_digest
from volano_server.catalog.domain.transitions import LIVE
from volano_server.catalog.errors import TransitionNotFound
from volano_server.catalog.schemas.governance import (
    ApprovalOut,
    ConditionOut,
    GateOut,
    TransitionOut,
    TransitionSummary,
)
from volano_server.catalog.service.shapes import moment
from volano_server.catalog.service.situation import Situation, transition_of
from volano_server.catalog.store import TransitionStore
from volano_server.db import Tx
from volano_server.kit.canonical import digest_of
from volano_server.kit.clock import to_rfc3339
from volano_server.kit.ids import new_id


def find_transition(tx: Tx, transition_id: str) -> Row[Any]:
    """The stored transition. Raises TransitionNotFound."""
    row = TransitionStore(tx).find(transition_id)
    if row is None:
        raise TransitionNotFound(
            f"there is no transition `{transition_id[:80]}`", hint="list them: `volano transitions list`"
        )
    return row


def transition_row(
    tx: Tx, kind: str, asset: Row[Any], alias: str, current: Row[Any] | None, version: Row[Any] | None, *,
    reason: str, expires_at: int,
) -> dict[str, Any]:  # fmt: skip
    """A new open transition from where the alias points to `version`, bound to nothing yet."""
    who = tx.subject
    return {
        "id": new_id(),
        "kind": kind,
        "state": "open",
        "revision": 1,
        "asset_id": asset.id,
        "asset_kind": asset.kind,
        "asset_name": asset.name,
        "alias": alias,
        "from_version_id": current.version_id if current else None,
        "from_number": current.number if current else None,
        "from_digest": current.digest if current else None,
        "to_version_id": version.id if version else None,
        "to_number": version.number if version else None,
        "to_digest": version.digest if version else None,
        "reason": reason,
        "policies": [],
        "policies_digest": policies_digest([]),
        "gates": [],
        "gates_digest": digest_of([]),
        "requested_by": who.owner_id,
        "requested_by_principal": who.id,
        "requested_by_name": who.name,
        "created_at": tx.now(),
        "expires_at": expires_at,
        "close_reason": "",
        "needs_review": False,
        "review_notes": "",
    }


def closed(tx: Tx) -> dict[str, Any]:
    """The columns that say who closed a transition, and when."""
    return {"closed_at": tx.now(), "closed_by_name": tx.subject.name}


def record_transition(
    tx: Tx, verb: str, row: Row[Any], *, reason: str = "", data: Mapping[str, Any] | None = None
) -> None:
    """Nothing; leaves the event `transition:<verb>`."""
    tx.record(
        f"transition:{verb}", "transition", row.id, name=f"{row.asset_kind}/{row.asset_name}@{row.alias}",
        before=row.from_digest, after=row.to_digest, reason=reason, workspace_id=row.workspace_id,
        data={"kind": row.kind, "from": row.from_number, "to": row.to_number, **(data or {})},
    )  # fmt: skip


def transition_out(situation: Situation) -> TransitionOut:
    """The transition for people and programs, with what is missing now."""
    row = situation.row
    missing = situation.verdict.missing if situation.transition.state in LIVE else ()
    return TransitionOut(
        id=row.id,
        kind=row.kind,
        state=situation.transition.state,
        revision=row.revision,
        asset_kind=row.asset_kind,
        asset_name=row.asset_name,
        alias=row.alias,
        from_number=row.from_number,
        from_digest=row.from_digest,
        to_number=row.to_number,
        to_digest=row.to_digest,
        to_version_id=row.to_version_id,
        reason=row.reason,
        policies=[f"{policy['name']}@{policy['number']}" for policy in row.policies],
        gates=[_gate_out(gate) for gate in row.gates],
        approvals=[_approval_out(given, situation.lapsed.get(given.id, "")) for given in situation.approval_rows],
        missing=[ConditionOut(code=item.code, words=item.words) for item in missing],
        requested_by=row.requested_by,
        requested_by_name=row.requested_by_name,
        created_at=to_rfc3339(row.created_at),
        expires_at=to_rfc3339(row.expires_at),
        closed_at=moment(row.closed_at),
        closed_by_name=row.closed_by_name,
        close_reason=row.close_reason,
        rolls_back=row.rolls_back,
        needs_review=row.needs_review,
        reviewed_by_name=row.reviewed_by_name,
        reviewed_at=moment(row.reviewed_at),
        review_notes=row.review_notes,
    )


def transition_summary(row: Row[Any], approvals: Sequence[Row[Any]], now: int) -> TransitionSummary:
    """One line of a list; `approvals` counts those that were not voided."""
    return TransitionSummary(
        id=row.id,
        kind=row.kind,
        state=transition_of(row, now).state,
        asset_kind=row.asset_kind,
        asset_name=row.asset_name,
        alias=row.alias,
        from_number=row.from_number,
        to_number=row.to_number,
        reason=row.reason,
        approvals=sum(approval.voided_at is None for approval in approvals),
        requested_by_name=row.requested_by_name,
        created_at=to_rfc3339(row.created_at),
        expires_at=to_rfc3339(row.expires_at),
        closed_at=moment(row.closed_at),
        closed_by_name=row.closed_by_name,
        needs_review=row.needs_review,
    )


def _gate_out(gate: Mapping[str, Any]) -> GateOut:
    shown = {name: gate[name] for name in GateOut.model_fields}
    return GateOut(**{**shown, "ran_at": moment(gate["ran_at"])})


def _approval_out(row: Row[Any], lapsed: str) -> ApprovalOut:
    return ApprovalOut(
        id=row.id,
        by=row.owner_id,
        by_name=row.name,
        role=row.role,
        notes=row.notes,
        created_at=to_rfc3339(row.created_at),
        voided_at=moment(row.voided_at),
        void_reason=row.void_reason or lapsed,
    )
