"""Telemetry over HTTP, as exporters and people use it."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tests.harness.house import TestHouse
from tests.telemetry.domain.test_otlp import one_span, protobuf, resource
from volano_server.app.build import with_front_door
from volano_server.kit.clock import now
from volano_server.telemetry.service import MAX_BODY

PROTOBUF = {"Content-Type": "application/x-protobuf"}


def export(*spans: dict[str, Any]) -> dict[str, Any]:
    times = {"startTimeUnixNano": str((now() - 1_000_000) * 1000), "endTimeUnixNano": str(now() * 1000)}
    return {"resourceSpans": [resource(*(one_span() | times | span for span in spans))]}


def count(house: TestHouse) -> int:
    return int(house.client("viewer").get("/api/v1/spans/count").json()["count"])


def test_a_json_export_is_answered_in_json_and_counted(house: TestHouse) -> None:
    answer = house.client("editor").post("/v1/traces", json=export({}, {"spanId": "d" * 16}))
    assert (answer.status_code, answer.json(), answer.headers["content-type"]) == (200, {}, "application/json")
    assert count(house) == 2


def test_a_protobuf_export_is_answered_in_protobuf_with_what_was_rejected(house: TestHouse) -> None:
    body = gzip.compress(protobuf(export({}, {"traceId": "0" * 32})))
    answer = house.client("editor").post("/v1/traces", content=body, headers=PROTOBUF | {"Content-Encoding": "gzip"})
    found = ExportTraceServiceResponse.FromString(answer.content)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-protobuf")
    assert found.partial_success.rejected_spans == 1
    assert "trace id" in found.partial_success.error_message
    assert count(house) == 1


JSON = {"Content-Type": "application/json"}
BAD = [
    (b"\xff\xff", PROTOBUF, 400, b"protobuf"),
    (b"{}", {"Content-Type": "text/plain"}, 415, b"content type"),
    (b"x", PROTOBUF | {"Content-Encoding": "br"}, 415, b"encoding"),
    (b"[]", JSON, 400, b"JSON object"),
    (b'{"resourceLogs": []}', JSON, 400, b"/v1/logs"),
    (b"x" * (MAX_BODY + 1), PROTOBUF, 413, b"smaller"),
]


def test_a_bad_export_gets_a_status_that_no_exporter_tries_again(house: TestHouse, subtests: pytest.Subtests) -> None:
    for body, headers, status, said in BAD:
        with subtests.test(f"{body[:30]!r} {headers}"):
            answer = house.client("editor").post("/v1/traces", content=body, headers=headers)
            assert (answer.status_code, said in answer.content) == (status, True), answer.content
    assert count(house) == 0


def test_exports_need_a_key_with_the_right_and_stay_in_its_workspace(house: TestHouse) -> None:
    assert house.client(None).post("/v1/traces", json=export({})).status_code == 401
    assert house.client("viewer").post("/v1/traces", json=export({})).status_code == 403
    assert house.client(house.stranger).post("/v1/traces", json=export({})).status_code == 200
    assert count(house) == 0
    assert house.client("viewer").get(f"/api/v1/traces/{'a' * 32}").status_code == 404


def test_an_official_exporter_delivers_what_the_sdk_recorded(house: TestHouse) -> None:
    with served(house) as address:
        exporter = OTLPSpanExporter(
            f"{address}/v1/traces",
            headers={"Authorization": f"Bearer {house.members['editor'].key}"},
            compression=Compression.Gzip,
        )
        provider = TracerProvider(resource=Resource({"service.name": "app"}))
        provider.add_span_processor(BatchSpanProcessor(exporter))
        tracer = provider.get_tracer("test")
        with tracer.start_as_current_span("root"):
            for _ in range(20):
                with tracer.start_as_current_span("chat m") as span:
                    span.set_attributes({"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 7})
                    span.set_attribute("gen_ai.input.messages", json.dumps([{"role": "user", "parts": []}]))
        assert provider.force_flush(30_000)
        assert count(house) == 21
        provider.shutdown()
    client = house.client("viewer")
    listed = client.get("/api/v1/traces", params={"service": "app"}).json()["items"]
    assert [(trace["name"], trace["spans"], trace["input_tokens"]) for trace in listed] == [("root", 21, 140)]
    trace = client.get(f"/api/v1/traces/{listed[0]['trace_id']}").json()
    assert [span["depth"] for span in trace["spans"]] == [0] + [1] * 20
    assert trace["spans"][1]["input"] == [{"role": "user", "parts": []}]
    one = client.get(f"/api/v1/traces/{listed[0]['trace_id']}/spans/{trace['spans'][1]['span_id']}").json()
    assert (one["kind"], one["principal_name"], one["payload"]) == ("llm", "editor", "full")


def test_statistics_and_scores_are_read_over_http(house: TestHouse) -> None:
    call = {"attributes": [{"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}], "status": {}}
    house.client("editor").post("/v1/traces", json=export(call))
    stats = house.client("viewer").get("/api/v1/traces/stats", params={"by": "model"}).json()
    assert [(series["value"], series["total"]["requests"]) for series in stats["series"]] == [(None, 1)]
    score = {"target": {"trace_id": "a" * 32}, "name": "good", "value": 1, "source": "human", "key": "k"}
    annotator = house.client("annotator")
    assert annotator.post("/api/v1/scores", json={"scores": [score]}).json() == {"accepted": 1, "repeated": 0}
    assert annotator.post("/api/v1/scores", json={"scores": [score]}).json() == {"accepted": 0, "repeated": 1}
    assert house.client("viewer").post("/api/v1/scores", json={"scores": [score]}).status_code == 403
    found = house.client("viewer").get("/api/v1/scores", params={"trace_id": "a" * 32}).json()["items"]
    assert [(one["name"], one["author"]) for one in found] == [("good", "annotator")]
    assert house.client(house.stranger).get("/api/v1/scores").json()["items"] == []


NONSENSE = [
    "traces?since=today", "traces?status=odd", "traces?cursor=x", "traces?limit=0", "traces?min_latency_ms=-1",
    "traces/stats?by=moon", "traces/stats?since=2000-01-01T00:00:00Z", "spans?kind=odd", "scores?cursor=x",
    "scores?source=odd",
]  # fmt: skip


def test_a_question_that_makes_no_sense_is_refused(house: TestHouse, subtests: pytest.Subtests) -> None:
    for path in NONSENSE:
        with subtests.test(path):
            answer = house.client("viewer").get(f"/api/v1/{path}")
            assert answer.status_code == 422
            assert answer.json()["hint"]


@contextmanager
def served(house: TestHouse) -> Iterator[str]:
    """The address of a real server on loopback."""
    sock = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(with_front_door(house.app, house.house.settings), log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        sock.close()
