"""Whatever stands where a value is expected: a clear refusal or an answer, no crash, nothing unstorable kept."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.walk import Reply, Way, ask_all, every_way
from tests.app.world import World
from tests.harness.house import TestHouse
from volano_server.app.build import with_front_door

DEEP: Any = "end"
for _ in range(70):
    DEEP = [DEEP]
UNSTORABLE = [
    '"a\\u0000b"',
    '"a\\ud800b"',
    "9223372036854775808",
    "-9223372036854775809",
    "1e999",
    "NaN",
    "-Infinity",
    '{"k": 1, "k": 2}',
    json.dumps(DEEP),
    "9" * 5000,
]
"""JSON texts that no store could hold: each must be refused, wherever it stands."""
ODD = [
    "null", "true", "-1", "9223372036854775807", "1e308", '""', "[]", "{}", '{"__proto__": {"a": 1}}',
    '"../../etc/passwd"', '"a\\u202eb\\u0007"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999999Z"',
    '"{{ a.__class__ }}{% for x in range(9999999) %}"', json.dumps("x" * 200_000), json.dumps([0] * 20_000),
]  # fmt: skip
PARTS = [
    "%00",
    "..%2f..%2fetc",
    "%ff",
    "%ed%a0%80",
    "%0a",
    "%20",
    "9223372036854775808",
    "-1",
    "1" * 400,
    "%E2%80%AE",
    "a@b@c",
    "@",
    "sha256:",
    "*",
    "{}",
    "%25",
    "%F0%9F%98%80",
    "\u00e9",
]
MARK = "\u2620"


@pytest.fixture
def world(house: TestHouse, tmp_path: Path) -> World:
    return World(house, tmp_path)


def ask(world: World, questions: list[tuple[str, str, dict[str, str], bytes]]) -> list[Reply]:
    door = with_front_door(world.house.app, world.house.house.settings)
    headers = world.house.members["admin"].headers
    return ask_all(door, [(method, path, headers | more, body) for method, path, more, body in questions])


def places(value: Any) -> Iterator[list[Any]]:
    """The ways down to every value inside, the whole of it included."""
    yield []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from ([key, *rest] for rest in places(item))


def with_text_at(body: Any, place: list[Any], text: str) -> bytes:
    """The JSON of `body`, with a raw JSON text in one place."""
    changed: Any = {"": copy.deepcopy(body)}
    holder, last = changed, ""
    for key in place:
        holder, last = holder[last], key
    holder[last] = MARK
    return json.dumps(changed[""], ensure_ascii=False).replace(f'"{MARK}"', text).encode()


def fault_of(way: Way, reply: Reply, *, refused: bool = False) -> str:
    """What is wrong with an answer; empty when nothing is."""
    if reply.status >= 500 or reply.status == 0:
        return f"{way}: {reply.status} {reply.text[:60]}"
    if reply.status < 400:
        return f"{way}: took it and answered {reply.status}" if refused else ""
    found = json.loads(reply.text)
    found = found.get("error", found)
    words = [found.get("code"), found.get("detail") or found.get("message"), found.get("hint", "in the message")]
    return "" if all(words) else f"{way}: {reply.status} without words: {reply.text[-160:]}"


def ways_with_bodies(world: World) -> list[tuple[Way, Any]]:
    schemas = world.house.app.openapi()["components"]["schemas"]
    found = [(way, world.body_of(way, schemas)) for way in every_way(world.house.app)]
    return [(way, body) for way, body in found if body is not None]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_value_in_any_body_brings_a_route_down(world: World) -> None:
    asked: list[tuple[Way, list[Any], str]] = [
        (way, place, text)
        for way, body in ways_with_bodies(world)
        for place in places(body)
        for text in [*ODD, *UNSTORABLE]
        if place or text in UNSTORABLE or len(text) < 50
    ]
    bodies = {str(way): body for way, body in ways_with_bodies(world)}
    questions = [
        (way.method, world.address_of(way), {}, with_text_at(bodies[str(way)], place, text))
        for way, place, text in asked
    ]
    faults = [
        f"{fault} <- {text[:40]} at {place}"
        for (way, place, text), reply in zip(asked, ask(world, questions), strict=True)
        if (fault := fault_of(way, reply, refused=text in UNSTORABLE))
    ]
    assert not faults, "\n".join(faults)
    assert len(questions) > 5_000


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_address_brings_a_route_down(world: World) -> None:
    asked = []
    schemas = world.house.app.openapi()["components"]["schemas"]
    for way in every_way(world.house.app):
        body = json.dumps(world.body_of(way, schemas)).encode()
        names = [part.partition("}")[0] for part in way.path.split("{")[1:]]
        for name in names:
            for part in PARTS:
                path = world.address_of(way, {name: part})
                asked.append((way, (way.method, path, {}, body)))
        for one in way.operation.get("parameters", []):
            if one["in"] == "query":
                path = world.address_of(way)
                asked += [
                    (way, (way.method, f"{path}?{one['name']}={part}", {}, body)) for part in [*PARTS, "x" * 30_000, ""]
                ]
    faults = []
    for (way, question), reply in zip(asked, ask(world, [question for _, question in asked]), strict=True):
        if fault := fault_of(way, reply):
            faults.append(f"{fault} <- {question[1][:120]}")
    assert not faults, "\n".join(faults)
    assert len(asked) > 1_000


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"\xff\xfe{}"),
        ("application/json", b"[" * 100_000),
        ("application/json", b""),
        ("application/json; charset=utf-16", b"{}"),
        ("application/x-www-form-urlencoded", b"a=b"),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        ("text/plain", b"{}"),
        ("", b"{}"),
        ("application/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
    ],
)
def test_a_body_of_another_kind_is_refused_with_words(world: World, kind: str, body: bytes) -> None:
    ways = [way for way, _ in ways_with_bodies(world)]
    questions = [(way.method, world.address_of(way), {"content-type": kind}, body) for way in ways]
    replies = ask(world, questions)
    faults = [fault_of(way, reply) for way, reply in zip(ways, replies, strict=True)]
    assert not any(faults), "\n".join(filter(None, faults))
