"""HTTP of what something reached."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.telemetry.schemas import ImpactOut
from volano_server.telemetry.service import ImpactService

router = APIRouter(prefix="/api/v1", tags=["telemetry"])


@router.get("/lineage/impact", operation_id="lineage:impact", response_model=ImpactOut)
def get_impact(
    caller: Annotated[Caller, needs("assets:read")],
    service: Annotated[ImpactService, provided(ImpactService)],
    node: Annotated[str, Query(max_length=300, description="`row:mails@2:ROW`, `dataset:mails@2`, `run:ID`")],
) -> ImpactOut:
    """What something touched, such as one poisoned row: tunings, models, endpoints, and how many traces."""
    return caller.read(lambda tx: service.impact(tx, node))
