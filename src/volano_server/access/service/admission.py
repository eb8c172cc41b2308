"""Admission: from what a request brings along to a subject that holds the permission asked for, or a refusal."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from volano_server.access.domain import (
    ApiKey,
    Role,
    hash_secret,
    lowest_of,
    parse_api_key,
    permissions_of,
    scoped_permissions,
)
from volano_server.access.domain.lifetimes import SESSION_IDLE
from volano_server.access.errors import (
    CsrfFailed,
    InstallationOnly,
    InvalidKey,
    SignInRequired,
    WorkspaceNotFound,
    WorkspaceRequired,
)
from volano_server.access.schemas import PersonShown, SessionShown, WorkspaceShown
from volano_server.access.store import DoorStore
from volano_server.db import Database, Tx
from volano_server.kit.clock import MINUTE
from volano_server.kit.errors import Unavailable
from volano_server.kit.subject import Subject, system_subject

_DOOR = system_subject("door")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brings along. `workspace` is the slug that the caller chose, if any."""

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

    def admit(self, credentials: Credentials, permission: str, *, touch: bool = True) -> Subject:
        """A subject that holds `permission`. Raises Unauthenticated, WorkspaceNotFound or PermissionDenied.

        Without `touch` the look leaves no trace: an open stream that is checked again does not keep its session
        from going idle.
        """
        subject = self.identify(credentials, touch=touch)
        subject.require(permission)
        return subject

    def identify(self, credentials: Credentials, *, touch: bool = True) -> Subject:
        """The subject behind `credentials`. A bearer key wins over a cookie."""
        if credentials.api_key is not None:
            return self._by_key(credentials, touch)
        if credentials.session is not None:
            return self._by_session(credentials, touch)
        raise SignInRequired(
            "this needs a key or a signed-in person",
            hint="send `Authorization: Bearer KEY` (make one: `volano keys create NAME --role ROLE`)",
        )

    def person_of(self, credentials: Credentials, *, touch: bool = True) -> Row[Any]:
        """The live session with `person_id`, `person_name`, `email`. Raises SignInRequired or CsrfFailed."""

        def look(tx: Tx) -> tuple[Row[Any] | None, int]:
            return DoorStore(tx).session(hash_secret(credentials.session or "")), tx.now()

        row, now = self._database.read(_DOOR, look)
        if row is None or row.disabled_at or not is_live(row, now):
            raise SignInRequired("the session has ended", hint="sign in again")
        if credentials.check_csrf and not _equal(row.csrf_token, credentials.csrf_token or ""):
            raise CsrfFailed("the CSRF token is missing or wrong", hint="send `X-CSRF-Token` from GET /api/v1/session")
        if touch and row.seen_at < now - MINUTE:
            self._note(lambda tx: DoorStore(tx).touch_session(row.id))
        return row

    def introduce(self, credentials: Credentials) -> SessionShown:
        """Who the caller is and where they belong. Raises Unauthenticated."""
        if credentials.api_key is not None:
            self._by_key(credentials, touch=True)
            key, _ = self._find_key(parse_api_key(credentials.api_key))
            person = PersonShown(id=key.owner_id, email=key.owner_email, name=key.owner_name)
            home = WorkspaceShown(id=key.workspace_id, slug=key.slug, name=key.workspace_name, role=_key_role(key))
            return SessionShown(person=person, csrf_token=None, workspaces=[home], setup_needed=False)
        row = self.person_of(credentials)
        found = self._database.read(_DOOR, lambda tx: DoorStore(tx).memberships(row.person_id))
        return SessionShown(
            person=PersonShown(id=row.person_id, email=row.email, name=row.person_name),
            csrf_token=row.csrf_token,
            workspaces=[WorkspaceShown.model_validate(one) for one in found],
            setup_needed=False,
        )

    def person_alone(self, credentials: Credentials) -> Subject:
        """The signed-in person outside any workspace, for what concerns only themself. A key will not do."""
        if credentials.session is None or credentials.api_key is not None:
            raise SignInRequired("this needs a signed-in person; a key will not do", hint="sign in in the browser")
        row = self.person_of(credentials)
        return Subject(
            workspace_id=None,
            kind="person",
            id=row.person_id,
            name=row.person_name,
            owner_id=row.person_id,
            role="self",
            auth_method="session",
            session_id=row.id,
            ip=credentials.ip,
            request_id=credentials.request_id,
        )

    def restore(self, tx: Tx, workspace_id: str, carried: dict[str, Any]) -> Subject:
        """The subject that a job carries, with the permissions its owner holds in `workspace_id` now.

        Raises InvalidKey when the owner has left the workspace, or they or the service account were disabled since.
        """
        if carried["kind"] == "system":
            return system_subject(carried["name"], workspace_id)
        roles = [DoorStore(tx).role_in(workspace_id, carried["owner_id"])]
        if carried["kind"] == "service_account":
            roles.append(DoorStore(tx).account_role(workspace_id, carried["id"]))
        if None in roles:
            raise InvalidKey(
                f"`{carried['name']}`, who started this work, is no longer a member",
                hint="start it again as somebody else",
            )
        role = lowest_of(*roles)
        return Subject(
            workspace_id=workspace_id,
            kind=carried["kind"],
            id=carried["id"],
            name=carried["name"],
            owner_id=carried["owner_id"],
            role=role,
            permissions=permissions_of(role) & frozenset(carried["permissions"]),
            auth_method="job",
            key_id=carried.get("key_id"),
        )

    def require_installation(self, subject: Subject, permission: str) -> None:
        """Nothing, when `subject` holds `permission` in the first workspace, whose admins look after the installation.

        Raises PermissionDenied or InstallationOnly.
        """
        subject.require(permission)
        first = self._database.read(_DOOR, lambda tx: DoorStore(tx).first_workspace())
        if first is None or first.id != subject.workspace_id:
            raise InstallationOnly(
                "this concerns the whole installation; it is for admins of the workspace that was made first",
                hint="ask one of them, or name that workspace if you are one: `Volano-Workspace: NAME`",
            )

    def why_void(self, tx: Tx, person_id: str, key_id: str | None, given_at: int) -> str:
        """Why what a person consented to at `given_at` (microseconds) binds no longer here; empty when it does.

        It stops when the key that gave it was revoked, or when the person has left since, even to return.
        """
        store, workspace_id = DoorStore(tx), tx.workspace_id
        if key_id is not None and not store.is_unrevoked(workspace_id, key_id):
            return "the key that gave it was revoked"
        joined = store.joined_at(workspace_id, person_id)
        if joined is None or joined > given_at:
            return "the person left the workspace after giving it"
        return ""

    def _by_key(self, credentials: Credentials, touch: bool) -> Subject:
        row, now = self._find_key(parse_api_key(credentials.api_key or ""))
        if fault := _fault_of(row, now):
            raise InvalidKey(f"the key `{row.name}` {fault}", hint="make a new one: `volano keys create NAME`")
        if credentials.workspace not in (None, row.slug):
            raise WorkspaceNotFound(
                f"there is no workspace `{credentials.workspace}` for this key", hint=f"it belongs to `{row.slug}`"
            )
        if touch and (row.last_used_at or 0) < now - MINUTE:
            self._note(lambda tx: DoorStore(tx).touch_key(row.id))
        account = row.service_account_id is not None
        role = _key_role(row)
        return Subject(
            workspace_id=row.workspace_id,
            kind="service_account" if account else "person",
            id=row.service_account_id if account else row.owner_id,
            name=row.account_name if account else row.owner_name,
            owner_id=row.owner_id,
            role=role,
            permissions=scoped_permissions(role, row.scopes),
            auth_method="key",
            key_id=row.id,
            ip=credentials.ip,
            request_id=credentials.request_id,
        )

    def _find_key(self, key: ApiKey | None) -> tuple[Row[Any], int]:
        def look(tx: Tx) -> tuple[Row[Any] | None, int]:
            return DoorStore(tx).key(key.prefix if key else ""), tx.now()

        row, now = self._database.read(_DOOR, look)
        if key is None or row is None or not _equal(row.secret_hash, hash_secret(key.secret)):
            raise InvalidKey("the key is not valid", hint="make one: `volano keys create NAME --role ROLE`")
        return row, now

    def _note(self, work: Callable[[Tx], object]) -> None:
        """Nothing; keeps when somebody was seen. A store that takes no writes still lets people read."""
        with suppress(Unavailable):
            self._database.write(_DOOR, work)

    def _by_session(self, credentials: Credentials, touch: bool) -> Subject:
        person = self.person_of(credentials, touch=touch)
        row = self._database.read(_DOOR, lambda tx: DoorStore(tx).membership(person.person_id, credentials.workspace))
        if row is None and credentials.workspace is None:
            raise WorkspaceRequired("you are a member of no workspace", hint="ask an admin to add you to one")
        if row is None:
            raise WorkspaceNotFound(
                f"there is no workspace `{credentials.workspace}` for you", hint="choose one of GET /api/v1/session"
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


def is_live(session: Row[Any], now: int) -> bool:
    """Whether a session is neither revoked nor past its idle or absolute end."""
    return not session.revoked_at and now < session.expires_at and now < session.seen_at + SESSION_IDLE


def _key_role(row: Row[Any]) -> Role:
    """A key's role, held down by what its owner and its service account have now."""
    held = [row.role, row.owner_role]
    return lowest_of(*held, row.account_role) if row.service_account_id else lowest_of(*held)


def _fault_of(row: Row[Any], now: int) -> str:
    if row.revoked_at:
        return "was revoked"
    if row.expires_at and row.expires_at <= now:
        return "has expired"
    if row.owner_disabled_at or row.account_disabled_at:
        return "belongs to a disabled account"
    return ""


def _equal(one: str, other: str) -> bool:
    """Compared in constant time; text that is not ASCII is unequal, not an error."""
    return hmac.compare_digest(one.encode(), other.encode())
