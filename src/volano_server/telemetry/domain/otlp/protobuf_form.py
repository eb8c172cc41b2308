"""OTLP/protobuf: binary ids and 64-bit times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from volano_server.telemetry.domain.otlp.span import Export, WireSpan
from volano_server.telemetry.errors import BadExport

_DEPTH = 20


def read_protobuf_export(body: bytes) -> Export:
    """The spans of an export. Raises BadExport when the bytes are none."""
    from google.protobuf.message import DecodeError
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    try:
        request = ExportTraceServiceRequest.FromString(body)
    except DecodeError as error:
        if _is_logs(body):
            raise BadExport("this is a logs export, sent to `/v1/traces`", hint="send it to `/v1/logs`") from None
        raise BadExport(
            f"the body is no OTLP trace export in protobuf: {error}", hint="check exporter, encoding and UTF-8 of texts"
        ) from None
    export = Export()
    for resource_spans in request.resource_spans:
        resource = _pairs(resource_spans.resource.attributes)
        for scope_spans in resource_spans.scope_spans:
            export.spans += [_span(item, resource, scope_spans.scope.name) for item in scope_spans.spans]
    return export


def _span(item: Any, resource: dict[str, Any], scope: str) -> WireSpan:
    return WireSpan(
        trace_id=item.trace_id.hex(),
        span_id=item.span_id.hex(),
        parent_id=item.parent_span_id.hex(),
        name=item.name,
        start_nanos=item.start_time_unix_nano,
        end_nanos=item.end_time_unix_nano,
        status=item.status.code,
        status_message=item.status.message,
        attributes=_pairs(item.attributes),
        resource=resource,
        scope=scope,
        events=[
            {"name": event.name, "ts": event.time_unix_nano // 1000, "attributes": _pairs(event.attributes)}
            for event in item.events
        ],
        links=[
            {"trace_id": link.trace_id.hex(), "span_id": link.span_id.hex(), "attributes": _pairs(link.attributes)}
            for link in item.links
        ],
    )


def _pairs(pairs: Iterable[Any]) -> dict[str, Any]:
    return {pair.key: _any_value(pair.value) for pair in pairs}


def _any_value(value: Any, depth: int = 0) -> Any:
    kind = value.WhichOneof("value")
    if kind is None or depth > _DEPTH:
        return None
    if kind == "array_value":
        return [_any_value(item, depth + 1) for item in value.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: _any_value(pair.value, depth + 1) for pair in value.kvlist_value.values}
    return getattr(value, kind)


def _is_logs(body: bytes) -> bool:
    """Whether the bytes read as a logs export: its field numbers are those of traces, its records are not."""
    from google.protobuf.message import DecodeError
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

    try:
        request = ExportLogsServiceRequest.FromString(body)
    except DecodeError:
        return False
    records = (r for rl in request.resource_logs for sl in rl.scope_logs for r in sl.log_records)
    return any(record.time_unix_nano or record.observed_time_unix_nano or record.HasField("body") for record in records)
