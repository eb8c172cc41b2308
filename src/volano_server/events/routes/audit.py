"""Proof that the log is whole, and the log itself for auditors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from volano_server.access import Caller, needs, provided
from volano_server.events.schemas import AuditReport
from volano_server.events.service import AuditService

router = APIRouter(prefix="/api/v1/audit", tags=["events"])
Audit = Annotated[AuditService, provided(AuditService)]


@router.get("/verify", operation_id="audit:verify", response_model=AuditReport)
def verify_audit(audit: Audit, caller: Annotated[Caller, needs("audit:read")]) -> AuditReport:
    """Whether any event of the workspace was changed, removed, added or moved since it was written."""
    found = audit.verify(caller.subject.workspace_id or "")
    return AuditReport(is_whole=not found.fault, events=found.events, head_hash=found.head_hash, fault=found.fault)


@router.get(
    "/export",
    operation_id="audit:export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}}},
)
def export_audit(
    audit: Audit,
    caller: Annotated[Caller, needs("audit:read")],
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> StreamingResponse:
    """Every event as one JSON line, exactly as it was hashed, so that anybody can check the chain."""
    lines = audit.export(caller.subject.workspace_id or "", after)
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return StreamingResponse(lines, media_type="application/jsonl", headers=headers)
