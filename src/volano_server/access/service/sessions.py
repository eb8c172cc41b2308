"""Signing in and out: opaque sessions, one-time tokens, throttled passwords.

Sessions belong to people and not to a workspace, so this service opens the platform's own transactions. Passwords are
hashed and checked between them, never inside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Row

from volano_server.access.domain import hash_secret, permissions_of
from volano_server.access.domain.lifetimes import (
    KEPT_ANSWER,
    SESSION_IDLE,
    SESSION_LIFE,
    SETUP_TOKEN,
    SIGN_IN_TOKEN,
)
from volano_server.access.domain.passwords import check_password, hash_password, is_outdated, verify_password
from volano_server.access.domain.people import check_display_name, check_email
from volano_server.access.domain.throttle import (
    ACCOUNT_FAILURES,
    ADDRESS_FAILURES,
    count_attempt,
    forgive_one,
    wait_of,
)
from volano_server.access.errors import (
    EscalationRefused,
    InvalidToken,
    SessionNotFound,
    SetupDone,
    TooManyAttempts,
    WrongCredentials,
)
from volano_server.access.service.people import found_house
from volano_server.access.store import AnswerStore, KeyStore, PeopleStore, SessionStore
from volano_server.db import Database, Tx
from volano_server.kit.clock import DAY, SECOND
from volano_server.kit.ids import new_id, new_secret
from volano_server.kit.subject import Subject, system_subject

Result = TypeVar("Result")
_PLATFORM = system_subject("sessions")


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a sign-in comes from; `old_session` is the cookie's secret that the new session replaces."""

    ip: str
    user_agent: str
    request_id: str
    old_session: str | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just made; `secret` goes into the cookie and is kept nowhere."""

    id: str
    person_id: str
    secret: str
    csrf_token: str

    def __repr__(self) -> str:
        return f"NewSession({self.id})"


class SessionService:
    """Makes, shows and ends sessions."""

    def __init__(self, database: Database, *, secure_cookies: bool = False) -> None:
        self._database = database
        self.secure_cookies = secure_cookies

    # ---- one-time tokens ----------------------------------------------------------------------------------

    def make_setup_token(self) -> str | None:
        """A token for the first setup, valid for a day, voiding earlier ones; None once somebody exists."""
        token = new_secret()

        def work(tx: Tx) -> str | None:
            if PeopleStore(tx).has_people():
                return None
            store = SessionStore(tx)
            store.drop_tokens("setup")
            store.add_token(hash_secret(token), "setup", None, SETUP_TOKEN)
            return token

        return self._write(work)

    def make_sign_in_token(self, person_id: str) -> str:
        """A token that signs this person in once within 15 minutes; for the one who runs Volano on this machine."""
        token = new_secret()
        self._write(lambda tx: SessionStore(tx).add_token(hash_secret(token), "sign_in", person_id, SIGN_IN_TOKEN))
        return token

    def make_own_link(self, subject: Subject) -> str:
        """A token that signs the subject's own person in once.

        Raises EscalationRefused when the session could do more than what asks for it: for a service account, and
        for a key that may less than its owner, ends some day, or belongs to one of several workspaces of theirs.
        """

        def look(tx: Tx) -> bool:
            key = KeyStore(tx).find(subject.key_id) if subject.key_id else None
            held = PeopleStore(tx).member(subject.owner_id)
            return (
                held is not None
                and permissions_of(held.role) <= subject.permissions
                and not PeopleStore(tx).belongs_elsewhere(subject.owner_id)
                and (key is None or key.expires_at is None)
            )

        if subject.kind != "person" or (subject.auth_method != "session" and not self._database.read(subject, look)):
            raise EscalationRefused(
                f"`{subject.name}` may less than the person behind it, whom the link would sign in",
                hint="ask with a lasting key of your whole role in your only workspace, or sign in in the browser",
            )
        return self.make_sign_in_token(subject.owner_id)

    # ---- ways in ------------------------------------------------------------------------------------------

    def set_up(self, token: str, email: str, name: str, password: str | None, visit: Visit) -> NewSession:
        """The first person's session, with the workspace `default` made for them. Raises SetupDone or InvalidToken."""
        email, name = check_email(email), check_display_name(name)
        if self._database.read(_PLATFORM, lambda tx: PeopleStore(tx).has_people()):
            raise SetupDone("Volano is set up already", hint="sign in, or ask an admin to add you")
        hashed = hash_password(check_password(password, email)) if password is not None else None

        def work(tx: Tx) -> NewSession:
            PeopleStore(tx).lock_names()
            if PeopleStore(tx).has_people():
                raise SetupDone("Volano is set up already", hint="sign in, or ask an admin to add you")
            if SessionStore(tx).use_token(hash_secret(token), "setup") is None:
                raise InvalidToken(
                    "the setup token is wrong, used or too old", hint="restart `volano up`; it prints a fresh one"
                )
            person_id = found_house(tx, email, name, hashed)
            return _open(tx, person_id, name, "setup", visit)

        return self._write(work, visit)

    def redeem(self, token: str, visit: Visit) -> NewSession:
        """A session for whom the sign-in link or invitation was made. Raises InvalidToken."""

        def work(tx: Tx) -> NewSession:
            found = SessionStore(tx).use_token(hash_secret(token), "sign_in", "invitation")
            person = PeopleStore(tx).by_id(found.person_id) if found else None
            if found is None or person is None or person.disabled_at:
                raise InvalidToken(
                    "the link was used before or is too old", hint="ask for a fresh one: `volano up` prints it"
                )
            return _open(tx, person.id, person.name, found.purpose, visit)

        return self._write(work, visit)

    def sign_in(self, email: str, password: str, visit: Visit) -> NewSession:
        """A session, when the password fits.

        Raises WrongCredentials, the same for an unknown account as for a wrong password, or TooManyAttempts.
        """
        account = email.strip().lower()
        buckets = _buckets(account, visit.ip)
        self._begin_attempt(buckets)
        person = self._database.read(_PLATFORM, lambda tx: PeopleStore(tx).by_email(account))
        fits = verify_password(person.password_hash if person else None, password)
        if person is None or person.disabled_at or not fits:
            self._write(lambda tx: _note_refusal(tx, person), visit)
            raise WrongCredentials("the e-mail address or the password is wrong", hint="check both and try again")
        renewed = hash_password(password) if is_outdated(person.password_hash) else None

        def work(tx: Tx) -> NewSession:
            self._end_attempt(SessionStore(tx), buckets)
            if renewed:
                PeopleStore(tx).set_password(person.id, renewed)
            return _open(tx, person.id, person.name, "password", visit)

        return self._write(work, visit)

    # ---- a person's own sessions --------------------------------------------------------------------------

    def list_own(self, me: Subject) -> Sequence[Row[Any]]:
        """The live sessions of the caller, the newest first."""
        return self._database.read(me, lambda tx: SessionStore(tx).live_of(me.id, tx.now() - SESSION_IDLE))

    def revoke_own(self, me: Subject, session_id: str) -> None:
        """Nothing; the session is refused from now on. Raises SessionNotFound when it is not a live one of theirs."""

        def work(tx: Tx) -> None:
            if not SessionStore(tx).revoke(session_id, me.id):
                raise SessionNotFound(
                    f"you have no session `{session_id[:80]}`", hint="list them: GET /api/v1/sessions"
                )
            tx.record("session:revoke", "person", me.id, name=me.name, data={"session": session_id})

        self._database.write(me, work)

    def change_password(self, me: Subject, current: str | None, new: str) -> None:
        """Nothing; all other sessions of the caller have ended. Raises WrongCredentials or WeakPassword.

        Who came by a link and has no password yet sets one without a current one.
        """
        person = self._database.read(me, lambda tx: PeopleStore(tx).by_id(me.id))
        assert person is not None
        if person.password_hash is not None:
            buckets = [(f"password:{me.id}", ACCOUNT_FAILURES)]
            self._begin_attempt(buckets)
            if not verify_password(person.password_hash, current or ""):
                raise WrongCredentials("the current password is wrong", hint="type it again")
            self._write(lambda tx: self._end_attempt(SessionStore(tx), buckets))
        hashed = hash_password(check_password(new, person.email))

        def work(tx: Tx) -> None:
            PeopleStore(tx).set_password(me.id, hashed)
            ended = SessionStore(tx).revoke_others(me.id, me.session_id or "")
            SessionStore(tx).drop_tokens("sign_in", me.id)
            tx.record("person:change_password", "person", me.id, name=me.name, data={"ended_sessions": ended})

        self._database.write(me, work)

    def sweep(self) -> int:
        """How many ended sessions, tokens, attempt counters and kept answers were removed; run it now and then."""

        def work(tx: Tx) -> int:
            answers = AnswerStore(tx).drop_before(tx.now() - KEPT_ANSWER)
            return answers + SessionStore(tx).drop_ended(tx.now() - 30 * DAY)

        return self._write(work)

    # ---- inside -------------------------------------------------------------------------------------------

    def _begin_attempt(self, buckets: Sequence[tuple[str, int]]) -> None:
        def work(tx: Tx) -> int:
            store = SessionStore(tx)
            for bucket, _ in buckets:
                store.lock_bucket(bucket)
            before = {bucket: store.attempts(bucket) for bucket, _ in buckets}
            wait = max(wait_of(found, tx.now()) for found in before.values())
            if wait == 0:
                for bucket, allowed in buckets:
                    store.note_attempts(bucket, count_attempt(before[bucket], tx.now(), allowed))
            return wait

        if wait := self._write(work):
            seconds = -(-wait // SECOND)
            raise TooManyAttempts(
                f"too many attempts to sign in; the next one is possible in {seconds} s",
                hint="wait, and check the password meanwhile",
                retry_after=seconds,
            )

    def _end_attempt(self, store: SessionStore, buckets: Sequence[tuple[str, int]]) -> None:
        """An account's counter starts anew after a success; an address keeps its other failures, so that nobody
        clears them by signing in as themself."""
        for bucket, allowed in buckets:
            store.lock_bucket(bucket)
            before = store.attempts(bucket)
            if before is None or not bucket.startswith("address:"):
                store.clear_attempts(bucket)
            else:
                store.note_attempts(bucket, forgive_one(before, allowed))

    def _write(self, work: Callable[[Tx], Result], visit: Visit | None = None) -> Result:
        subject = replace(_PLATFORM, ip=visit.ip, request_id=visit.request_id) if visit else _PLATFORM
        return self._database.write(subject, work)


def _open(tx: Tx, person_id: str, name: str, method: str, visit: Visit) -> NewSession:
    """A fresh session; the one that the browser brought along ends, so that no known id survives a sign-in."""
    made = NewSession(new_id(), person_id, new_secret(), new_secret())
    store, now = SessionStore(tx), tx.now()
    if visit.old_session:
        store.revoke_by_hash(hash_secret(visit.old_session))
    store.add(
        {
            "id": made.id,
            "secret_hash": hash_secret(made.secret),
            "csrf_token": made.csrf_token,
            "person_id": person_id,
            "ip": visit.ip,
            "user_agent": visit.user_agent[:400],
            "created_at": now,
            "expires_at": now + SESSION_LIFE,
            "seen_at": now,
        }
    )
    PeopleStore(tx).mark_activated(person_id)
    tx.record("session:create", "person", person_id, name=name, data={"method": method, "session": made.id})
    return made


def _note_refusal(tx: Tx, person: Row[Any] | None) -> None:
    """What was typed is not noted: people type passwords into the wrong field."""
    tx.record("session:refuse", "person", person.id if person else "unknown", name=person.name if person else "")


def _buckets(account: str, ip: str) -> list[tuple[str, int]]:
    typed = hashlib.sha256(account.encode()).hexdigest()
    return [(f"account:{typed}", ACCOUNT_FAILURES), (f"address:{ip}", ADDRESS_FAILURES)]
