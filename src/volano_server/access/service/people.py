"""Members and workspaces: who belongs, with which role; the last admin stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from volano_server.access.domain import Role, permissions_of
from volano_server.access.domain.lifetimes import INVITATION
from volano_server.access.domain.people import check_display_name, check_email
from volano_server.access.domain.secrets import hash_secret
from volano_server.access.errors import LastAdmin, MemberExists, NameTaken, PersonNotFound
from volano_server.access.service.keys import check_grant
from volano_server.access.store import PeopleStore, SessionStore
from volano_server.db import Database, Tx
from volano_server.kit.ids import new_id, new_secret
from volano_server.kit.names import check_name
from volano_server.kit.paging import cut_page, decode_cursor
from volano_server.kit.subject import Subject, system_subject

LOCAL_EMAIL = "local@localhost"
FIRST_WORKSPACE = "default"


@dataclass(frozen=True, slots=True)
class LocalPerson:
    """Whom a laptop signs in; `is_new` when the person and the workspace were made just now."""

    person_id: str
    email: str
    workspace_id: str
    is_new: bool


class PeopleService:
    """People across workspaces, and the members of the workspace of a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_people(self) -> bool:
        """Whether somebody exists, so that setup is over."""
        return self._database.read(system_subject("people"), lambda tx: PeopleStore(tx).has_people())

    def bootstrap_local(self) -> LocalPerson:
        """The admin whom `volano up` on loopback signs in: the oldest one, or a new one without a password.

        Raises PersonNotFound when there are people but no admin among them.
        """

        def work(tx: Tx) -> LocalPerson:
            store = PeopleStore(tx)
            store.lock_names()
            is_new = not store.has_people()
            if is_new:
                found_house(tx, LOCAL_EMAIL, "Local admin", None)
            admin = store.first_admin()
            if admin is None:
                raise PersonNotFound("no workspace has an admin", hint="restore a backup that has one")
            return LocalPerson(admin.id, admin.email, admin.workspace_id, is_new)

        return self._database.write(system_subject("setup"), work)

    # ---- workspaces ---------------------------------------------------------------------------------------

    def create_workspace(self, subject: Subject, slug: str, name: str) -> str:
        """The id of a new workspace with `subject`'s owner as its admin. Raises NameTaken or InvalidName."""
        check_name(slug, "workspace name")
        workspace_id = new_id()

        def work(tx: Tx) -> str:
            store = PeopleStore(tx)
            store.lock_names()
            if store.workspace_by_slug(slug):
                raise NameTaken(f"there is a workspace `{slug}` already", hint="choose another name")
            store.add_workspace(workspace_id, slug, check_display_name(name or slug))
            store.add_member(subject.owner_id, "admin")
            tx.record("workspace:create", "workspace", workspace_id, name=slug)
            return workspace_id

        return self._database.write(replace(subject, workspace_id=workspace_id), work)

    # ---- members ------------------------------------------------------------------------------------------

    def list(self, tx: Tx, cursor: str | None, limit: int) -> tuple[Sequence[Row[Any]], str | None]:
        """A page of members."""
        after = decode_cursor(cursor, str)[0] if cursor else None
        return cut_page(PeopleStore(tx).members(after, limit + 1), limit, lambda row: (row.id,))

    def add(self, tx: Tx, email: str, name: str, role: Role) -> tuple[Row[Any], str | None]:
        """The new member, and a one-time invitation when the person is new to this Volano.

        Somebody who exists already gets no token: it would let an admin of one workspace sign in as a member of
        another. The one exception is a person invited before who never came and belongs nowhere else.
        Raises EscalationRefused, MemberExists or InvalidPerson.
        """
        email = check_email(email)
        check_grant(tx.subject, permissions_of(role), f"a member with the role `{role}`")
        store = PeopleStore(tx)
        store.lock_names()
        person = store.by_email(email)
        if person is None:
            person_id = new_id()
            store.add_person(person_id, email, check_display_name(name or email.partition("@")[0]), None)
            invited = True
        else:
            person_id = person.id
            invited = person.activated_at is None and not store.belongs_somewhere(person_id)
        if store.member(person_id):
            raise MemberExists(f"`{email}` is a member already", hint="change the role instead")
        store.add_member(person_id, role)
        tx.record("member:add", "member", person_id, name=email, data={"role": role})
        token = self._invite(tx, person_id) if invited else None
        return self._member(store, person_id), token

    def change_role(self, tx: Tx, person_id: str, role: Role) -> Row[Any]:
        """The member with the new role, in force at once. Raises PersonNotFound, EscalationRefused or LastAdmin."""
        store = PeopleStore(tx)
        before = self._member(store, person_id)
        if before.role == role:
            return before
        check_grant(tx.subject, permissions_of(role), f"a member with the role `{role}`")
        self._keep_an_admin(store, before)
        store.set_role(person_id, role)
        tx.record("member:update", "member", person_id, name=before.email, data={"from": before.role, "role": role})
        return self._member(store, person_id)

    def remove(self, tx: Tx, person_id: str) -> None:
        """Nothing; the person, their keys and streams are out at once. Raises PersonNotFound or LastAdmin."""
        store = PeopleStore(tx)
        before = self._member(store, person_id)
        self._keep_an_admin(store, before)
        store.remove_member(person_id)
        tx.record("member:remove", "member", person_id, name=before.email, data={"role": before.role})

    def _keep_an_admin(self, store: PeopleStore, member: Row[Any]) -> None:
        if member.role == "admin" and not member.disabled_at and store.count_admins() == 1:
            raise LastAdmin(
                f"`{member.email}` is the only admin of this workspace", hint="make somebody else an admin first"
            )

    def _member(self, store: PeopleStore, person_id: str) -> Row[Any]:
        row = store.member(person_id)
        if row is None:
            raise PersonNotFound(f"there is no member `{person_id[:80]}`", hint="list them: `volano members list`")
        return row

    def _invite(self, tx: Tx, person_id: str) -> str:
        token, store = new_secret(), SessionStore(tx)
        store.drop_tokens("invitation", person_id)
        store.add_token(hash_secret(token), "invitation", person_id, INVITATION)
        return token


def found_house(tx: Tx, email: str, name: str, password_hash: str | None) -> str:
    """The id of the first person, made with the first workspace and its admin's role, in a platform's transaction."""
    store, person_id, workspace_id = PeopleStore(tx), new_id(), new_id()
    store.add_person(person_id, email, name, password_hash)
    store.add_workspace(workspace_id, FIRST_WORKSPACE, "Default")
    store.add_first_admin(workspace_id, person_id)
    tx.record("setup:run", "workspace", workspace_id, name=FIRST_WORKSPACE, workspace_id=workspace_id)
    return person_id
