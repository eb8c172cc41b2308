"""The way in for OTLP: what is taken, what is refused, and how much of it is held."""

from __future__ import annotations

import gzip
import json
import threading
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.telemetry.conftest import ANNA, Rig
from tests.telemetry.domain.test_otlp import one_span, protobuf, resource
from volano_server.kit.clock import now
from volano_server.kit.errors import AppError
from volano_server.telemetry import OtlpIntake, TelemetryService
from volano_server.telemetry.domain.spans import PreparedSpan
from volano_server.telemetry.errors import BadExport, ExportTooLarge, IntakeFull, UnsupportedExport
from volano_server.telemetry.service import OtlpAnswer
from volano_server.telemetry.service import otlp as module

JSON, PROTOBUF = "application/json", "application/x-protobuf"


def export(rig: Rig, *spans: dict[str, Any]) -> dict[str, Any]:
    """An export whose spans lie in this hour."""
    timed = {"startTimeUnixNano": str(rig.base * 1000), "endTimeUnixNano": str(rig.base * 1000 + 5_000_000)}
    return {"resourceSpans": [resource(*(one_span() | timed | span for span in spans))]}


def take(rig: Rig, body: bytes, kind: str = JSON, encoding: str = "") -> OtlpAnswer:
    def store(spans: list[PreparedSpan]) -> None:
        rig.database.write(ANNA, lambda tx: rig.telemetry.record_spans(tx, spans))

    return rig.intake.take(body, kind, encoding, store)


KINDS = [JSON, "application/json; charset=utf-8", PROTOBUF, "application/x-protobuf;x=y", "APPLICATION/JSON"]
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes, "identity": bytes, "gzip": gzip.compress, "GZIP": gzip.compress, "deflate": zlib.compress,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", PACKINGS)
def test_an_export_in_any_form_and_packing_is_read(kind: str, encoding: str) -> None:
    moment = str(now() * 1000)
    span = one_span() | {"startTimeUnixNano": moment, "endTimeUnixNano": moment}
    document = {"resourceSpans": [resource(span)]}
    plain = protobuf(document) if "protobuf" in kind else json.dumps(document).encode()
    batch = OtlpIntake(TelemetryService()).read(module.unpack(PACKINGS[encoding](plain), encoding), kind)
    assert (len(batch.spans), batch.faults, batch.notes) == (1, [], [])


@pytest.mark.parametrize("kind", [JSON, PROTOBUF])
def test_an_export_is_stored_when_it_is_answered(rig: Rig, kind: str) -> None:
    document = export(rig, {})
    body = protobuf(document) if kind == PROTOBUF else json.dumps(document).encode()
    assert take(rig, body, kind) == OtlpAnswer(0, "")
    assert rig.read(rig.telemetry.count_spans) == 1


def test_good_spans_are_kept_and_each_bad_one_is_named(rig: Rig) -> None:
    late = {"startTimeUnixNano": str(rig.base * 1000 + 9_000_000)}
    spans: list[dict[str, Any]] = [
        {},
        {"traceId": ""},
        {"spanId": "ab" * 33},
        late,
        {"traceId": "0" * 32},
        {"startTimeUnixNano": "0"},
        {"name": 5},
    ]
    answer = take(rig, json.dumps(export(rig, *spans)).encode())
    assert answer.rejected == 6
    assert "and 1 more" in answer.message
    assert rig.read(rig.telemetry.count_spans) == 1


def test_what_was_cut_is_a_warning_not_a_rejection(rig: Rig) -> None:
    big = [{"key": "big", "value": {"stringValue": "x" * 100_000}}]
    answer = take(rig, json.dumps(export(rig, {"attributes": big})).encode())
    assert (answer.rejected, answer.message) == (0, "1 spans were cut to the size limits")


def test_sending_the_same_export_again_changes_nothing(rig: Rig) -> None:
    body = json.dumps(export(rig, {})).encode()
    take(rig, body)
    assert take(rig, body).rejected == 0
    assert rig.read(rig.telemetry.count_spans) == 1


@pytest.mark.parametrize(
    ("body", "kind", "encoding", "error"),
    [
        (b"{}", "text/plain", "", UnsupportedExport),
        (b"{}", "", "", UnsupportedExport),
        (b"{}", JSON, "br", UnsupportedExport),
        (b"{}", JSON, "gzip", BadExport),
        (gzip.compress(b"{}")[:-4], JSON, "gzip", BadExport),
        (gzip.compress(b"{}") + b"junk", JSON, "gzip", BadExport),
        (b"{", JSON, "", AppError),
        (b"\xff\xff\xff\xff", PROTOBUF, "", BadExport),
        (json.dumps({"resourceLogs": [{}]}).encode(), JSON, "", BadExport),
    ],
)
def test_an_export_that_cannot_be_read_is_refused_whole(
    rig: Rig, body: bytes, kind: str, encoding: str, error: type[AppError]
) -> None:
    with pytest.raises(error):
        take(rig, body, kind, encoding)
    assert rig.read(rig.telemetry.count_spans) == 0


def test_a_gzip_bomb_is_stopped_before_it_unfolds(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNPACKED", 1_000_000)
    bomb = gzip.compress(b" " * 50_000_000)
    with pytest.raises(ExportTooLarge, match="unpacks to over"):
        take(rig, bomb, JSON, "gzip")
    many = gzip.compress(b" " * 100_000) * 100
    with pytest.raises(ExportTooLarge):
        take(rig, many, JSON, "gzip")


def test_several_gzip_members_are_one_body(rig: Rig) -> None:
    plain = json.dumps(export(rig, {})).encode()
    assert take(rig, gzip.compress(plain[:50]) + gzip.compress(plain[50:]), JSON, "gzip").rejected == 0


def test_more_bytes_in_hand_than_allowed_are_answered_with_try_again(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps(export(rig, {})).encode()
    monkeypatch.setattr(module, "MAX_IN_HAND", len(body) * 6)
    inside, done = threading.Event(), threading.Event()

    def slow(_: list[PreparedSpan]) -> None:
        inside.set()
        done.wait(10)

    thread = threading.Thread(target=rig.intake.take, args=(body, JSON, "", slow))
    thread.start()
    inside.wait(10)
    with pytest.raises(IntakeFull) as refused:
        take(rig, body)
    assert refused.value.status == 429
    done.set()
    thread.join()
    assert take(rig, body).rejected == 0
