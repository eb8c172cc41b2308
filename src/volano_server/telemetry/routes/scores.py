"""HTTP of scores."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.kit.paging import MAX_LIMIT, Page
from volano_server.telemetry.schemas import ScoreOut, ScoresCreate, ScoresCreated, ScoreSource
from volano_server.telemetry.service import ScoreService

router = APIRouter(prefix="/api/v1", tags=["scores"])
Service = Annotated[ScoreService, provided(ScoreService)]


@router.post("/scores", operation_id="scores:create", status_code=201, response_model=ScoresCreated)
def create_scores(
    caller: Annotated[Caller, needs("feedback:write")], service: Service, body: ScoresCreate
) -> ScoresCreated:
    """What became of the batch: all of it is stored, or none."""
    return caller.write(lambda tx: service.create_scores(tx, body.scores))


@router.get("/scores", operation_id="scores:list", response_model=Page[ScoreOut])
def list_scores(
    caller: Annotated[Caller, needs("feedback:read")],
    service: Service,
    name: str | None = None,
    source: ScoreSource | None = None,
    trace_id: str | None = None,
    span_id: str | None = None,
    run_id: str | None = None,
    row_ref: str | None = None,
    session_id: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[ScoreOut]:
    """Scores, newest first."""
    return caller.read(
        lambda tx: service.list_scores(
            tx, name=name, source=source, trace_id=trace_id, span_id=span_id, run_id=run_id, row_ref=row_ref,
            session_id=session_id, cursor=cursor, limit=limit,
        )
    )  # fmt: skip
