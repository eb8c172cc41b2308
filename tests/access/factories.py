"""Members and subjects for the tests of access."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from volano_server.access import PeopleService, permissions_of
from volano_server.access.domain import Role
from volano_server.db import Database
from volano_server.kit.ids import new_id
from volano_server.kit.subject import Subject, system_subject


def make_admin(database: Database, slug: str = "default") -> Subject:
    """An admin of a new workspace; the first call makes the first person."""
    local = PeopleService(database).bootstrap_local()
    if local.is_new and slug == "default":
        workspace_id = value(database, "SELECT id FROM workspaces")
        return subject_of(local.person_id, workspace_id, "admin")
    person_id = new_id()
    change(
        database,
        "INSERT INTO people (id, email, name, created_at, activated_at) VALUES (:id, :email, 'Admin', 1, 1)",
        id=person_id,
        email=f"{person_id}@example.org",
    )
    owner = subject_of(person_id, None, "admin")
    return subject_of(person_id, PeopleService(database).create_workspace(owner, slug, ""), "admin")


def make_member(database: Database, admin: Subject, role: Role) -> Subject:
    """Somebody new with `role` in the admin's workspace."""
    people, email = PeopleService(database), f"{new_id()}@example.org"
    row, _ = database.write(admin, lambda tx: people.add(tx, email, role, role))
    return subject_of(row.id, admin.workspace_id, role)


def subject_of(person_id: str, workspace_id: str | None, role: Role, **more: Any) -> Subject:
    """What the door makes of a signed-in person."""
    return Subject(workspace_id, "person", person_id, role, person_id, role, permissions_of(role), "session", **more)


def change(database: Database, statement: str, **values: Any) -> None:
    """Nothing; changes rows behind the services' backs."""
    database.write(system_subject("test"), lambda tx: tx.execute(text(statement), values))


def value(database: Database, statement: str) -> Any:
    """The first column of the first row."""
    return database.read(system_subject("test"), lambda tx: tx.value(text(statement)))
