"""HTTP of spans and traces."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from volano_server.access import Caller, needs, provided
from volano_server.kit.paging import MAX_LIMIT, Page
from volano_server.telemetry.domain.spans import SpanKind, Status
from volano_server.telemetry.schemas import Bucket, Dimension, SpanCount, SpanOut, Stats, TraceOut, TraceSummary
from volano_server.telemetry.service import TelemetryService, time_of
from volano_server.telemetry.store import SpanFilter

router = APIRouter(prefix="/api/v1", tags=["traces"])
Reader = Annotated[Caller, needs("traces:read")]
Service = Annotated[TelemetryService, provided(TelemetryService)]
Text = Annotated[str | None, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


def read_filter(
    *,
    since: Annotated[str | None, Query(description="RFC 3339, included")] = None,
    until: Annotated[str | None, Query(description="RFC 3339, not included")] = None,
    endpoint: Text = None,
    model: Text = None,
    version: Text = None,
    prompt: Text = None,
    pipeline: Text = None,
    service: Text = None,
    session: Text = None,
    user: Text = None,
    principal: Text = None,
    run: Text = None,
    status: Status | None = None,
    kind: Annotated[list[SpanKind], Query()] = [],  # noqa: B006 - FastAPI copies it
    min_latency_ms: Annotated[float | None, Query(ge=0, le=1e12)] = None,
) -> SpanFilter:
    """The facets of the address. Raises InvalidQuery."""
    return SpanFilter(
        since=time_of(since, "since"),
        until=time_of(until, "until"),
        endpoint=endpoint,
        model=model,
        version_ref=version,
        prompt_ref=prompt,
        pipeline_ref=pipeline,
        service=service,
        session_id=session,
        user_id=user,
        principal_id=principal,
        run_id=run,
        status=status,
        kinds=tuple(kind),
        min_latency_micros=None if min_latency_ms is None else round(min_latency_ms * 1000),
    )


Facets = Annotated[SpanFilter, Depends(read_filter)]


@router.get("/spans/count", operation_id="spans:count", response_model=SpanCount)
def count_spans(caller: Reader, telemetry: Service) -> SpanCount:
    """How many spans the workspace holds: exact as soon as an export was acknowledged."""
    return SpanCount(count=caller.read(telemetry.count_spans))


@router.get("/spans", operation_id="spans:list", response_model=Page[SpanOut])
def list_spans(
    caller: Reader, telemetry: Service, facets: Facets, cursor: str | None = None, limit: Limit = 50
) -> Page[SpanOut]:
    """Spans with their content, newest first."""
    return caller.read(lambda tx: telemetry.list_spans(tx, facets, cursor=cursor, limit=limit))


@router.get("/traces", operation_id="traces:list", response_model=Page[TraceSummary])
def list_traces(
    caller: Reader, telemetry: Service, facets: Facets, cursor: str | None = None, limit: Limit = 50
) -> Page[TraceSummary]:
    """Traces that have a matching span, newest first."""
    return caller.read(lambda tx: telemetry.list_traces(tx, facets, cursor=cursor, limit=limit))


@router.get("/traces/stats", operation_id="traces:stats", response_model=Stats)
def get_stats(
    caller: Reader, telemetry: Service, facets: Facets, bucket: Bucket = "minute", by: Dimension | None = None
) -> Stats:
    """Volume, errors, tokens, cost and latency percentiles over time; model calls unless `kind` says otherwise."""
    return caller.read(lambda tx: telemetry.get_stats(tx, facets, bucket=bucket, by=by))


@router.get("/traces/{trace_id}", operation_id="traces:get", response_model=TraceOut)
def get_trace(caller: Reader, telemetry: Service, trace_id: str) -> TraceOut:
    """One trace as a waterfall with contents and scores."""
    return caller.read(lambda tx: telemetry.get_trace(tx, trace_id))


@router.get("/traces/{trace_id}/spans/{span_id}", operation_id="spans:get", response_model=SpanOut)
def get_span(caller: Reader, telemetry: Service, trace_id: str, span_id: str) -> SpanOut:
    """One span with its whole content."""
    return caller.read(lambda tx: telemetry.get_span(tx, trace_id, span_id))
