"""OTLP exports in both forms, and what real emitters send."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from volano_server.kit.errors import AppError
from volano_server.telemetry import NewSpan
from volano_server.telemetry.domain.otlp.json_form import read_json_export
from volano_server.telemetry.domain.otlp.protobuf_form import read_protobuf_export
from volano_server.telemetry.domain.otlp.span import looks_like_logs, to_span
from volano_server.telemetry.errors import BadExport
from volano_server.telemetry.plugins import FAMILIES

CASES = Path(__file__).parents[1] / "cases"


def spans_of(case: str) -> list[NewSpan]:
    export = read_json_export((CASES / case).read_bytes())
    assert export.faults == []
    return [to_span(wire, FAMILIES) for wire in export.spans]


@pytest.mark.parametrize("case", ["openinference_openai.json", "gen_ai_openai.json"])
def test_what_a_real_emitter_sent_is_shown_field_by_field(case: str) -> None:
    plain, tooled, failed, root = spans_of(case)
    assert (plain.kind, plain.provider, plain.model) == ("llm", "openai", "gpt-4o-mini-2024-07-18")
    assert (plain.input_tokens, plain.output_tokens, plain.cached_tokens, plain.reasoning_tokens) == (120, 9, 64, 3)
    assert plain.service == "triage-app"
    assert plain.parent_id == root.span_id
    assert plain.input[1]["role"] == "user"
    assert "Win a prize" in json.dumps(plain.input[1])
    assert "spam" in json.dumps(plain.output[0])
    assert "look_up" in json.dumps(tooled.output[0])
    assert (failed.status, "no such model" in failed.status_message) == ("error", True)
    assert root.kind == "other"


def test_openinference_carries_session_and_user() -> None:
    assert {(span.session_id, span.user_id) for span in spans_of("openinference_openai.json")[:3]} == {("s-1", "u-1")}


def test_both_forms_of_an_export_give_the_same_spans() -> None:
    document = {"resourceSpans": [resource(one_span(every_kind_of_attribute()))]}
    as_json = read_json_export(json.dumps(document).encode())
    as_protobuf = read_protobuf_export(protobuf(document))
    assert as_json.faults == []
    assert as_json.spans == as_protobuf.spans
    assert as_json.spans[0].attributes == {
        "text": "é", "yes": True, "whole": -5, "real": 0.5, "list": ["a", 1], "map": {"k": "v"}, "none": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"startTimeUnixNano": "soon"}, "startTimeUnixNano"),
        ({"attributes": {"a": 1}}, "no list"),
        ({"attributes": [{"value": {}}]}, "no key"),
        ({"attributes": [{"key": "a", "value": "bare"}]}, "AnyValue"),
        ({"attributes": [{"key": "a", "value": {"intValue": "x"}}]}, "intValue"),
        ({"attributes": [{"key": "a", "value": {"doubleValue": "x"}}]}, "no number"),
        ({"traceId": 5}, "traceId"),
        ({"status": "OK"}, "status"),
        ({"events": ["e"]}, "event"),
        ({"links": [7]}, "link"),
    ],
)
def test_one_broken_span_of_a_json_export_does_not_spoil_the_others(broken: dict[str, Any], said: str) -> None:
    document = {"resourceSpans": [resource(one_span() | broken, one_span())]}
    export = read_json_export(json.dumps(document).encode())
    assert len(export.spans) == 1
    assert len(export.faults) == 1
    assert said in export.faults[0]


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b'"x"', b'{"resourceLogs": []}', b'{"resourceMetrics": []}', b'{"a": NaN}', b"\xff"]
)
def test_a_body_that_is_no_trace_export_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(AppError):
        read_json_export(body)


@pytest.mark.parametrize(
    "body", [b"{}", b'{"resourceSpans": []}', b'{"resourceSpans": [{"scopeSpans": [{"spans": null}]}]}']
)
def test_an_empty_export_is_well(body: bytes) -> None:
    assert read_json_export(body).spans == []


@pytest.mark.parametrize("with_trace", [True, False])
def test_a_logs_export_sent_to_the_traces_path_is_told_apart(with_trace: bool) -> None:
    request = ExportLogsServiceRequest()
    record = request.resource_logs.add().scope_logs.add().log_records.add()
    record.time_unix_nano = 1_790_000_000_000_000_000
    record.body.string_value = "hello"
    if with_trace:
        record.trace_id, record.span_id = b"\xaa" * 16, b"\xbb" * 8
    body = request.SerializeToString()
    if with_trace:  # the ids stand where a span has its attributes
        with pytest.raises(BadExport, match="logs export"):
            read_protobuf_export(body)
    else:
        assert looks_like_logs(read_protobuf_export(body).spans)


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_export_or_a_clear_error(body: bytes) -> None:
    for read in (read_json_export, read_protobuf_export):
        with suppress(AppError):
            read(body)


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text("abc", max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "resourceSpans",
                        "scopeSpans",
                        "spans",
                        "attributes",
                        "key",
                        "value",
                        "arrayValue",
                        "values",
                        "kvlistValue",
                        "intValue",
                        "resource",
                        "scope",
                        "events",
                        "links",
                        "status",
                        "code",
                        "traceId",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_any_json_is_an_export_or_a_clear_error(document: Any) -> None:
    with suppress(AppError):
        read_json_export(json.dumps(document).encode())


def one_span(attributes: list[Any] | None = None) -> dict[str, Any]:
    return {
        "traceId": "a" * 32, "spanId": "b" * 16, "parentSpanId": "c" * 16, "name": "call",
        "startTimeUnixNano": "1790000000000000000", "endTimeUnixNano": "1790000000500000000",
        "attributes": attributes or [], "status": {"code": 2, "message": "no"},
        "events": [{"name": "exception", "timeUnixNano": "1790000000000001000", "attributes": []}],
        "links": [{"traceId": "d" * 32, "spanId": "e" * 16}],
    }  # fmt: skip


def every_kind_of_attribute() -> list[dict[str, Any]]:
    return [
        {"key": "text", "value": {"stringValue": "é"}},
        {"key": "yes", "value": {"boolValue": True}},
        {"key": "whole", "value": {"intValue": "-5"}},
        {"key": "real", "value": {"doubleValue": 0.5}},
        {"key": "list", "value": {"arrayValue": {"values": [{"stringValue": "a"}, {"intValue": "1"}]}}},
        {"key": "map", "value": {"kvlistValue": {"values": [{"key": "k", "value": {"stringValue": "v"}}]}}},
        {"key": "none", "value": {}},
    ]


def resource(*spans: dict[str, Any]) -> dict[str, Any]:
    return {
        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "app"}}]},
        "scopeSpans": [{"scope": {"name": "lib"}, "spans": list(spans)}],
    }


def protobuf(document: dict[str, Any]) -> bytes:
    """The same export in protobuf: its JSON reader wants ids in base64, OTLP writes them in hex."""
    import base64

    def based(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: base64.b64encode(bytes.fromhex(item)).decode()
                if key.lower().endswith(("traceid", "spanid"))
                else based(item)
                for key, item in value.items()
            }
        return [based(item) for item in value] if isinstance(value, list) else value

    return ParseDict(based(document), ExportTraceServiceRequest()).SerializeToString()
