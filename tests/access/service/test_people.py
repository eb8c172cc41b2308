"""Members and workspaces."""

from __future__ import annotations

import threading

import pytest

from tests.access.factories import change, make_admin, make_member, subject_of, value
from volano_server.access import PeopleService, SessionService
from volano_server.access.errors import (
    EscalationRefused,
    InvalidToken,
    LastAdmin,
    MemberExists,
    NameTaken,
    PersonNotFound,
)
from volano_server.access.service import Visit
from volano_server.db import Database
from volano_server.kit.errors import AppError
from volano_server.kit.names import InvalidName
from volano_server.kit.subject import Subject

VISIT = Visit("127.0.0.1", "pytest", "request-1")


@pytest.fixture
def people(database: Database) -> PeopleService:
    return PeopleService(database)


@pytest.fixture
def admin(database: Database) -> Subject:
    return make_admin(database)


def test_somebody_new_gets_an_invitation_that_signs_them_in_once(
    database: Database, people: PeopleService, admin: Subject
) -> None:
    row, token = database.write(admin, lambda tx: people.add(tx, "Eva@Example.org", "Eva", "editor"))
    assert (row.email, row.role, row.activated_at) == ("eva@example.org", "editor", None)
    assert token is not None
    sessions = SessionService(database)
    assert sessions.redeem(token, VISIT).person_id == row.id
    with pytest.raises(InvalidToken):
        sessions.redeem(token, VISIT)
    rows, _ = database.read(admin, lambda tx: people.list(tx, None, 10))
    assert {one.email for one in rows if one.activated_at} == {"eva@example.org"}


def test_who_has_signed_in_before_gets_no_token_from_another_workspaces_admin(
    database: Database, people: PeopleService, admin: Subject
) -> None:
    row, token = database.write(admin, lambda tx: people.add(tx, "eva@example.org", "Eva", "editor"))
    assert token is not None
    SessionService(database).redeem(token, VISIT)
    other = make_admin(database, "other")
    again, stolen = database.write(other, lambda tx: people.add(tx, "eva@example.org", "Eva", "viewer"))
    assert (again.id, stolen) == (row.id, None)


def test_who_was_invited_elsewhere_and_has_not_come_yet_gets_no_second_token(
    database: Database, people: PeopleService, admin: Subject
) -> None:
    database.write(admin, lambda tx: people.add(tx, "eva@example.org", "Eva", "editor"))
    other = make_admin(database, "other")
    _, stolen = database.write(other, lambda tx: people.add(tx, "eva@example.org", "Eva", "viewer"))
    assert stolen is None


def test_an_invitation_that_was_lost_is_replaced_by_removing_and_adding(
    database: Database, people: PeopleService, admin: Subject
) -> None:
    row, lost = database.write(admin, lambda tx: people.add(tx, "eva@example.org", "Eva", "editor"))
    database.write(admin, lambda tx: people.remove(tx, row.id))
    _, fresh = database.write(admin, lambda tx: people.add(tx, "eva@example.org", "Eva", "editor"))
    assert lost is not None
    assert fresh is not None
    with pytest.raises(InvalidToken):
        SessionService(database).redeem(lost, VISIT)
    assert SessionService(database).redeem(fresh, VISIT).person_id == row.id


def test_a_member_is_not_added_twice(database: Database, people: PeopleService, admin: Subject) -> None:
    database.write(admin, lambda tx: people.add(tx, "eva@example.org", "Eva", "editor"))
    with pytest.raises(MemberExists):
        database.write(admin, lambda tx: people.add(tx, "EVA@example.org", "Eva", "viewer"))


def test_the_last_admin_can_be_neither_lowered_nor_removed(
    database: Database, people: PeopleService, admin: Subject
) -> None:
    with pytest.raises(LastAdmin):
        database.write(admin, lambda tx: people.change_role(tx, admin.id, "viewer"))
    with pytest.raises(LastAdmin):
        database.write(admin, lambda tx: people.remove(tx, admin.id))


def test_a_disabled_admin_does_not_count_as_one(database: Database, people: PeopleService, admin: Subject) -> None:
    second = make_member(database, admin, "admin")
    change(database, "UPDATE people SET disabled_at = 1 WHERE id = :id", id=second.id)
    with pytest.raises(LastAdmin):
        database.write(admin, lambda tx: people.change_role(tx, admin.id, "editor"))


def test_of_two_admins_who_step_down_at_once_one_stays(
    database: Database, people: PeopleService, admin: Subject
) -> None:
    second, outcomes = make_member(database, admin, "admin"), []

    def step_down(who: Subject) -> None:
        try:
            database.write(who, lambda tx: people.change_role(tx, who.id, "viewer"))
            outcomes.append("done")
        except LastAdmin:
            outcomes.append("refused")

    threads = [threading.Thread(target=step_down, args=(who,)) for who in (admin, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    assert value(database, "SELECT count(*) FROM memberships WHERE role = 'admin'") == 1


def test_who_lacks_a_permission_cannot_grant_it(database: Database, people: PeopleService, admin: Subject) -> None:
    scoped = Subject(
        admin.workspace_id, "person", admin.id, "Admin", admin.id, "admin", frozenset({"members:write"}), "key"
    )
    viewer = make_member(database, admin, "viewer")
    with pytest.raises(EscalationRefused):
        database.write(scoped, lambda tx: people.add(tx, "friend@example.org", "", "admin"))
    with pytest.raises(EscalationRefused):
        database.write(scoped, lambda tx: people.change_role(tx, viewer.id, "maintainer"))


def test_members_of_another_workspace_are_not_found(database: Database, people: PeopleService, admin: Subject) -> None:
    other = make_admin(database, "other")
    victim = make_member(database, other, "viewer")
    for act in (lambda tx: people.change_role(tx, victim.id, "editor"), lambda tx: people.remove(tx, victim.id)):
        with pytest.raises(PersonNotFound):
            database.write(admin, act)
    rows, _ = database.read(other, lambda tx: people.list(tx, None, 10))
    assert {(row.id, row.role) for row in rows} == {(other.id, "admin"), (victim.id, "viewer")}


def test_members_are_listed_page_by_page(database: Database, people: PeopleService, admin: Subject) -> None:
    everybody = {admin.id, *(make_member(database, admin, "viewer").id for _ in range(4))}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        rows, cursor = database.read(admin, lambda tx, at=cursor: people.list(tx, at, 2))  # type: ignore[misc]
        seen += [row.id for row in rows]
        if cursor is None:
            break
    assert (set(seen), len(seen)) == (everybody, 5)


def test_a_workspace_has_its_maker_as_admin_and_a_name_of_its_own(
    database: Database, people: PeopleService, admin: Subject
) -> None:
    made = people.create_workspace(admin, "research", "Research")
    inside = subject_of(admin.id, made, "admin")
    rows, _ = database.read(inside, lambda tx: people.list(tx, None, 10))
    assert [(row.id, row.role) for row in rows] == [(admin.id, "admin")]
    with pytest.raises(NameTaken):
        people.create_workspace(admin, "research", "")
    with pytest.raises(InvalidName):
        people.create_workspace(admin, "../etc", "")


def test_two_workspaces_that_add_the_same_new_person_at_once_make_one_person(
    database: Database, people: PeopleService, admin: Subject
) -> None:
    other, failures = make_admin(database, "other"), []

    def add(who: Subject) -> None:
        try:
            database.write(who, lambda tx: people.add(tx, "eva@example.org", "Eva", "viewer"))
        except AppError as error:
            failures.append(error)

    threads = [threading.Thread(target=add, args=(who,)) for who in (admin, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert value(database, "SELECT count(*) FROM people WHERE email = 'eva@example.org'") == 1
