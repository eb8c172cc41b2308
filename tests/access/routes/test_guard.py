"""The guard: what a route without one, a repeated request, and an If-Match come to."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from fastapi import APIRouter
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute

from tests.harness.house import TestHouse
from volano_server.access import Caller, needs, refuse_unguarded
from volano_server.kit.errors import BadInput

router = APIRouter(prefix="/api/v1/notes")
made: list[str] = []


@router.post("", operation_id="notes:add", status_code=201)
def add_note(caller: Annotated[Caller, needs("runs:write")], body: dict[str, Any]) -> dict[str, Any]:
    if body.get("fail"):
        raise BadInput("told to fail")

    def work(tx: Any) -> dict[str, Any]:
        tx.record("note:add", "note", "1", name=str(body.get("name", "")))
        return {"name": body.get("name"), "at": tx.now()}

    return caller.write(work)


@router.post("/secret", operation_id="notes:secret", status_code=201)
def add_secret(caller: Annotated[Caller, needs("runs:write")]) -> dict[str, Any]:
    return caller.write(lambda tx: {"secret": f"s{tx.now()}"}, replayable=False)


@router.put("", operation_id="notes:put")
def put_note(caller: Annotated[Caller, needs("runs:write")]) -> dict[str, Any]:
    return {"if_match": caller.if_match}


@pytest.fixture
def house(house: TestHouse) -> TestHouse:
    house.app.router.routes[:0] = router.routes
    return house


def count(house: TestHouse) -> int:
    from sqlalchemy import text

    subject = house.subject()
    statement = text("SELECT count(*) FROM events WHERE action = 'note:add'")
    return int(house.house.database.read(subject, lambda tx: tx.value(statement)))


def test_a_repeated_request_gets_the_first_answer_and_has_one_effect(house: TestHouse) -> None:
    client, headers = house.client("editor"), {"Idempotency-Key": "k1"}
    first = client.post("/api/v1/notes", json={"name": "a"}, headers=headers)
    again = client.post("/api/v1/notes", json={"name": "a"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert count(house) == 1
    client.post("/api/v1/notes", json={"name": "a"})
    assert count(house) == 2


def test_the_same_key_for_another_request_is_refused(house: TestHouse) -> None:
    client, headers = house.client("editor"), {"Idempotency-Key": "k1"}
    client.post("/api/v1/notes", json={"name": "a"}, headers=headers)
    other = client.post("/api/v1/notes", json={"name": "b"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert count(house) == 1


def test_a_failed_request_may_be_repeated_with_its_key(house: TestHouse) -> None:
    client, headers = house.client("editor"), {"Idempotency-Key": "k1"}
    assert client.post("/api/v1/notes", json={"fail": True}, headers=headers).status_code == 422
    assert client.post("/api/v1/notes", json={"name": "a"}, headers=headers).status_code == 201


def test_somebody_elses_idempotency_key_is_their_own(house: TestHouse) -> None:
    headers = {"Idempotency-Key": "k1"}
    answers = [house.client(who).post("/api/v1/notes", json={}, headers=headers) for who in ("editor", "admin")]
    answers.append(house.client(house.stranger).post("/api/v1/notes", json={}, headers=headers))
    assert len({answer.json()["at"] for answer in answers}) == 3


def test_a_secret_is_not_answered_twice(house: TestHouse) -> None:
    client, headers = house.client("editor"), {"Idempotency-Key": "k1"}
    assert client.post("/api/v1/notes/secret", headers=headers).status_code == 201
    again = client.post("/api/v1/notes/secret", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "secret_shown_once")


@pytest.mark.parametrize("key", ["x" * 256, "a\tb"])
def test_an_odd_idempotency_key_is_refused(house: TestHouse, key: str) -> None:
    assert house.client().post("/api/v1/notes", json={}, headers={"Idempotency-Key": key}).status_code == 422


def test_if_match_is_read_as_a_revision(house: TestHouse) -> None:
    client = house.client()
    assert client.put("/api/v1/notes", headers={"If-Match": '"7"'}).json() == {"if_match": 7}
    assert client.put("/api/v1/notes").json() == {"if_match": None}
    for odd in ('"x"', '"-1"', "W/x", '"٣"', '"' + "9" * 30 + '"'):
        answer = client.put("/api/v1/notes", headers=[(b"if-match", odd.encode())])
        assert answer.status_code == 412, odd


def test_a_route_without_a_permission_cannot_be_served() -> None:
    open_router = APIRouter()

    @open_router.get("/open")
    def opened() -> None: ...

    async def page(_: Any) -> PlainTextResponse:
        return PlainTextResponse("x")

    for route in (
        open_router.routes[0],
        Route("/raw", page),
        Mount("/sub", PlainTextResponse("x")),
        WebSocketRoute("/ws", page),
    ):
        with pytest.raises(RuntimeError, match="without a permission"):
            refuse_unguarded([route])
    included = APIRouter()
    included.include_router(open_router, prefix="/nested")
    with pytest.raises(RuntimeError, match="without a permission"):
        refuse_unguarded(list(included.routes))


def test_a_permission_that_is_not_in_the_table_stops_the_start() -> None:
    with pytest.raises(RuntimeError, match="notes:fly"):
        needs("notes:fly")
