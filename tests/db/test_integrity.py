"""A violated key is answered as a conflict that names the key and no value; a closed store says that it is closed."""

from __future__ import annotations

import pytest

from volano_server.access.tables import memberships, people, service_accounts, workspaces
from volano_server.db import AlreadyExists, BrokenReference, Database, DatabaseUnreachable, Tx
from volano_server.kit.subject import system_subject

SYSTEM = system_subject("test")
SECRET = "anna.secret@example.org"


def add_person(tx: Tx, person_id: str, email: str = SECRET) -> None:
    tx.insert(people, {"id": person_id, "email": email, "name": "Anna", "created_at": 1})


def test_a_second_row_under_a_unique_name_is_a_conflict_that_shows_no_value(database: Database) -> None:
    database.write(SYSTEM, lambda tx: add_person(tx, "p1"))
    with pytest.raises(AlreadyExists) as refused:
        database.write(SYSTEM, lambda tx: add_person(tx, "p2"))
    assert (refused.value.status, refused.value.code) == (409, "already_exists")
    assert "people with the same email" in refused.value.message
    assert SECRET not in refused.value.message + refused.value.hint


def test_the_workspace_is_no_part_of_the_name_that_is_taken(database: Database) -> None:
    def work(tx: Tx) -> None:
        tx.insert(workspaces, {"id": "w1", "slug": "w", "name": "W", "created_at": 1})
        add_person(tx, "p1")
        base = {"workspace_id": "w1", "name": "robot", "role": "viewer", "owner_id": "p1", "created_at": 1}
        tx.insert(service_accounts, [base | {"id": "a"}, base | {"id": "b"}])

    with pytest.raises(AlreadyExists, match=r"service accounts with the same name$"):
        database.write(SYSTEM, work)


def test_a_taken_primary_key_is_a_conflict(database: Database) -> None:
    database.write(SYSTEM, lambda tx: add_person(tx, "p1"))
    with pytest.raises(AlreadyExists, match="people with the same id"):
        database.write(SYSTEM, lambda tx: add_person(tx, "p1", "other@example.org"))


def test_a_row_that_names_nothing_is_a_conflict(database: Database) -> None:
    row = {"workspace_id": "nowhere", "person_id": "nobody", "role": "viewer", "created_at": 1}
    with pytest.raises(BrokenReference) as refused:
        database.write(SYSTEM, lambda tx: tx.insert(memberships, row))
    assert (refused.value.status, refused.value.code) == (409, "broken_reference")
    assert "nobody" not in refused.value.message + refused.value.hint


def test_a_refused_write_leaves_the_others_alone(database: Database) -> None:
    database.write(SYSTEM, lambda tx: add_person(tx, "p1"))
    with pytest.raises(AlreadyExists):
        database.write(SYSTEM, lambda tx: add_person(tx, "p2"))
    database.write(SYSTEM, lambda tx: add_person(tx, "p3", "c@example.org"))
    assert database.read(SYSTEM, lambda tx: [row.id for row in tx.rows(tx.select(people).order_by("id"))]) == [
        "p1",
        "p3",
    ]


def test_a_closed_store_says_so_to_readers_and_writers(database: Database) -> None:
    database.close()
    for use in (database.read, database.write):
        with pytest.raises(DatabaseUnreachable, match="the database is closed"):
            use(SYSTEM, lambda tx: tx.now())
