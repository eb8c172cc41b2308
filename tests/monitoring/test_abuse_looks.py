"""Looks for abuse over real spans of many windows."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.harness.house import TestHouse
from tests.serving.engines.tiny_model import write_tiny_model
from tests.wheel.workshop import Workshop
from volano_server.kit.clock import SECOND, now
from volano_server.telemetry import NewSpan, TelemetryService

WINDOW = 600


class Traffic:
    """Calls of many callers as the gateway traces them, some windows ago."""

    def __init__(self, house: TestHouse) -> None:
        self.house = house
        self.spans: list[NewSpan] = []

    def call(self, caller: str, ago: int, count: int = 1, *, attack: bool = False, tokens: int = 50) -> None:
        """`count` calls in the middle of the window that lies `ago` windows back; 0 is the current one."""
        for number in range(count):
            at = now() - (ago * WINDOW + WINDOW // 2) * SECOND + number
            failed = "content_policy_violation: the input was refused" if attack else ""
            self.spans.append(
                NewSpan(
                    trace_id=secrets.token_hex(16), span_id=secrets.token_hex(8), name="chat mail", kind="llm",
                    started_at=at, ended_at=at + 1000, status="error" if attack else "ok", status_message=failed,
                    service="gateway", endpoint="mail", principal_id=caller, principal_name=caller,
                    input_tokens=tokens, output_tokens=1,
                    attributes={"error.type": "content_policy_violation"} if attack else {},
                    input=[{"role": "user", "content": f"{caller} {secrets.token_hex(8)} {ago} {number}"}],
                )
            )  # fmt: skip

    def keep(self) -> None:
        """Nothing; writes the spans down."""
        telemetry = self.house.house.services[TelemetryService]
        self.house.house.database.write(self.house.subject(), lambda tx: telemetry.record_spans(tx, self.spans))


class Watch:
    """An endpoint and its monitor."""

    def __init__(self, house: TestHouse, shop: Workshop) -> None:
        self.shop, self.traffic = shop, Traffic(house)

    def look(self, **parameters: Any) -> dict[str, dict[str, Any]]:
        """The callers that a look finds conspicuous, by id."""
        self.traffic.keep()
        body = {
            "name": "abuse",
            "endpoint": "mail",
            "parameters": {"kind": "abuse", "window_seconds": WINDOW} | parameters,
        }
        self.shop.post("/monitors", body)
        self.status = self.shop.finish(self.shop.post("/monitors/abuse/look", {}))
        found = self.shop.get("/monitors/abuse/results")["items"][0]["body"]["callers"]
        return {one["principal_id"]: one for one in found}


@pytest.fixture
def watch(house: TestHouse, tmp_path: Any) -> Watch:
    shop = Workshop(house)
    path = tmp_path / "tiny.gguf"
    write_tiny_model(path)
    blob = shop.upload("tiny.gguf", path.read_bytes())["digest"]
    model = {"blob": blob, "license": "test", "source": "test", "context": 64}
    ref = shop.post("/models/tiny/import", model)["ref"]
    shop.post("/endpoints", {"name": "mail", "plan": {"targets": [{"model": ref}]}})
    return Watch(house, shop)


def test_a_slow_attack_over_many_windows_is_found_and_its_caller_held_back(watch: Watch) -> None:
    for ago in range(12):
        watch.traffic.call("slow", ago, 2)
        watch.traffic.call("slow", ago, 1, attack=True)
        watch.traffic.call("honest", ago, 3)
    found = watch.look()
    assert set(found) == {"slow"}
    assert found["slow"]["reasons"] == ["12 guardrail hits in 36 requests over 12 windows"]
    assert watch.status["status"] == "firing"
    assert [one["principal_id"] for one in watch.shop.get("/restrictions")["items"]] == ["slow"]


def test_the_same_attack_is_invisible_to_a_look_without_history(watch: Watch) -> None:
    for ago in range(12):
        watch.traffic.call("slow", ago, 2)
        watch.traffic.call("slow", ago, 1, attack=True)
    assert watch.look(history_windows=0) == {}


def test_a_few_hits_among_much_ordinary_traffic_are_what_a_detector_gets_wrong(watch: Watch) -> None:
    for ago in range(12):
        watch.traffic.call("busy", ago, 40)
        watch.traffic.call("busy", ago, 1, attack=True)
    assert watch.look() == {}


def test_a_caller_who_was_always_busy_is_not_unusual_and_one_who_suddenly_is_stands_out(watch: Watch) -> None:
    for ago in range(1, 20):
        watch.traffic.call("steady", ago, 150)
        watch.traffic.call("sudden", ago, 3)
    watch.traffic.call("steady", 0, 150)
    watch.traffic.call("sudden", 0, 150)
    found = watch.look(act=False)
    assert "steady" not in found
    assert "150 requests" in found["sudden"]["reasons"][0]


def test_attacks_of_a_caller_who_has_gone_are_not_held_against_it_for_ever(watch: Watch) -> None:
    for ago in range(1, 12):
        watch.traffic.call("gone", ago, 1, attack=True)
    watch.traffic.call("honest", 0, 3)
    assert watch.look() == {}
