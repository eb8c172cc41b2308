"""A span as OTLP describes it, and its way to a span of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from volano_server.telemetry.domain.families import Family, derive
from volano_server.telemetry.domain.spans import NewSpan, Status

STATUS: tuple[Status, ...] = ("unset", "ok", "error")


@dataclass(slots=True)
class WireSpan:
    """One span of an export; times in nanoseconds, ids in hex, attribute values as Python values."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    start_nanos: int
    end_nanos: int
    status: int
    status_message: str
    attributes: dict[str, Any]
    resource: Mapping[str, Any]
    scope: str
    events: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Export:
    """A decoded export: its spans, and why some could not be read."""

    spans: list[WireSpan] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def to_span(wire: WireSpan, families: Iterable[Family]) -> NewSpan:
    """The span with its columns worked out from its attributes; it is not checked yet."""
    derived = derive(wire.attributes, families)
    columns = derived.columns
    service = wire.resource.get("service.name")
    if wire.scope:
        derived.attributes.setdefault("otel.scope.name", wire.scope)
    return NewSpan(
        trace_id=wire.trace_id,
        span_id=wire.span_id,
        parent_id=wire.parent_id or None,
        name=wire.name or "(unnamed)",
        started_at=wire.start_nanos // 1000,
        ended_at=wire.end_nanos // 1000,
        kind=columns.pop("kind", "other"),
        status=STATUS[wire.status] if 0 <= wire.status < len(STATUS) else "unset",
        status_message=wire.status_message or _exception_message(wire.events),
        service=service if isinstance(service, str) else None,
        attributes=derived.attributes,
        resource=wire.resource,
        input=derived.content.get("input"),
        output=derived.content.get("output"),
        events=wire.events,
        links=wire.links,
        **columns,
    )


def looks_like_logs(spans: Sequence[WireSpan]) -> bool:
    """Whether this is a logs export sent to the traces path: its records parse as spans without ids and times."""
    return bool(spans) and not any(span.trace_id or span.span_id or span.start_nanos for span in spans)


def _exception_message(events: Sequence[Mapping[str, Any]]) -> str:
    for event in events:
        message = event.get("attributes", {}).get("exception.message")
        if event.get("name") == "exception" and isinstance(message, str):
            return message
    return ""
