"""Runs over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.harness.house import TestHouse


@pytest.fixture
def client(house: TestHouse) -> TestClient:
    return house.client("editor")


def start(client: TestClient, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/runs", json={"kind": "tuning", "name": "tune", **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_run_is_started_logged_finished_and_read_over_http(client: TestClient) -> None:
    run = start(client, parameters={"rank": 8}, tags={"team": "a"})
    place = f"/api/v1/runs/{run['id']}"
    points = [{"key": "loss", "value": 2, "step": 0}, {"key": "loss", "value": "NaN", "step": 1}]
    logged = client.post(f"{place}/metrics", json={"points": points})
    assert logged.json() == {
        "accepted": 2, "repeated": 0, "not_finite_count": 1, "not_finite": [{"key": "loss", "step": 1, "value": "NaN"}],
    }  # fmt: skip
    kept = client.post(f"{place}/logs", json={"lines": ["a", {"text": "b", "ts": "2026-11-21T12:00:00Z"}]})
    assert kept.json() == {"accepted": 2, "dropped": 0}
    done = client.patch(place, json={"state": "succeeded", "cost_micros": 5}).json()
    assert (done["state"], done["metrics"]["loss"]["last"], done["cost_micros"]) == ("succeeded", "NaN", 5)
    curve = client.get(f"{place}/metrics", params={"key": "loss"}).json()["curves"][0]
    assert [point["value"] for point in curve["points"]] == [2.0, "NaN"]
    lines = client.get(f"{place}/logs", params={"tail": True}).json()["items"]
    assert [(line["text"], line["ts"]) for line in lines][1] == ("b", "2026-11-21T12:00:00.000000Z")
    assert (
        client.get("/api/v1/runs", params={"tag": "team=a", "state": "succeeded"}).json()["items"][0]["id"] == run["id"]
    )


def test_a_change_with_an_old_etag_is_refused(client: TestClient) -> None:
    place = f"/api/v1/runs/{start(client)['id']}"
    tag = client.get(place).headers["etag"]
    assert client.patch(place, json={"name": "one"}, headers={"If-Match": tag}).status_code == 200
    answer = client.patch(place, json={"name": "two"}, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (412, "run_changed")


def test_a_repeated_request_starts_one_run(client: TestClient) -> None:
    body = {"kind": "other", "name": "once"}
    answers = [client.post("/api/v1/runs", json=body, headers={"Idempotency-Key": "k"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(client.get("/api/v1/runs").json()["items"]) == 1


def test_runs_are_compared_and_deleted(client: TestClient) -> None:
    ids = [start(client, parameters={"rank": rank})["id"] for rank in (8, 16)]
    found = client.get("/api/v1/runs/compare", params={"id": ids}).json()
    assert found["parameters"] == [{"key": "rank", "values": [8, 16], "differs": True}]
    assert client.delete(f"/api/v1/runs/{ids[0]}").status_code == 409
    client.patch(f"/api/v1/runs/{ids[0]}", json={"state": "cancelled"})
    assert client.delete(f"/api/v1/runs/{ids[0]}").status_code == 204
    assert client.get(f"/api/v1/runs/{ids[0]}").status_code == 404


BAD = [
    ("POST", "", {"kind": "party", "name": "x"}, 422, "bad_input"),
    ("POST", "", {"kind": "other", "name": "x", "state": "succeeded"}, 422, "bad_input"),
    ("POST", "", {"kind": "other", "name": "x", "parent_id": "none"}, 404, "run_not_found"),
    ("POST", "", {"kind": "other", "name": "x", "inputs": [{"role": "a", "kind": "dataset", "ref": "no"}]}, 404,
     "asset_not_found"),
    ("POST", "/{id}/metrics", {"points": []}, 422, "bad_input"),
    ("POST", "/{id}/metrics", {"points": [{"key": "a", "value": "soon"}]}, 422, "bad_input"),
    ("POST", "/{id}/metrics", {"points": [{"key": "a\n", "value": 1}]}, 422, "invalid_metric"),
    ("POST", "/{id}/metrics", {"points": [{"key": "a", "value": 1, "ts": "today"}]}, 422, "invalid_run"),
    ("POST", "/{id}/logs", {"lines": ["x"], "stream": "../x"}, 422, "bad_input"),
    ("PATCH", "/{id}", {"state": "paused"}, 422, "bad_input"),
    ("GET", "/{id}/logs?cursor=zzz", None, 422, "invalid_cursor"),
    ("GET", "/{id}/metrics?limit=1", None, 422, "bad_input"),
    ("GET", "/compare?id=a&id=a", None, 422, "invalid_run"),
    ("GET", "?cursor=WyJhIiwxXQ", None, 422, "invalid_cursor"),
]  # fmt: skip


def test_bad_input_gets_a_clear_answer(client: TestClient, subtests: pytest.Subtests) -> None:
    run_id = start(client)["id"]
    for method, path, body, status, code in BAD:
        with subtests.test(f"{method} {path} {body}"):
            answer = client.request(method, "/api/v1/runs" + path.replace("{id}", run_id), json=body)
            assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
            assert answer.json()["hint"]


def test_a_viewer_reads_and_does_not_write_and_a_stranger_sees_nothing(house: TestHouse) -> None:
    run = start(house.client("editor"))
    viewer, stranger = house.client("viewer"), house.client(house.stranger)
    assert viewer.get(f"/api/v1/runs/{run['id']}").status_code == 200
    assert viewer.patch(f"/api/v1/runs/{run['id']}", json={"name": "x"}).status_code == 403
    assert stranger.get(f"/api/v1/runs/{run['id']}").status_code == 404
    assert stranger.patch(f"/api/v1/runs/{run['id']}", json={"name": "x"}).status_code == 404
    assert stranger.get("/api/v1/runs").json()["items"] == []
    assert house.client(None).get(f"/api/v1/runs/{run['id']}").status_code == 401
