"""OTLP/JSON: lowerCamelCase, ids in hex, 64-bit numbers as text or numbers, unknown fields ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from volano_server.kit.strict_json import read_json
from volano_server.telemetry.domain.otlp.span import Export, WireSpan
from volano_server.telemetry.errors import BadExport

_STATUS = {"STATUS_CODE_UNSET": 0, "STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": 2}
_DEPTH = 20


class _Fault(ValueError):
    pass


def read_json_export(body: bytes) -> Export:
    """The spans of an export. Raises BadExport or MalformedJson when it is none as a whole."""
    document = read_json(body)
    if not isinstance(document, dict):
        raise BadExport("the export is no JSON object", hint="send an ExportTraceServiceRequest")
    for other, path in (("resourceLogs", "/v1/logs"), ("resourceMetrics", "/v1/metrics")):
        if other in document and "resourceSpans" not in document:
            raise BadExport(f"this is an export for `{path}`, sent to `/v1/traces`", hint=f"send it to `{path}`")
    export = Export()
    for resource_spans in _objects(document, "resourceSpans", export):
        resource = _attributes(resource_spans.get("resource") or {}, export)
        for scope_spans in _objects(resource_spans, "scopeSpans", export):
            scope = scope_spans.get("scope")
            scope_name = str(scope.get("name") or "") if isinstance(scope, dict) else ""
            for item in _objects(scope_spans, "spans", export):
                try:
                    export.spans.append(_span(item, resource, scope_name))
                except _Fault as fault:
                    export.faults.append(f"span `{str(item.get('spanId'))[:20]}`: {fault}")
    return export


def _span(item: Mapping[str, Any], resource: Mapping[str, Any], scope: str) -> WireSpan:
    status = item.get("status") or {}
    if not isinstance(status, dict):
        raise _Fault("`status` is no object")
    return WireSpan(
        trace_id=_text(item, "traceId").lower(),
        span_id=_text(item, "spanId").lower(),
        parent_id=_text(item, "parentSpanId").lower(),
        name=_text(item, "name"),
        start_nanos=_whole(item, "startTimeUnixNano"),
        end_nanos=_whole(item, "endTimeUnixNano"),
        status=_STATUS.get(str(status.get("code")), 0)
        if isinstance(status.get("code"), str)
        else _whole(status, "code"),
        status_message=_text(status, "message"),
        attributes=_pairs(item.get("attributes")),
        resource=resource,
        scope=scope,
        events=[_event(event) for event in _list(item, "events")],
        links=[_link(link) for link in _list(item, "links")],
    )


def _event(event: Any) -> dict[str, Any]:
    if not isinstance(event, dict):
        raise _Fault("an event is no object")
    return {
        "name": _text(event, "name"),
        "ts": _whole(event, "timeUnixNano") // 1000,
        "attributes": _pairs(event.get("attributes")),
    }


def _link(link: Any) -> dict[str, Any]:
    if not isinstance(link, dict):
        raise _Fault("a link is no object")
    return {
        "trace_id": _text(link, "traceId"),
        "span_id": _text(link, "spanId"),
        "attributes": _pairs(link.get("attributes")),
    }


def _attributes(holder: Any, export: Export) -> dict[str, Any]:
    try:
        return _pairs(holder.get("attributes") if isinstance(holder, dict) else None)
    except _Fault as fault:
        export.faults.append(f"a resource: {fault}")
        return {}


def _pairs(pairs: Any) -> dict[str, Any]:
    if pairs is None:
        return {}
    if not isinstance(pairs, list):
        raise _Fault("`attributes` is no list")
    found = {}
    for pair in pairs:
        if not isinstance(pair, dict) or not isinstance(pair.get("key"), str):
            raise _Fault("an attribute has no key")
        found[pair["key"]] = _any_value(pair.get("value"))
    return found


def _any_value(value: Any, depth: int = 0) -> Any:
    if value is None or value == {}:
        return None
    if not isinstance(value, dict) or depth > _DEPTH:
        raise _Fault("an attribute's value is no AnyValue")
    kind, inner = next(iter(value.items()))
    if kind in ("stringValue", "bytesValue", "boolValue"):
        return inner
    if kind == "intValue":
        return _whole(value, "intValue")
    if kind == "doubleValue":
        return _double(inner)
    if kind == "arrayValue":
        return [_any_value(item, depth + 1) for item in _list(inner if isinstance(inner, dict) else {}, "values")]
    if kind == "kvlistValue":
        pairs = _list(inner if isinstance(inner, dict) else {}, "values")
        return {str(p.get("key")): _any_value(p.get("value"), depth + 1) for p in pairs if isinstance(p, dict)}
    return None


def _double(inner: Any) -> float:
    try:
        return float(inner)
    except (TypeError, ValueError):
        raise _Fault(f"`{str(inner)[:40]}` is no number") from None


def _objects(holder: Mapping[str, Any], key: str, export: Export) -> list[dict[str, Any]]:
    """The objects in a list; what is no object is a fault, not the end of the export."""
    found = holder.get(key) or []
    if not isinstance(found, list):
        export.faults.append(f"`{key}` is no list")
        return []
    export.faults += [f"an item of `{key}` is no object"] * sum(not isinstance(item, dict) for item in found)
    return [item for item in found if isinstance(item, dict)]


def _list(holder: Mapping[str, Any], key: str) -> list[Any]:
    found = holder.get(key) or []
    if not isinstance(found, list):
        raise _Fault(f"`{key}` is no list")
    return found


def _text(holder: Mapping[str, Any], key: str) -> str:
    found = holder.get(key) or ""
    if not isinstance(found, str):
        raise _Fault(f"`{key}` is no text")
    return found


def _whole(holder: Mapping[str, Any], key: str) -> int:
    found = holder.get(key) or 0
    if isinstance(found, bool) or not isinstance(found, int | str):
        raise _Fault(f"`{key}` is no whole number")
    try:
        return int(found)
    except ValueError:
        raise _Fault(f"`{key}` is no whole number: `{str(found)[:40]}`") from None
