"""HTTP of what runs say: metrics and logs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.tracking.domain.metrics import MAX_STEP, NewPoint
from volano_server.tracking.schemas import LogPage, LogsAppend, LogsAppended, MetricCurves, MetricsLog, MetricsLogged
from volano_server.tracking.service import TrackingService, time_of

router = APIRouter(prefix="/api/v1", tags=["runs"])
Reader = Annotated[Caller, needs("runs:read")]
Writer = Annotated[Caller, needs("runs:write")]
Service = Annotated[TrackingService, provided(TrackingService)]


@router.post("/runs/{run_id}/metrics", operation_id="runs:log_metrics", response_model=MetricsLogged)
def log_metrics(caller: Writer, service: Service, run_id: str, body: MetricsLog) -> MetricsLogged:
    """What became of the batch. NaN and infinities are sent as text; they are kept and reported."""
    points = [NewPoint(point.key, point.value, point.step, time_of(point.ts)) for point in body.points]
    return caller.write(lambda tx: service.log_metrics(tx, run_id, points))


@router.get("/runs/{run_id}/metrics", operation_id="runs:get_metrics", response_model=MetricCurves)
def get_metrics(
    caller: Reader,
    service: Service,
    run_id: str,
    key: Annotated[list[str], Query(max_length=100)] = [],  # noqa: B006 - FastAPI copies it
    since: Annotated[int, Query(ge=0, le=MAX_STEP, description="first step wanted")] = 0,
    limit: Annotated[int, Query(ge=5, le=10_000, description="points per curve")] = 500,
) -> MetricCurves:
    """The curves of the keys, thinned so that every spike and gap stays."""
    return caller.read(lambda tx: service.get_metrics(tx, run_id, key, since=since, limit=limit))


@router.post("/runs/{run_id}/logs", operation_id="runs:append_logs", response_model=LogsAppended)
def append_logs(caller: Writer, service: Service, run_id: str, body: LogsAppend) -> LogsAppended:
    """How many lines were kept."""
    lines = [line if isinstance(line, str) else (time_of(line.ts), line.text) for line in body.lines]
    return caller.write(lambda tx: service.append_logs(tx, run_id, lines, stream=body.stream))


@router.get("/runs/{run_id}/logs", operation_id="runs:get_logs", response_model=LogPage)
def get_logs(
    caller: Reader,
    service: Service,
    run_id: str,
    stream: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=5_000)] = 500,
    tail: bool = False,
) -> LogPage:
    """Log lines in order; with `tail` the last ones."""
    return caller.read(lambda tx: service.get_logs(tx, run_id, stream=stream, cursor=cursor, limit=limit, tail=tail))
