"""A span before it is stored: checked, priced, bounded, its payload compressed."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from volano_server.kit.clock import DAY
from volano_server.telemetry.domain.cost import Pricing, Usage
from volano_server.telemetry.domain.histogram import bucket_of
from volano_server.telemetry.domain.values import Cuts, clean_mapping, clean_text, clean_value
from volano_server.telemetry.errors import SpanRejected

SpanKind = Literal[
    "llm", "embedding", "reranker", "retriever", "tool", "agent", "chain", "guardrail", "evaluator", "prompt", "other"
]
Status = Literal["unset", "ok", "error"]
MODEL_KINDS: tuple[SpanKind, ...] = ("llm", "embedding", "reranker")
WORK_KINDS: tuple[SpanKind, ...] = ("retriever", "tool", "agent", "chain", "guardrail", "evaluator", "prompt")
MAX_ATTRIBUTES = 256
MAX_EVENTS = 128
MAX_PAYLOAD = 1_048_576
MAX_ATTRIBUTE_BYTES = 524_288
EARLIEST = 946_684_800_000_000  # 2000-01-01: clocks that were never set begin at 1970
_TRACE_ID = re.compile(r"[0-9a-f]{32}")
_SPAN_ID = re.compile(r"[0-9a-f]{16}")
_SHORT = (
    "service",
    "endpoint",
    "provider",
    "model",
    "version_ref",
    "prompt_ref",
    "pipeline_ref",
    "session_id",
    "user_id",
)
_IDS = ("version_id", "prompt_version_id", "run_id")
_COUNTS = ("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens", "first_token_micros")


@dataclass(slots=True, kw_only=True)
class NewSpan:
    """A finished span as an emitter describes it. Times are microseconds since 1970, ids lower-case hex.

    `input` and `output` are any JSON values. Without `cost_micros` the cost is worked out from the prices; without
    a principal the subject that records the span is taken.
    """

    trace_id: str
    span_id: str
    name: str
    started_at: int
    ended_at: int
    parent_id: str | None = None
    kind: SpanKind = "other"
    status: Status = "unset"
    status_message: str = ""
    service: str | None = None
    endpoint: str | None = None
    provider: str | None = None
    model: str | None = None
    version_ref: str | None = None
    version_id: str | None = None
    prompt_ref: str | None = None
    prompt_version_id: str | None = None
    pipeline_ref: str | None = None
    run_id: str | None = None
    session_id: str | None = None
    user_id: str | None = None
    principal_id: str | None = None
    principal_name: str | None = None
    input_tokens: int | None = None
    cached_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    first_token_micros: int | None = None
    cost_micros: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    resource: Mapping[str, Any] = field(default_factory=dict)
    input: Any = None
    output: Any = None
    events: Sequence[Mapping[str, Any]] = ()
    links: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class PreparedSpan:
    """A span as it is stored: `row` lacks only who recorded it and when; `payload` is None when there is none."""

    row: dict[str, Any]
    payload: dict[str, Any] | None
    cuts: Cuts


def prepare_span(span: NewSpan, pricing: Pricing, now: int) -> PreparedSpan:
    """The span ready to store at time `now`. Raises SpanRejected with the reason."""
    check_span(span, now)
    cuts = Cuts()
    latency = span.ended_at - span.started_at
    row: dict[str, Any] = {
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "parent_id": span.parent_id or None,
        "name": clean_text(span.name, 500),
        "kind": span.kind,
        "started_at": span.started_at,
        "ended_at": span.ended_at,
        "latency_micros": latency,
        "latency_bucket": bucket_of(latency),
        "status": span.status,
        "status_message": clean_text(span.status_message, 4_000),
        "counted": span.kind in MODEL_KINDS,
        "attributes": _bounded(clean_mapping(span.attributes, cuts, MAX_ATTRIBUTES), cuts),
        "resource": _bounded(clean_mapping(span.resource, cuts, MAX_ATTRIBUTES, 4_096), cuts),
        "principal_id": span.principal_id and span.principal_id[:80],
        "principal_name": span.principal_name and clean_text(span.principal_name, 200),
    }
    row |= {name: _short(getattr(span, name), 200) for name in _SHORT}
    row |= {name: _short(getattr(span, name), 36) for name in _IDS}
    row |= {name: _count(getattr(span, name)) for name in _COUNTS}
    row |= _costs(span, pricing, latency)
    payload = _payload(span, cuts)
    row["dropped_attributes"] = cuts.count
    return PreparedSpan(row, payload, cuts)


def check_span(span: NewSpan, now: int) -> None:
    """Nothing; raises SpanRejected for ids and times that no trace could have."""
    if not _TRACE_ID.fullmatch(span.trace_id) or not span.trace_id.strip("0"):
        raise SpanRejected(
            f"trace id `{span.trace_id[:80]}` is not 16 bytes other than zero", hint="send 32 hex digits"
        )
    if not _SPAN_ID.fullmatch(span.span_id) or not span.span_id.strip("0"):
        raise SpanRejected(f"span id `{span.span_id[:80]}` is not 8 bytes other than zero", hint="send 16 hex digits")
    if span.parent_id and not _SPAN_ID.fullmatch(span.parent_id):
        raise SpanRejected(f"parent id `{span.parent_id[:80]}` is not 8 bytes", hint="send 16 hex digits or nothing")
    if span.ended_at < span.started_at:
        raise SpanRejected(
            f"span `{span.span_id}` ends {span.started_at - span.ended_at} µs before it starts",
            hint="send its real times",
        )
    if span.started_at < EARLIEST or span.ended_at > now + DAY:
        raise SpanRejected(
            f"span `{span.span_id}` lies outside the years from 2000 to tomorrow", hint="check the clock of the emitter"
        )


def read_payload(encoding: str, body: bytes) -> dict[str, Any]:
    """`{"input", "output", "events", "links"}` from a stored payload."""
    assert encoding == "zlib"
    found: dict[str, Any] = json.loads(zlib.decompress(body))
    return found


def _payload(span: NewSpan, cuts: Cuts) -> dict[str, Any] | None:
    if span.input is None and span.output is None and not span.events and not span.links:
        return None
    before = cuts.count
    if len(span.events) > MAX_EVENTS or len(span.links) > MAX_EVENTS:
        cuts.add("events")
    parts = {
        "input": span.input,
        "output": span.output,
        "events": list(span.events[:MAX_EVENTS]),
        "links": list(span.links[:MAX_EVENTS]),
    }
    body, sizes = {}, {}
    for name, value in parts.items():
        body[name], sizes[name] = _content(value, cuts)
    return {
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "encoding": "zlib",
        "body": zlib.compress(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(), 1),
        "input_bytes": sizes["input"],
        "output_bytes": sizes["output"],
        "cut": cuts.count > before,
    }


def _content(value: Any, cuts: Cuts) -> tuple[Any, int]:
    """The value within MAX_PAYLOAD characters of JSON, and its size; of a larger one the start of its text."""
    if value is None:
        return None, 0
    cleaned = clean_value(value, cuts, MAX_PAYLOAD)
    text = json.dumps(cleaned, ensure_ascii=False)
    if len(text) <= MAX_PAYLOAD:
        return cleaned, len(text)
    cuts.add("payload")
    return text[:MAX_PAYLOAD], len(text)


def _bounded(attributes: dict[str, Any], cuts: Cuts) -> dict[str, Any]:
    """The attributes that fit into MAX_ATTRIBUTE_BYTES of JSON together."""
    left = MAX_ATTRIBUTE_BYTES
    kept = {}
    for key, value in attributes.items():
        left -= len(key) + len(json.dumps(value, ensure_ascii=False))
        if left < 0:
            cuts.add("attribute")
        else:
            kept[key] = value
    return kept


def _costs(span: NewSpan, pricing: Pricing, latency: int) -> dict[str, Any]:
    if span.cost_micros is not None:
        return {"cost_micros": _count(span.cost_micros), "cost_source": "reported"}
    known = span.input_tokens is not None or span.output_tokens is not None
    usage = Usage(span.input_tokens or 0, span.output_tokens or 0, span.cached_tokens or 0) if known else None
    if span.kind not in MODEL_KINDS:
        return {"cost_micros": None, "cost_source": None}
    cost = pricing.price(span.provider, span.model, usage, span.started_at, latency)
    return {"cost_micros": cost and cost.micros, "cost_source": cost and cost.source}


def _short(text: str | None, limit: int) -> str | None:
    return clean_text(text, limit) if text else None


def _count(number: int | None) -> int | None:
    return None if number is None or not 0 <= number < 2**62 else int(number)
