"""Proof that the log is whole, and the log itself for auditors."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from volano_server.access import Admission, Caller, needs, provided
from volano_server.events.schemas import AuditEvent, AuditReport, show_audit_event
from volano_server.events.service import AuditService
from volano_server.kit.paging import MAX_LIMIT, Page
from volano_server.kit.subject import SYSTEM_WORKSPACE

router = APIRouter(prefix="/api/v1/audit", tags=["events"])
Audit = Annotated[AuditService, provided(AuditService)]
Doors = Annotated[Admission, provided(Admission)]
Auditor = Annotated[Caller, needs("audit:read")]
Word = Annotated[str | None, Query(max_length=500)]
Chain = Annotated[
    Literal["workspace", "system"],
    Query(description="`system`: sign-ins and the platform's own acts, for admins of the first workspace"),
]


@router.get("", operation_id="audit:list", response_model=Page[AuditEvent])
def list_audit(
    audit: Audit,
    doors: Doors,
    caller: Auditor,
    chain: Chain = "workspace",
    action: Word = None,
    object_kind: Word = None,
    object_id: Word = None,
    actor_id: Word = None,
    owner_id: Word = None,
    cursor: Word = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[AuditEvent]:
    """What happened, the newest first, with the credential and address that it came by."""
    filters = {
        "action": action, "object_kind": object_kind, "object_id": object_id, "actor_id": actor_id,
        "owner_id": owner_id,
    }  # fmt: skip
    rows, following = audit.page(_chain(chain, caller, doors), filters, cursor, limit)
    return Page(items=[show_audit_event(row) for row in rows], next_cursor=following)


@router.get("/verify", operation_id="audit:verify", response_model=AuditReport)
def verify_audit(audit: Audit, doors: Doors, caller: Auditor, chain: Chain = "workspace") -> AuditReport:
    """Whether any event of the chain was changed, removed, added or moved since it was written."""
    found = audit.verify(_chain(chain, caller, doors))
    return AuditReport(is_whole=not found.fault, events=found.events, head_hash=found.head_hash, fault=found.fault)


@router.get(
    "/export",
    operation_id="audit:export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}}},
)
def export_audit(
    audit: Audit,
    doors: Doors,
    caller: Auditor,
    chain: Chain = "workspace",
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> StreamingResponse:
    """Every event as one JSON line, exactly as it was hashed, so that anybody can check the chain."""
    lines = audit.export(_chain(chain, caller, doors), after)
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return StreamingResponse(lines, media_type="application/jsonl", headers=headers)


def _chain(chain: str, caller: Caller, doors: Admission) -> str:
    """Whose events are asked for. Raises Forbidden for the system's unless an installation admin asks."""
    if chain == "system":
        doors.require_installation(caller.subject, "installation:read")
        return SYSTEM_WORKSPACE
    return caller.subject.workspace_id or ""
