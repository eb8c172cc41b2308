"""The live stream over a real connection: exact resumption, and an end when the right to read ends."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from tests.events.factories import wait_until
from tests.harness.house import Member, TestHouse
from volano_server.access import KeyService, PeopleService, SessionService
from volano_server.app.build import with_front_door
from volano_server.config import Settings
from volano_server.db import open_database
from volano_server.events import EventFeed


@dataclass
class Street:
    """A house with its door on a real port."""

    house: TestHouse
    port: int

    @contextmanager
    def stream(self, who: Member | None = None, query: str = "", **headers: str) -> Iterator[Stream]:
        """An open event stream of a member (the editor, unless told)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = (who or self.house.members["editor"]).headers if "Cookie" not in headers else {}
        sent = {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection.request("GET", f"/api/v1/events/stream{query}", headers=sent)
        answer = connection.getresponse()
        try:
            yield Stream(answer)
        finally:
            answer.close()
            connection.close()

    def record(self, count: int = 1, role: str = "admin", action: str = "note:add") -> None:
        subject, kind = self.house.subject(role), action.partition(":")[0]
        for number in range(count):
            self.house.house.database.write(subject, lambda tx, n=number: tx.record(action, kind, str(n)))  # type: ignore[misc]


class Stream:
    """Reads frames as a browser's EventSource does."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status = answer.status
        self.answer = answer

    def frame(self) -> dict[str, str]:
        """The next frame that is not a comment; empty at the end of the stream."""
        found: dict[str, str] = {}
        while line := self.answer.readline().decode():
            if line == "\n" and found:
                return found
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                found[name] = value
        return found

    def event(self) -> dict[str, Any]:
        """The content of the next event."""
        while "data" not in (found := self.frame()):
            assert found, "the stream has ended"
        return {"frame": found, **json.loads(found["data"])}


@pytest.fixture
def street(house: TestHouse) -> Iterator[Street]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        config = uvicorn.Config(
            with_front_door(house.app, house.house.settings),
            log_config=None,
            lifespan="on",
            timeout_graceful_shutdown=5,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        wait_until(lambda: server.started)
        yield Street(house, port)
        house.house.services[EventFeed].close()
        server.should_exit = True
        thread.join(timeout=30)
        assert not thread.is_alive()


def test_events_come_live_in_order_with_their_numbers(street: Street) -> None:
    with street.stream() as stream:
        assert stream.status == 200
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        assert stream.answer.headers["cache-control"] == "no-store"
        start = int(stream.frame()["id"])
        street.record(3)
        events = [stream.event() for _ in range(3)]
    assert [event["seq"] for event in events] == [start + 1, start + 2, start + 3]
    assert [event["frame"]["id"] for event in events] == [str(event["seq"]) for event in events]
    assert events[0]["action"] == "note:add"
    assert not {"ip", "hash", "prev_hash"} & set(events[0])


def test_a_reader_who_comes_back_misses_nothing_and_gets_nothing_twice(street: Street) -> None:
    with street.stream() as stream:
        stream.frame()
        street.record(2)
        last = stream.event()["seq"]
    street.record(450)
    with street.stream(Last_Event_ID=str(last)) as stream:
        seqs = [stream.event()["seq"] for _ in range(451)]
    assert seqs == list(range(last + 1, last + 452))


def test_a_reader_who_saw_no_event_yet_comes_back_to_where_it_began(street: Street) -> None:
    with street.stream() as stream:
        start = stream.frame()["id"]
    street.record()
    with street.stream(Last_Event_ID=start) as stream:
        assert stream.event()["seq"] == int(start) + 1


def test_a_commit_of_another_process_is_noticed(street: Street, settings: Settings) -> None:
    elsewhere = open_database(settings)
    try:
        with street.stream() as stream:
            stream.frame()
            subject = street.house.subject()
            elsewhere.write(subject, lambda tx: tx.record("note:add", "note", "from elsewhere"))
            assert stream.event()["object"]["id"] == "from elsewhere"
    finally:
        elsewhere.close()


def test_another_workspaces_events_stay_there(street: Street) -> None:
    with street.stream(street.house.stranger) as theirs, street.stream() as ours:
        theirs.frame()
        ours.frame()
        street.record()
        assert ours.event()["action"] == "note:add"
        street.house.client(street.house.stranger).post("/api/v1/keys", json={"name": "k", "role": "viewer"})
        assert theirs.event()["action"] == "key:create"


def test_only_the_wanted_kinds_are_shown(street: Street) -> None:
    with street.stream(query="?object_kind=note&object_kind=other") as stream:
        stream.frame()
        street.record(action="noise:make")
        street.record()
        street.record(action="other:add")
        assert [stream.event()["action"] for _ in range(2)] == ["note:add", "other:add"]


def test_a_number_from_the_future_is_answered_with_a_reset(street: Street) -> None:
    with street.stream(Last_Event_ID="999999") as stream:
        stream.frame()
        assert stream.frame()["event"] == "reset"
        street.record()
        assert stream.event()["action"] == "note:add"


def test_a_position_that_is_no_number_is_refused(street: Street) -> None:
    for position in ("x", "-1", "9" * 30, "1.5"):
        with street.stream(Last_Event_ID=position) as stream:
            assert stream.status == 422


def end_of(stream: Stream) -> str:
    """Why the stream has ended."""
    while (found := stream.frame()).get("event") != "end":
        assert found, "the stream ended without a word"
    assert stream.frame() == {}
    return str(json.loads(found["data"])["code"])


def test_a_revoked_key_ends_its_open_stream(street: Street) -> None:
    admin = street.house.client("admin")
    made = admin.post("/api/v1/keys", json={"name": "watch", "role": "viewer"}).json()
    reader = Member("x", "x", "viewer", street.house.workspace_id, made["key"])
    with street.stream(reader) as stream:
        stream.frame()
        assert admin.delete(f"/api/v1/keys/{made['id']}").status_code == 204
        assert end_of(stream) == "invalid_key"


def test_a_removed_member_and_a_scoped_down_role_end_the_stream(street: Street) -> None:
    editor = street.house.members["editor"]
    with street.stream(editor) as stream:
        stream.frame()
        street.house.client("admin").delete(f"/api/v1/members/{editor.id}")
        assert end_of(stream) == "invalid_key"


def test_a_session_that_ends_ends_its_stream_within_seconds(street: Street) -> None:
    sessions: SessionService = street.house.house.services[SessionService]
    token = sessions.make_sign_in_token(street.house.members["viewer"].id)
    browser = street.house.client(None)
    csrf = browser.post("/api/v1/session/token", json={"token": token}).json()["csrf_token"]
    cookie = f"volano_session={browser.cookies['volano_session']}"
    with street.stream(query="?workspace=default", Cookie=cookie) as stream:
        assert stream.status == 200
        stream.frame()
        assert browser.delete("/api/v1/session", headers={"X-CSRF-Token": csrf}).status_code == 204
        assert end_of(stream) == "sign_in_required"


def test_leaving_one_workspace_does_not_turn_the_stream_to_another(street: Street) -> None:
    people: PeopleService = street.house.house.services[PeopleService]
    viewer = street.house.subject("viewer")
    people.create_workspace(viewer, "own", "")
    sessions: SessionService = street.house.house.services[SessionService]
    browser = street.house.client(None)
    browser.post("/api/v1/session/token", json={"token": sessions.make_sign_in_token(viewer.id)})
    with street.stream(Cookie=f"volano_session={browser.cookies['volano_session']}") as stream:
        stream.frame()
        street.house.client("admin").delete(f"/api/v1/members/{viewer.id}")
        assert end_of(stream) == "workspace_not_found"


def test_an_open_stream_does_not_keep_its_key_in_use(street: Street) -> None:
    from sqlalchemy import text

    database = street.house.house.database
    subject = street.house.subject()
    made = database.write(subject, lambda tx: KeyService().create(tx, "watch", "viewer"))
    reader = Member("x", "x", "viewer", street.house.workspace_id, made[1])
    used = text("SELECT last_used_at FROM api_keys WHERE name = 'watch'")
    with street.stream(reader) as stream:
        stream.frame()
        database.write(street.house.subject(), lambda tx: tx.execute(text("UPDATE api_keys SET last_used_at = 1")))
        database.write(street.house.subject(), lambda tx: tx.record("key:note", "key", "1"))
        assert stream.event()["action"] == "key:note"
        assert database.read(subject, lambda tx: tx.value(used)) == 1


def test_closing_the_house_ends_every_stream_and_the_server_stops(street: Street) -> None:
    with street.stream() as stream:
        stream.frame()
        street.house.house.services[EventFeed].close()
        assert stream.frame() == {}


def test_a_reader_who_goes_away_frees_the_place(street: Street) -> None:
    feed: EventFeed = street.house.house.services[EventFeed]
    with street.stream() as stream:
        stream.frame()
        assert feed.streams == 1
    street.record()
    wait_until(lambda: feed.streams == 0)


def test_streams_beyond_the_bound_are_refused(street: Street) -> None:
    from contextlib import ExitStack

    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(street.stream()).frame()
        with street.stream() as one_more:
            assert one_more.status == 429
            assert one_more.answer.headers["retry-after"]
