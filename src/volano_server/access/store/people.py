"""People, workspaces and memberships."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select, text, update

from volano_server.access.tables import memberships, people, workspaces
from volano_server.db import Tx

_NAMES_LOCK = 7_700_002


class PeopleStore:
    """Who there is, and who belongs to the workspace of the transaction."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def lock_names(self) -> None:
        """Nothing; people and workspaces have names across all workspaces, so one transaction at a time makes them."""
        if self.tx.dialect == "postgresql":
            self.tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _NAMES_LOCK})

    # ---- people -------------------------------------------------------------------------------------------

    def has_people(self) -> bool:
        return self.tx.row(select(people.c.id).limit(1)) is not None

    def by_email(self, email: str) -> Row[Any] | None:
        return self.tx.row(select(people).where(people.c.email == email))

    def by_id(self, person_id: str) -> Row[Any] | None:
        return self.tx.row(select(people).where(people.c.id == person_id))

    def add_person(self, person_id: str, email: str, name: str, password_hash: str | None) -> None:
        row = {"id": person_id, "email": email, "name": name, "password_hash": password_hash}
        self.tx.insert(people, row | {"created_at": self.tx.now()})

    def set_password(self, person_id: str, password_hash: str) -> None:
        self.tx.execute(update(people).where(people.c.id == person_id).values(password_hash=password_hash))

    def mark_activated(self, person_id: str) -> None:
        """Nothing; notes the first sign-in, after which nobody else may be given a token for this person."""
        fresh = (people.c.id == person_id, people.c.activated_at.is_(None))
        self.tx.execute(update(people).where(*fresh).values(activated_at=self.tx.now()))

    def first_admin(self) -> Row[Any] | None:
        """The oldest enabled admin of the oldest workspace: whom a laptop signs in."""
        statement = (
            select(people.c.id, people.c.email, people.c.name, memberships.c.workspace_id)
            .join(memberships, memberships.c.person_id == people.c.id)
            .join(workspaces, workspaces.c.id == memberships.c.workspace_id)
            .where(memberships.c.role == "admin", people.c.disabled_at.is_(None))
            .order_by(workspaces.c.created_at, people.c.created_at)
        )
        return self.tx.row(statement)

    # ---- workspaces ---------------------------------------------------------------------------------------

    def workspace_by_slug(self, slug: str) -> Row[Any] | None:
        return self.tx.row(select(workspaces).where(workspaces.c.slug == slug))

    def add_workspace(self, workspace_id: str, slug: str, name: str) -> None:
        self.tx.insert(workspaces, {"id": workspace_id, "slug": slug, "name": name, "created_at": self.tx.now()})

    # ---- members ------------------------------------------------------------------------------------------

    def members(self, after: str | None, limit: int) -> Sequence[Row[Any]]:
        statement = self._members().order_by(people.c.id).limit(limit)
        return self.tx.rows(statement if after is None else statement.where(people.c.id > after))

    def member(self, person_id: str) -> Row[Any] | None:
        return self.tx.row(self._members().where(memberships.c.person_id == person_id))

    def belongs_somewhere(self, person_id: str) -> bool:
        """Whether the person is a member of any workspace: a look beyond the transaction's own, for yes or no."""
        statement = text("SELECT 1 FROM memberships WHERE person_id = :id LIMIT 1").bindparams(id=person_id)
        return self.tx.value(statement) is not None

    def belongs_elsewhere(self, person_id: str) -> bool:
        """Whether the person is a member of another workspace than that of the transaction."""
        statement = text("SELECT 1 FROM memberships WHERE person_id = :id AND workspace_id != :here LIMIT 1")
        return self.tx.value(statement.bindparams(id=person_id, here=self.tx.workspace_id)) is not None

    def count_admins(self) -> int:
        statement = (
            self.tx.select(memberships, func.count())
            .join(people, people.c.id == memberships.c.person_id)
            .where(memberships.c.role == "admin", people.c.disabled_at.is_(None))
        )
        return int(self.tx.value(statement))

    def add_member(self, person_id: str, role: str) -> None:
        self.tx.insert(memberships, {"person_id": person_id, "role": role, "created_at": self.tx.now()})

    def add_first_admin(self, workspace_id: str, person_id: str) -> None:
        """Nothing; in a platform's transaction, since the workspace is only now being made."""
        row = {"workspace_id": workspace_id, "person_id": person_id, "role": "admin", "created_at": self.tx.now()}
        self.tx.insert(memberships, row)

    def set_role(self, person_id: str, role: str) -> None:
        mine = memberships.c.person_id == person_id
        self.tx.execute(self.tx.update(memberships).where(mine).values(role=role))

    def remove_member(self, person_id: str) -> None:
        self.tx.execute(self.tx.delete(memberships).where(memberships.c.person_id == person_id))

    def _members(self) -> Select[Any]:
        columns = (
            people.c.id, people.c.email, people.c.name, people.c.disabled_at, people.c.activated_at,
            memberships.c.role, memberships.c.created_at,
        )  # fmt: skip
        return self.tx.select(memberships, *columns).join(people, people.c.id == memberships.c.person_id)
