"""All SQL of access. Most of it runs in the platform's own transactions: admission comes before any workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, update

from volano_server.access.tables import (
    api_keys,
    idempotent_answers,
    memberships,
    one_time_tokens,
    people,
    service_accounts,
    sessions,
    sign_in_attempts,
    workspaces,
)
from volano_server.db import Tx


class AnswerStore:
    """Answers kept for repeated requests."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, key: str) -> Row[Any] | None:
        table = idempotent_answers
        mine = (table.c.principal_id == self.tx.subject.id, table.c.key == key)
        return self.tx.row(self.tx.select(table).where(*mine))

    def keep(self, key: str, request_digest: str, answer: bytes | None) -> None:
        row = {"principal_id": self.tx.subject.id, "key": key, "request_digest": request_digest, "answer": answer}
        self.tx.insert(idempotent_answers, row | {"created_at": self.tx.now()})


class DoorStore:
    """What admission looks up, across workspaces."""

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
                memberships.c.role.label("owner_role"),
                people.c.name.label("owner_name"),
                people.c.disabled_at.label("owner_disabled_at"),
                service_accounts.c.name.label("account_name"),
                service_accounts.c.role.label("account_role"),
                service_accounts.c.disabled_at.label("account_disabled_at"),
            )
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
        statement = (
            select(memberships.c.role, workspaces.c.id, workspaces.c.slug, workspaces.c.name)
            .join(workspaces, workspaces.c.id == memberships.c.workspace_id)
            .where(memberships.c.person_id == person_id)
            .order_by(workspaces.c.created_at, workspaces.c.id)
        )
        return self.tx.row(statement if slug is None else statement.where(workspaces.c.slug == slug))

    def memberships(self, person_id: str) -> Sequence[Row[Any]]:
        statement = (
            select(memberships.c.role, workspaces.c.id, workspaces.c.slug, workspaces.c.name)
            .join(workspaces, workspaces.c.id == memberships.c.workspace_id)
            .where(memberships.c.person_id == person_id)
            .order_by(workspaces.c.created_at, workspaces.c.id)
        )
        return self.tx.rows(statement)

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


class PeopleStore:
    """People, workspaces and memberships."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def count_people(self) -> int:
        return int(self.tx.value(select(func.count()).select_from(people)))

    def by_email(self, email: str) -> Row[Any] | None:
        return self.tx.row(select(people).where(people.c.email == email))

    def by_id(self, person_id: str) -> Row[Any] | None:
        return self.tx.row(select(people).where(people.c.id == person_id))

    def first_admin(self) -> Row[Any] | None:
        """The oldest person who is an admin of the oldest workspace: whom a laptop signs in."""
        statement = (
            select(people.c.id, people.c.email, people.c.name, memberships.c.workspace_id)
            .join(memberships, memberships.c.person_id == people.c.id)
            .join(workspaces, workspaces.c.id == memberships.c.workspace_id)
            .where(memberships.c.role == "admin", people.c.disabled_at.is_(None))
            .order_by(workspaces.c.created_at, people.c.created_at)
        )
        return self.tx.row(statement)

    def workspace_by_slug(self, slug: str) -> Row[Any] | None:
        return self.tx.row(select(workspaces).where(workspaces.c.slug == slug))

    def set_password(self, person_id: str, password_hash: str) -> None:
        self.tx.execute(update(people).where(people.c.id == person_id).values(password_hash=password_hash))

    def members(self) -> Sequence[Row[Any]]:
        statement = (
            self.tx.select(
                memberships, people.c.id, people.c.email, people.c.name, people.c.disabled_at, memberships.c.role,
                memberships.c.created_at,
            )
            .join(people, people.c.id == memberships.c.person_id)
            .order_by(people.c.name, people.c.id)
        )
        return self.tx.rows(statement)

    def member(self, person_id: str) -> Row[Any] | None:
        statement = self.tx.select(memberships).where(memberships.c.person_id == person_id)
        return self.tx.row(statement)

    def count_admins(self) -> int:
        statement = self.tx.select(memberships, func.count()).where(memberships.c.role == "admin")
        return int(self.tx.value(statement))

    def set_role(self, person_id: str, role: str) -> None:
        mine = memberships.c.person_id == person_id
        self.tx.execute(self.tx.update(memberships).where(mine).values(role=role))

    def remove_member(self, person_id: str) -> None:
        self.tx.execute(self.tx.delete(memberships).where(memberships.c.person_id == person_id))


class TokenStore:
    """One-time tokens, sessions and failed attempts."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def use_token(self, secret_hash: str) -> Row[Any] | None:
        """The token, marked as used; None when there is none that is fresh."""
        table = one_time_tokens
        fresh = (
            table.c.secret_hash == secret_hash,
            table.c.used_at.is_(None),
            table.c.expires_at > self.tx.now(),
        )
        found = self.tx.row(select(table).where(*fresh))
        if found and self.tx.count_changed(update(table).where(*fresh).values(used_at=self.tx.now())):
            return found
        return None

    def drop_tokens(self, purpose: str) -> None:
        table = one_time_tokens
        unused = (table.c.purpose == purpose, table.c.used_at.is_(None))
        self.tx.execute(update(table).where(*unused).values(used_at=self.tx.now()))

    def revoke_session(self, session_id: str) -> None:
        self.tx.execute(update(sessions).where(sessions.c.id == session_id).values(revoked_at=self.tx.now()))

    def revoke_sessions_of(self, person_id: str) -> None:
        mine = (sessions.c.person_id == person_id, sessions.c.revoked_at.is_(None))
        self.tx.execute(update(sessions).where(*mine).values(revoked_at=self.tx.now()))

    def attempts(self, bucket: str) -> Row[Any] | None:
        return self.tx.row(select(sign_in_attempts).where(sign_in_attempts.c.bucket == bucket))

    def note_failure(self, bucket: str, failures: int, first_at: int, blocked_until: int) -> None:
        values = {"failures": failures, "first_at": first_at, "blocked_until": blocked_until}
        table = sign_in_attempts
        if not self.tx.count_changed(update(table).where(table.c.bucket == bucket).values(**values)):
            self.tx.insert(table, {"bucket": bucket, **values})

    def clear_failures(self, bucket: str) -> None:
        table = sign_in_attempts
        self.tx.execute(table.delete().where(table.c.bucket == bucket))


class KeyStore:
    """API keys and service accounts of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def page(self, after: str | None, limit: int) -> Sequence[Row[Any]]:
        statement = self.tx.select(api_keys).order_by(api_keys.c.id).limit(limit)
        return self.tx.rows(statement if after is None else statement.where(api_keys.c.id > after))

    def find(self, key_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(api_keys).where(api_keys.c.id == key_id))

    def revoke(self, key_id: str) -> None:
        fresh = (api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        self.tx.execute(self.tx.update(api_keys).where(*fresh).values(revoked_at=self.tx.now()))

    def accounts(self) -> Sequence[Row[Any]]:
        return self.tx.rows(self.tx.select(service_accounts).order_by(service_accounts.c.name))

    def account(self, account_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(service_accounts).where(service_accounts.c.id == account_id))

    def account_named(self, name: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(service_accounts).where(service_accounts.c.name == name))
