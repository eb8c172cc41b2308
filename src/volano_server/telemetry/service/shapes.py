"""From rows to what callers see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Row

from volano_server.kit.clock import from_rfc3339, to_rfc3339
from volano_server.telemetry.domain.spans import read_payload
from volano_server.telemetry.domain.tree import Placed, summarise
from volano_server.telemetry.errors import InvalidQuery
from volano_server.telemetry.schemas import ScoreOut, SpanOut, TraceSummary

_SAME = (
    "trace_id", "span_id", "parent_id", "name", "kind", "status", "status_message", "service", "endpoint", "provider",
    "model", "version_ref", "version_id", "prompt_ref", "prompt_version_id", "pipeline_ref", "run_id", "session_id",
    "user_id", "principal_id", "principal_name", "input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens",
    "cost_micros", "cost_source", "attributes", "resource", "dropped_attributes",
)  # fmt: skip
_SCORE = (
    "id", "target_kind", "trace_id", "span_id", "run_id", "row_ref", "session_id", "name", "value", "label", "source",
    "author", "comment", "created_by",
)  # fmt: skip


def span_of(row: Row[Any], payload: Row[Any] | None, place: Placed | None = None, *, left_out: bool = False) -> SpanOut:
    """One span with its content, when it is at hand."""
    body: dict[str, Any] = read_payload(payload.encoding, payload.body) if payload is not None else {}
    state: Literal["full", "cut", "none", "left_out"] = "left_out" if left_out else "none"
    if payload is not None:
        state = "cut" if payload.cut else "full"
    return SpanOut(
        **{name: getattr(row, name) for name in _SAME},
        depth=place.depth if place else 0,
        orphan=place.orphan if place else False,
        started_at=to_rfc3339(row.started_at),
        latency_ms=row.latency_micros / 1000,
        first_token_ms=None if row.first_token_micros is None else row.first_token_micros / 1000,
        payload=state,
        input=body.get("input"),
        output=body.get("output"),
        events=body.get("events") or [],
        links=body.get("links") or [],
    )


def summary_of(rows: Sequence[Row[Any]]) -> TraceSummary:
    """One trace from its spans."""
    found = summarise(rows)
    started_at, latency = found.pop("started_at"), found.pop("latency_micros")
    return TraceSummary(**found, started_at=to_rfc3339(started_at), latency_ms=latency / 1000)


def score_of(row: Row[Any]) -> ScoreOut:
    """One score."""
    return ScoreOut(**{name: getattr(row, name) for name in _SCORE}, created_at=to_rfc3339(row.created_at))


def time_of(text: str | None, what: str) -> int | None:
    """Microseconds for an RFC 3339 text; raises InvalidQuery."""
    if text is None:
        return None
    try:
        return from_rfc3339(text)
    except (ValueError, OverflowError) as error:
        raise InvalidQuery(f"`{what}` is `{text[:60]}`: {error}", hint="write it as 2026-11-21T22:51:07Z") from None
