"""Admission: from what a request brings along to a subject that holds the permission asked for, or a refusal."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from volano_server.access.domain import hash_secret, parse_api_key, permissions_of, scoped_permissions
from volano_server.access.errors import CsrfFailed, InvalidKey, SignInRequired, WorkspaceNotFound, WorkspaceRequired
from volano_server.access.store import DoorStore
from volano_server.db import Database, Tx
from volano_server.kit.clock import MINUTE
from volano_server.kit.subject import Subject, system_subject

_DOOR = system_subject("door")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brings along. `workspace` is the slug that a signed-in person chose."""

    api_key: str | None
    session: str | None
    csrf_token: str | None
    check_csrf: bool
    workspace: str | None
    ip: str
    request_id: str

    def __repr__(self) -> str:
        return f"Credentials(ip={self.ip!r}, request_id={self.request_id!r})"


class Admission:
    """The one place that decides whether a request may go on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def admit(self, credentials: Credentials, permission: str) -> Subject:
        """A subject that holds `permission`. Raises Unauthenticated, WorkspaceNotFound or PermissionDenied."""
        subject = self.identify(credentials)
        subject.require(permission)
        return subject

    def identify(self, credentials: Credentials) -> Subject:
        """The subject behind `credentials`. A bearer key wins over a cookie."""
        if credentials.api_key is not None:
            return self._by_key(credentials)
        if credentials.session is not None:
            return self._by_session(credentials)
        raise SignInRequired(
            "this needs a key or a signed-in person",
            hint="send `Authorization: Bearer KEY` (make one: `volano keys create NAME --role ROLE`)",
        )

    def restore(self, tx: Tx, workspace_id: str, carried: dict[str, Any]) -> Subject:
        """The subject that a job carries, with the permissions its owner holds in `workspace_id` now.

        Raises InvalidKey when the owner has left the workspace or was disabled since.
        """
        if carried["kind"] == "system":
            return system_subject(carried["name"], workspace_id)
        role = DoorStore(tx).role_in(workspace_id, carried["owner_id"])
        if role is None:
            raise InvalidKey("the person behind this work is no longer a member", hint="start it again as somebody else")
        return Subject(
            workspace_id, carried["kind"], carried["id"], carried["name"], carried["owner_id"], role,
            permissions_of(role) & frozenset(carried["permissions"]), "job", carried.get("key_id"),
        )  # fmt: skip

    def _by_key(self, credentials: Credentials) -> Subject:
        key = parse_api_key(credentials.api_key or "")
        row = key and self._database.read(_DOOR, lambda tx: DoorStore(tx).key(key.prefix))
        now = self._database.read(_DOOR, lambda tx: tx.now())
        if key is None or row is None or not hmac.compare_digest(row.secret_hash, hash_secret(key.secret)):
            raise InvalidKey("the key is not valid", hint="make one: `volano keys create NAME --role ROLE`")
        if fault := _fault_of(row, now):
            raise InvalidKey(f"the key `{row.name}` {fault}", hint="make a new one: `volano keys create NAME`")
        if (row.last_used_at or 0) < now - MINUTE:
            self._database.write(_DOOR, lambda tx: DoorStore(tx).touch_key(row.id))
        account = row.service_account_id is not None
        return Subject(
            workspace_id=row.workspace_id,
            kind="service_account" if account else "person",
            id=row.service_account_id if account else row.owner_id,
            name=row.account_name if account else row.owner_name,
            owner_id=row.owner_id,
            role=row.role,
            permissions=scoped_permissions(row.role, row.account_role if account else row.owner_role, row.scopes),
            auth_method="key",
            key_id=row.id,
            ip=credentials.ip,
            request_id=credentials.request_id,
        )

    def _by_session(self, credentials: Credentials) -> Subject:
        person = self.person_of(credentials)
        row = self._database.read(_DOOR, lambda tx: DoorStore(tx).membership(person.person_id, credentials.workspace))
        if row is None and credentials.workspace is None:
            raise WorkspaceRequired("you are a member of no workspace", hint="ask an admin to add you to one")
        if row is None:
            raise WorkspaceNotFound(
                f"there is no workspace `{credentials.workspace}` for you", hint="choose one of `GET /api/v1/session`"
            )
        return Subject(
            workspace_id=row.id,
            kind="person",
            id=person.person_id,
            name=person.person_name,
            owner_id=person.person_id,
            role=row.role,
            permissions=permissions_of(row.role),
            auth_method="session",
            session_id=person.id,
            ip=credentials.ip,
            request_id=credentials.request_id,
        )

    def person_of(self, credentials: Credentials) -> Row[Any]:
        """The live session row. Raises SignInRequired or CsrfFailed."""
        row = self._database.read(_DOOR, lambda tx: DoorStore(tx).session(hash_secret(credentials.session or "")))
        now = self._database.read(_DOOR, lambda tx: tx.now())
        if row is None or row.revoked_at or row.expires_at <= now or row.disabled_at:
            raise SignInRequired("the session has ended", hint="sign in again")
        if credentials.check_csrf and not hmac.compare_digest(row.csrf_token, credentials.csrf_token or ""):
            raise CsrfFailed("the CSRF token is missing or wrong", hint="send `X-CSRF-Token` from GET /api/v1/session")
        if row.seen_at < now - MINUTE:
            self._database.write(_DOOR, lambda tx: DoorStore(tx).touch_session(row.id))
        return row


def _fault_of(row: Row[Any], now: int) -> str:
    if row.revoked_at:
        return "was revoked"
    if row.expires_at and row.expires_at <= now:
        return "has expired"
    if row.owner_disabled_at or row.account_disabled_at:
        return "belongs to a disabled account"
    return ""
