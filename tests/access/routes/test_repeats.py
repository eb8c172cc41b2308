"""Requests sent twice: at the same moment, with another body, after a crash; and changes made on what somebody saw."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.harness.house import TestHouse
from volano_server.config import Settings
from volano_server.db import events
from volano_server.kit.subject import system_subject

ROOT = Path(__file__).parents[3]
RUN = {"kind": "other", "name": "once"}


def at_once(count: int, ask: Callable[[int], Any]) -> list[Any]:
    """What `count` threads got that asked at the same moment."""
    start, answers = threading.Barrier(count), [None] * count

    def work(number: int) -> None:
        start.wait()
        answers[number] = ask(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def post(client: TestClient, body: Any, key: str, path: str = "/api/v1/runs") -> Any:
    return client.post(path, json=body, headers={"Idempotency-Key": key})


def runs_of(house: TestHouse) -> int:
    return len(house.client("admin").get("/api/v1/runs").json()["items"])


def events_of(house: TestHouse, action: str) -> int:
    statement = select(events.c.seq).where(events.c.action == action)
    return len(house.house.database.read(system_subject("test"), lambda tx: tx.rows(statement)))


def test_one_key_sent_by_many_at_the_same_moment_takes_effect_once(house: TestHouse) -> None:
    clients = [house.client("editor") for _ in range(6)]
    answers = at_once(6, lambda number: post(clients[number], RUN, "same"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert (runs_of(house), events_of(house, "run:start")) == (1, 1)


def test_of_two_bodies_under_one_key_at_the_same_moment_one_is_refused(house: TestHouse) -> None:
    clients = [house.client("editor") for _ in range(4)]
    answers = at_once(4, lambda number: post(clients[number], RUN | {"name": f"n{number % 2}"}, "same"))
    codes = sorted(answer.status_code for answer in answers)
    assert codes in ([201, 201, 409, 409], [201, 201, 422, 422])
    refused = next(answer.json() for answer in answers if answer.status_code >= 400)
    assert (refused["code"], bool(refused["hint"])) == ("idempotency_mismatch", True)
    assert runs_of(house) == 1


def test_a_key_belongs_to_one_caller_one_address_and_one_query(house: TestHouse) -> None:
    first, second = house.client("editor"), house.client("maintainer")
    assert post(first, RUN, "k").json()["id"] != post(second, RUN, "k").json()["id"]
    other = post(first, {"messages": [{"role": "user", "content": "x"}]}, "k", "/api/v1/prompts/triage/versions")
    assert other.json()["code"] == "idempotency_mismatch"
    assert post(first, RUN, "k", "/api/v1/runs?x=1").json()["code"] == "idempotency_mismatch"


def test_a_refused_request_does_not_use_its_key_up(house: TestHouse) -> None:
    client = house.client("editor")
    assert post(client, RUN | {"name": ""}, "k").status_code == 422
    path = "/api/v1/datasets/mails@1/profile"
    assert post(client, {}, "other", path).status_code == 404
    assert post(client, RUN, "k").status_code == 201


def test_a_file_sent_again_under_a_used_key_is_kept(house: TestHouse) -> None:
    client, headers = house.client("editor"), {"Idempotency-Key": "k"}
    sent = [client.put("/api/v1/uploads?name=a", content=text, headers=headers).json() for text in (b"one", b"two")]
    assert sent[0]["digest"] != sent[1]["digest"]
    assert events_of(house, "upload:put") == 2


def test_a_server_killed_between_commit_and_answer_repeats_the_answer_not_the_effect(
    house: TestHouse, settings: Settings
) -> None:
    script = f"""
import os, signal, sys
import volano_server.app.tables
from starlette.testclient import TestClient
from volano_server.app.build import build_app, build_house, with_front_door
from volano_server.config import Settings
house = build_house(Settings.model_validate_json(sys.stdin.read()))
app = build_app(house)
app.state.after_write = [lambda: os.kill(os.getpid(), signal.SIGKILL)]
client = TestClient(with_front_door(app, house.settings), base_url="http://127.0.0.1:8700")
headers = {{"Authorization": "Bearer {house.members["editor"].key}", "Idempotency-Key": "k"}}
client.post("/api/v1/runs", json={RUN!r}, headers=headers)
"""
    dying = [sys.executable, "-c", script]
    done = subprocess.run(dying, input=settings.model_dump_json().encode(), cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert (runs_of(house), events_of(house, "run:start")) == (1, 1)
    answer = post(house.client("editor"), RUN, "k")
    assert (answer.status_code, answer.json()["name"]) == (201, "once")
    assert (runs_of(house), events_of(house, "run:start")) == (1, 1)
    assert os.getpid() > 0


@pytest.fixture
def pointed(house: TestHouse) -> TestHouse:
    """A prompt with three versions and an alias at the first, at revision 1."""
    client = house.client("maintainer")
    for number in range(3):
        body = {"messages": [{"role": "user", "content": f"say {number}"}]}
        assert client.post("/api/v1/prompts/triage/versions", json=body).status_code == 201
    assert client.put("/api/v1/assets/prompt/triage/aliases/stable", json={"to": "1"}).status_code == 200
    return house


def test_of_changes_made_on_one_revision_at_the_same_moment_one_counts(pointed: TestHouse) -> None:
    clients = [pointed.client("maintainer") for _ in range(4)]
    path = "/api/v1/assets/prompt/triage/aliases/stable"
    seen = clients[0].get(path).headers["etag"]

    def move(number: int) -> Any:
        return clients[number].put(path, json={"to": str(2 + number % 2)}, headers={"If-Match": seen})

    codes = sorted(answer.status_code for answer in at_once(4, move))
    assert codes == [200, 412, 412, 412]
    assert events_of(pointed, "alias:set") == 2


@pytest.mark.parametrize("given", ["7", '"7"', 'W/"1"', '"x"', "1, 2", '"9999999999999"', '"-1"', ""])
def test_an_etag_that_is_not_the_present_one_changes_nothing(pointed: TestHouse, given: str) -> None:
    path = "/api/v1/assets/prompt/triage/aliases/stable"
    answer = pointed.client("maintainer").put(path, json={"to": "2"}, headers={"If-Match": given})
    assert (answer.status_code, bool(answer.json()["hint"])) == (412, True)
    assert pointed.client("admin").get(path).json()["number"] == 1
