"""A monitor's life by the routes a user takes: made, looking by itself, alert taken, closed, firing again."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.harness.house import TestHouse
from tests.monitoring.conftest import WINDOW, Watch
from volano_server.kit.clock import SECOND, now


def attacked(watch: Watch) -> None:
    """Nothing; there is a caller to act on."""
    watch.traffic.call("bad", 0, 6, attack=True)
    watch.look(act=False)
    assert watch.status["status"] == "firing"


def test_an_alert_is_taken_closed_and_fires_again_while_the_cause_lasts(watch: Watch) -> None:
    attacked(watch)
    assert watch.shop.post("/monitors/abuse/acknowledge", {})["status"] == "acknowledged"
    assert watch.shop.post("/monitors/abuse/close", {"reason": "our own test"})["status"] == "resolved"
    for late in ("acknowledge", "close"):
        answer = watch.shop.http.post(f"/api/v1/monitors/abuse/{late}", json={"reason": "x"})
        assert (answer.status_code, answer.json()["code"]) == (409, "not_firing")
    looked = now() // SECOND
    while now() // SECOND == looked:  # alerts count in seconds: a second look within one says nothing new
        threading.Event().wait(0.05)
    assert watch.shop.finish(watch.shop.post("/monitors/abuse/look", {}))["status"] == "firing"
    told = [(one["status"], one["incident"]) for one in watch.shop.get("/alerts")["items"]]
    assert told == [("firing", 2), ("resolved", 1), ("acknowledged", 1), ("firing", 1)]
    assert "our own test" in watch.shop.get("/alerts")["items"][1]["summary"]


def test_closing_needs_a_reason_and_the_right(watch: Watch, house: TestHouse) -> None:
    attacked(watch)
    assert watch.shop.http.post("/api/v1/monitors/abuse/close", json={}).status_code == 422
    viewer = house.client("viewer").post("/api/v1/monitors/abuse/close", json={"reason": "x"})
    assert viewer.status_code == 403


def test_a_monitor_that_looks_by_itself_takes_its_schedule_with_it(watch: Watch) -> None:
    body: dict[str, Any] = {
        "name": "abuse", "endpoint": "mail", "every_seconds": 300,
        "parameters": {"kind": "abuse", "window_seconds": WINDOW},
    }  # fmt: skip
    watch.shop.post("/monitors", body)
    (schedule,) = watch.shop.get("/schedules")["items"]
    assert (schedule["name"], schedule["kind"], schedule["every_seconds"]) == ("monitor-abuse", "monitoring:look", 300)
    assert watch.shop.http.post("/api/v1/monitors", json=body).status_code == 409
    assert watch.shop.http.delete("/api/v1/monitors/abuse").status_code == 204
    assert watch.shop.get("/schedules")["items"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"endpoint": "nowhere"}, "endpoint_not_found"),
        ({"parameters": {"kind": "input_drift", "dataset": "none@1", "column": "text"}}, "asset_not_found"),
        ({"every_seconds": 1}, "bad_input"),
    ],
)
def test_a_monitor_of_nothing_is_refused(watch: Watch, change: dict[str, Any], code: str) -> None:
    body = {"name": "abuse", "endpoint": "mail", "parameters": {"kind": "abuse"}}
    answer = watch.shop.http.post("/api/v1/monitors", json=body | change)
    assert answer.json()["code"] == code
