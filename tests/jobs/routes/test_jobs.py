"""Jobs and schedules over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.harness.house import TestHouse
from tests.jobs.kinds import enqueue, jobs_of, kind, quick, running_worker, wait_until
from volano_server.access import Admission
from volano_server.jobs import ROUTERS, JobService, ScheduleService

JOBS = jobs_of(kind(lambda context: context.step("one", lambda: {"n": 1}), "test:steps"))


@pytest.fixture
def jobs_house(house: TestHouse) -> TestHouse:
    """The house with the kinds of the tests in place of the platform's own."""
    database = house.house.database
    house.house.services |= {JobService: JOBS, ScheduleService: ScheduleService(JOBS, Admission(database))}
    known = {getattr(route, "path", "") for route in house.app.router.routes}
    for router in ROUTERS:
        fresh = [route for route in router.routes if getattr(route, "path", "") not in known]
        house.app.router.routes[:0] = fresh
    return house


def make(house: TestHouse, name: str = "test:double", **options: Any) -> str:
    return enqueue(house.house.database, JOBS, name, subject=house.subject("editor"), **options)


def test_a_viewer_sees_jobs_and_may_not_touch_them(jobs_house: TestHouse) -> None:
    job_id = make(jobs_house, priority=2)
    viewer = jobs_house.client("viewer")
    listed = viewer.get("/api/v1/jobs").json()
    assert [item["id"] for item in listed["items"]] == [job_id]
    assert listed["next_cursor"] is None
    shown = viewer.get(f"/api/v1/jobs/{job_id}").json()
    assert shown["args"] == {"number": 1, "note": ""}
    assert (shown["state"], shown["priority"], shown["owner"]) == ("queued", 2, "editor")
    assert shown["waiting_for"] == "no worker is running"
    assert shown["created_at"].endswith("Z")
    for verb in ("cancel", "retry"):
        assert viewer.post(f"/api/v1/jobs/{job_id}/{verb}").status_code == 403


def test_a_stranger_finds_nothing(jobs_house: TestHouse) -> None:
    job_id = make(jobs_house)
    stranger = jobs_house.client(jobs_house.stranger)
    assert stranger.get("/api/v1/jobs").json()["items"] == []
    assert stranger.get(f"/api/v1/jobs/{job_id}").status_code == 404
    for verb in ("cancel", "retry"):
        assert stranger.post(f"/api/v1/jobs/{job_id}/{verb}").status_code == 404
    assert jobs_house.client("viewer").get(f"/api/v1/jobs/{job_id}").json()["state"] == "queued"


def test_pages_and_filters(jobs_house: TestHouse) -> None:
    made = [make(jobs_house, queue=f"q{n % 2}") for n in range(5)]
    client = jobs_house.client("viewer")
    first = client.get("/api/v1/jobs", params={"limit": 3}).json()
    second = client.get("/api/v1/jobs", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [item["id"] for item in first["items"] + second["items"]] == sorted(made, reverse=True)
    assert len(client.get("/api/v1/jobs", params={"queue": "q1"}).json()["items"]) == 2
    assert client.get("/api/v1/jobs", params={"state": "dead"}).json()["items"] == []
    for bad in ({"state": "sleeping"}, {"limit": 0}, {"cursor": "???"}, {"cursor": "WzFd"}):
        assert client.get("/api/v1/jobs", params=bad).status_code == 422


def test_cancel_and_retry_answer_with_the_job_and_refuse_with_a_hint(jobs_house: TestHouse) -> None:
    client, job_id = jobs_house.client("editor"), make(jobs_house)
    refused = client.post(f"/api/v1/jobs/{job_id}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "job_not_retryable")
    assert refused.json()["hint"]
    assert client.post(f"/api/v1/jobs/{job_id}/cancel").json()["state"] == "cancelled"
    assert client.post(f"/api/v1/jobs/{job_id}/retry").json()["state"] == "queued"
    missing = client.post("/api/v1/jobs/none/cancel")
    assert (missing.status_code, missing.json()["code"]) == (404, "job_not_found")


def test_a_finished_job_shows_its_result_and_steps_and_workers_are_listed(jobs_house: TestHouse) -> None:
    client, job_id = jobs_house.client("editor"), make(jobs_house, "test:steps")
    with running_worker(jobs_house.house.database, quick(jobs_house.house.settings), JOBS):
        wait_until(lambda: client.get(f"/api/v1/jobs/{job_id}").json()["state"] == "succeeded")
        (worker,) = client.get("/api/v1/workers").json()["items"]
        assert "test:steps" in worker["kinds"]
    shown = client.get(f"/api/v1/jobs/{job_id}").json()
    assert shown["result"] == {"n": 1}
    assert [(step["name"], step["result"]) for step in shown["steps"]] == [("one", {"n": 1})]
    assert client.get("/api/v1/workers").json() == {"items": []}


def schedule(client: TestClient, **changes: Any) -> Any:
    body = {"name": "nightly", "kind": "test:double", "cron": "0 3 * * *", "timezone": "Europe/Berlin"} | changes
    return client.post("/api/v1/schedules", json=body)


def test_a_schedule_is_made_changed_and_removed(jobs_house: TestHouse) -> None:
    client = jobs_house.client("editor")
    made = schedule(client)
    assert made.status_code == 201
    path = f"/api/v1/schedules/{made.json()['id']}"
    seen = client.get(path)
    assert (seen.headers["etag"], seen.json()["owner"]) == ('"1"', "editor")
    changed = client.patch(path, json={"every_seconds": 3600}, headers={"If-Match": '"1"'})
    assert (changed.json()["cron"], changed.json()["every_seconds"], changed.json()["revision"]) == (None, 3600, 2)
    stale = client.patch(path, json={"enabled": False}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "schedule_changed")
    assert [item["name"] for item in client.get("/api/v1/schedules").json()["items"]] == ["nightly"]
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cron": "often"}, "invalid_schedule"),
        ({"every_seconds": 60}, "invalid_schedule"),
        ({"cron": None}, "invalid_schedule"),
        ({"timezone": "Nowhere"}, "invalid_schedule"),
        ({"kind": "test:crash"}, "not_schedulable"),
        ({"kind": "no:kind"}, "unknown_job_kind"),
        ({"args": {"number": "x"}}, "invalid_job_args"),
        ({"args": []}, "bad_input"),
        ({"owner": "me"}, "bad_input"),
        ({"name": "../etc"}, "invalid_name"),
    ],
)
def test_a_bad_schedule_is_refused(jobs_house: TestHouse, changes: dict[str, Any], code: str) -> None:
    answer = schedule(jobs_house.client("editor"), **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert jobs_house.client("viewer").get("/api/v1/schedules").json()["items"] == []


@pytest.mark.parametrize("body", [{"enabled": None}, {"timezone": None}, {"args": None}, {"cron": 5}])
def test_a_change_to_nothing_is_refused(jobs_house: TestHouse, body: dict[str, Any]) -> None:
    client = jobs_house.client("editor")
    path = f"/api/v1/schedules/{schedule(client).json()['id']}"
    assert client.patch(path, json=body).status_code == 422
    assert client.get(path).json()["revision"] == 1
