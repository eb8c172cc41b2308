"""Every route, whatever area it belongs to: nothing without credentials, nothing for a stranger, each role its own.

The routes come from the application's router, so a new area is walked without a line here. Only what answers without
credentials has to be named below, on purpose.
"""

from __future__ import annotations

from tests.app.walk import NAME, SECRET, Way, address_of, ask_all, body_of, every_way, plant, snapshot
from tests.harness.house import TestHouse
from volano_server.access import PERMISSIONS, ROLES, permissions_of
from volano_server.app.build import with_front_door

PUBLIC = {
    "GET /health",
    "GET /metrics",
    "GET /api/v1/session",
    "POST /api/v1/session",
    "POST /api/v1/session/token",
    "POST /api/v1/setup",
}
BOGUS = [
    {"Authorization": "Bearer volano_0123456789ab_" + "x" * 43},
    {"Authorization": "Bearer "},
    {"Cookie": "volano_session=" + "x" * 43},
    {"Authorization": "Basic YWRtaW46YWRtaW4="},
]


def ways_of(house: TestHouse) -> list[Way]:
    return every_way(house.app)


def guarded(house: TestHouse) -> list[Way]:
    return [way for way in ways_of(house) if way.guard != "public"]


def components(house: TestHouse) -> dict[str, object]:
    return house.app.openapi()["components"]["schemas"]  # type: ignore[no-any-return]


def test_what_is_open_to_all_is_listed_here(house: TestHouse) -> None:
    assert {str(way) for way in ways_of(house) if way.guard == "public"} == PUBLIC


def test_every_route_names_a_permission_of_the_table_or_the_person(house: TestHouse) -> None:
    assert [str(way) for way in guarded(house) if way.guard not in {*PERMISSIONS, "person"}] == []


def test_without_credentials_or_with_invented_ones_nothing_answers(house: TestHouse) -> None:
    door, schemas = with_front_door(house.app, house.house.settings), components(house)
    before, ways = snapshot(house), guarded(house)
    for headers in [{}, *BOGUS]:
        questions = [(way.method, address_of(way), headers, body_of(way, schemas)) for way in ways]
        replies = ask_all(door, questions)
        assert [str(way) for way, reply in zip(ways, replies, strict=True) if reply.status != 401] == []
    assert snapshot(house) == before


def test_a_stranger_sees_and_changes_nothing(house: TestHouse) -> None:
    """The stranger is an admin, of another workspace, and names our rows by their very ids."""
    plant(house)
    door, schemas, before = with_front_door(house.app, house.house.settings), components(house), snapshot(house)
    key = house.members["editor"].key.split("_")[1]
    ours = {house.workspace_id, *(member.id for member in house.members.values())}
    marks = {SECRET, *ours, f'"{key}"'}
    ways = [way for way in guarded(house) if way.guard != "person"]
    finding = [way for way in ways if way.method in ("GET", "DELETE", "PATCH")]
    making = [way for way in ways if way not in finding]  # asked last: what they make belongs to the stranger
    asked = [
        (way, value) for group in (finding, making) for value in (NAME, house.members["editor"].id) for way in group
    ]
    questions = [
        (way.method, address_of(way, value), house.stranger.headers, body_of(way, schemas)) for way, value in asked
    ]
    faults = []
    for (way, value), reply in zip(asked, ask_all(door, questions), strict=True):
        leaks = reply.status < 400 and any(mark in reply.text for mark in marks - {value})
        found = way.has_parameters and way in finding and reply.status not in (404, 422)
        if (
            leaks
            or found
            or reply.status >= 500
            or reply.status in (0, 401)
            or (reply.status == 403 and way.has_parameters)
        ):
            faults.append(f"{way} -> {reply.status} {reply.text[:200]}")
    assert faults == []
    after = snapshot(house)
    assert [table for table in before if before[table] != after[table]] == []


def test_our_rows_are_there_to_be_seen_by_ourselves(house: TestHouse) -> None:
    """Without this the walk of the stranger would prove nothing."""
    assert len(plant(house)) > 10
    rows = snapshot(house)
    assert all(
        SECRET in str(rows[table]) or NAME in str(rows[table]) for table in ("jobs", "runs", "assets", "webhooks")
    )


def test_each_role_is_let_in_where_the_table_says_so_and_nowhere_else(house: TestHouse) -> None:
    door, ways = with_front_door(house.app, house.house.settings), guarded(house)
    asked = [(role, way) for role in ROLES for way in ways]
    questions = [(way.method, address_of(way, "none-such"), house.members[role].headers, b"") for role, way in asked]
    faults = []
    for (role, way), reply in zip(asked, ask_all(door, questions), strict=True):
        if way.guard == "person":
            well = reply.status == 401
        elif way.guard in permissions_of(role):
            well = reply.status not in (0, 401) and reply.status < 500 and reply.code != "permission_denied"
        else:
            well = (reply.status, reply.code) in ((403, "permission_denied"), (403, ""))
        if not well:
            faults.append(f"{role}: {way} ({way.guard}) -> {reply.status} {reply.text[:200]}")
    assert faults == []
