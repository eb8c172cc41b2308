"""What admission looks up, across workspaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select, update

from volano_server.access.tables import api_keys, memberships, people, service_accounts, sessions, workspaces
from volano_server.db import Tx


class DoorStore:
    """Keys, sessions and memberships as the door needs them."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def key(self, prefix: str) -> Row[Any] | None:
        """The key with its owner's membership and its service account, if it has one."""
        owned = (memberships.c.person_id == api_keys.c.owner_id) & (
            memberships.c.workspace_id == api_keys.c.workspace_id
        )
        statement = (
            select(
                api_keys,
                workspaces.c.slug,
                workspaces.c.name.label("workspace_name"),
                memberships.c.role.label("owner_role"),
                people.c.name.label("owner_name"),
                people.c.email.label("owner_email"),
                people.c.disabled_at.label("owner_disabled_at"),
                service_accounts.c.name.label("account_name"),
                service_accounts.c.role.label("account_role"),
                service_accounts.c.disabled_at.label("account_disabled_at"),
            )
            .join(workspaces, workspaces.c.id == api_keys.c.workspace_id)
            .join(memberships, owned)
            .join(people, people.c.id == api_keys.c.owner_id)
            .outerjoin(service_accounts, service_accounts.c.id == api_keys.c.service_account_id)
            .where(api_keys.c.prefix == prefix)
        )
        return self.tx.row(statement)

    def touch_key(self, key_id: str) -> None:
        self.tx.execute(update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=self.tx.now()))

    def session(self, secret_hash: str) -> Row[Any] | None:
        statement = (
            select(sessions, people.c.name.label("person_name"), people.c.email, people.c.disabled_at)
            .join(people, people.c.id == sessions.c.person_id)
            .where(sessions.c.secret_hash == secret_hash)
        )
        return self.tx.row(statement)

    def touch_session(self, session_id: str) -> None:
        self.tx.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=self.tx.now()))

    def membership(self, person_id: str, slug: str | None) -> Row[Any] | None:
        """The person's membership in the workspace called `slug`, or in their first one."""
        statement = _memberships_of(person_id)
        return self.tx.row(statement if slug is None else statement.where(workspaces.c.slug == slug))

    def memberships(self, person_id: str) -> Sequence[Row[Any]]:
        return self.tx.rows(_memberships_of(person_id))

    def role_in(self, workspace_id: str, person_id: str) -> Any:
        """The role of an enabled person in a workspace, or None."""
        statement = (
            select(memberships.c.role)
            .join(people, people.c.id == memberships.c.person_id)
            .where(
                memberships.c.workspace_id == workspace_id,
                memberships.c.person_id == person_id,
                people.c.disabled_at.is_(None),
            )
        )
        return self.tx.value(statement)

    def first_workspace(self) -> Row[Any] | None:
        """The workspace that was made with the installation."""
        return self.tx.row(select(workspaces).order_by(workspaces.c.created_at, workspaces.c.id).limit(1))

    def joined_at(self, workspace_id: str, person_id: str) -> int | None:
        """Since when the person is a member, or None for who is none."""
        mine = (memberships.c.workspace_id == workspace_id, memberships.c.person_id == person_id)
        found: int | None = self.tx.value(select(memberships.c.created_at).where(*mine))
        return found

    def is_unrevoked(self, workspace_id: str, key_id: str) -> bool:
        """Whether there is such a key and nobody has revoked it; an expired one counts."""
        mine = (api_keys.c.workspace_id == workspace_id, api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        return self.tx.row(select(api_keys.c.id).where(*mine)) is not None

    def account_role(self, workspace_id: str, account_id: str) -> Any:
        """The role of an enabled service account, or None."""
        table = service_accounts
        mine = (table.c.workspace_id == workspace_id, table.c.id == account_id, table.c.disabled_at.is_(None))
        return self.tx.value(select(table.c.role).where(*mine))


def _memberships_of(person_id: str) -> Select[Any]:
    return (
        select(memberships.c.role, workspaces.c.id, workspaces.c.slug, workspaces.c.name)
        .join(workspaces, workspaces.c.id == memberships.c.workspace_id)
        .where(memberships.c.person_id == person_id)
        .order_by(workspaces.c.created_at, workspaces.c.id)
    )
