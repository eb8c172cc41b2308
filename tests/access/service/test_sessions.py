"""First start, sign-in, one-time tokens, throttling, and the end of sessions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from volano_server.access import Admission, Credentials, KeyService, PeopleService, SessionService
from volano_server.access.domain.throttle import ACCOUNT_FAILURES, ADDRESS_FAILURES
from volano_server.access.errors import (
    CsrfFailed,
    EscalationRefused,
    InvalidToken,
    SessionNotFound,
    SetupDone,
    SignInRequired,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
)
from volano_server.access.service import NewSession, Visit
from volano_server.db import Database
from volano_server.kit.clock import DAY, now
from volano_server.kit.errors import AppError
from volano_server.kit.subject import Subject, system_subject

PASSWORD = "the wheel turns once more"
VISIT = Visit("127.0.0.1", "pytest", "request-1")


def change(database: Database, statement: str, **values: Any) -> None:
    database.write(system_subject("test"), lambda tx: tx.execute(text(statement), values))


def value(database: Database, statement: str) -> Any:
    return database.read(system_subject("test"), lambda tx: tx.value(text(statement)))


def credentials(made: NewSession, csrf: str | None = None, *, unsafe: bool = False) -> Credentials:
    return Credentials(None, made.secret, csrf, unsafe, None, "127.0.0.1", "request-1")


@pytest.fixture
def sessions(database: Database) -> SessionService:
    return SessionService(database)


@pytest.fixture
def anna(sessions: SessionService) -> NewSession:
    """The first person, signed in by setup."""
    token = sessions.make_setup_token()
    assert token is not None
    return sessions.set_up(token, "Anna@Example.org", "Anna", PASSWORD, VISIT)


def me(database: Database, made: NewSession) -> Subject:
    return Admission(database).person_alone(credentials(made))


# ---- setup ----------------------------------------------------------------------------------------------------


def test_setup_makes_the_first_person_an_admin_of_the_default_workspace(database: Database, anna: NewSession) -> None:
    shown = Admission(database).introduce(credentials(anna))
    assert (shown.person.email, shown.person.name) == ("anna@example.org", "Anna")
    assert [(one.slug, one.role) for one in shown.workspaces] == [("default", "admin")]
    assert shown.csrf_token == anna.csrf_token


def test_the_setup_token_is_stored_only_as_a_hash(database: Database, sessions: SessionService) -> None:
    token = sessions.make_setup_token()
    assert token is not None
    assert token not in str(value(database, "SELECT secret_hash FROM one_time_tokens"))


def test_setup_with_a_wrong_token_makes_nobody(database: Database, sessions: SessionService) -> None:
    sessions.make_setup_token()
    with pytest.raises(InvalidToken):
        sessions.set_up("wrong", "a@b.c", "A", PASSWORD, VISIT)
    assert value(database, "SELECT count(*) FROM people") == 0


def test_a_newer_setup_token_voids_the_older_one(sessions: SessionService) -> None:
    older, newer = sessions.make_setup_token(), sessions.make_setup_token()
    assert older is not None
    assert newer is not None
    with pytest.raises(InvalidToken):
        sessions.set_up(older, "a@b.c", "A", PASSWORD, VISIT)
    assert sessions.set_up(newer, "a@b.c", "A", PASSWORD, VISIT).secret


def test_a_setup_token_that_is_too_old_is_refused(database: Database, sessions: SessionService) -> None:
    token = sessions.make_setup_token()
    assert token is not None
    change(database, "UPDATE one_time_tokens SET expires_at = 1")
    with pytest.raises(InvalidToken):
        sessions.set_up(token, "a@b.c", "A", PASSWORD, VISIT)


def test_setup_is_refused_once_somebody_exists(sessions: SessionService, anna: NewSession) -> None:
    assert sessions.make_setup_token() is None
    with pytest.raises(SetupDone):
        sessions.set_up("any", "b@b.c", "B", PASSWORD, VISIT)


def test_setup_with_a_weak_password_leaves_the_token_usable(sessions: SessionService) -> None:
    token = sessions.make_setup_token()
    assert token is not None
    with pytest.raises(WeakPassword):
        sessions.set_up(token, "a@b.c", "A", "short", VISIT)
    assert sessions.set_up(token, "a@b.c", "A", None, VISIT).secret


def test_of_many_setups_at_once_one_wins(database: Database, sessions: SessionService) -> None:
    token = sessions.make_setup_token()
    assert token is not None
    outcomes = at_once([partial(sessions.set_up, token, f"p{n}@b.c", "P", None, VISIT) for n in range(6)])
    assert sum(isinstance(outcome, NewSession) for outcome in outcomes) == 1
    assert all(isinstance(outcome, NewSession | SetupDone | InvalidToken) for outcome in outcomes)
    assert value(database, "SELECT count(*) FROM people") == 1


def test_a_laptop_gets_one_local_admin_however_often_it_starts(database: Database) -> None:
    people = PeopleService(database)
    outcomes = at_once([people.bootstrap_local for _ in range(4)])
    assert sorted(outcome.is_new for outcome in outcomes) == [False, False, False, True]
    assert len({outcome.person_id for outcome in outcomes}) == 1
    assert value(database, "SELECT count(*) FROM people WHERE password_hash IS NULL") == 1


def test_a_laptop_that_was_set_up_signs_in_its_oldest_admin(database: Database, anna: NewSession) -> None:
    found = PeopleService(database).bootstrap_local()
    assert (found.person_id, found.email, found.is_new) == (anna.person_id, "anna@example.org", False)


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """What each work returned or raised, all begun together."""
    outcomes: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int) -> None:
        gate.wait()
        try:
            outcomes[place] = works[place]()
        except AppError as error:
            outcomes[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


# ---- tokens ---------------------------------------------------------------------------------------------------


def test_a_sign_in_token_opens_one_session_and_no_second(sessions: SessionService, anna: NewSession) -> None:
    token = sessions.make_sign_in_token(anna.person_id)
    outcomes = at_once([lambda: sessions.redeem(token, VISIT)] * 4)
    assert sum(isinstance(outcome, NewSession) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, InvalidToken) for outcome in outcomes) == 3


def test_a_sign_in_token_that_is_too_old_is_refused(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    token = sessions.make_sign_in_token(anna.person_id)
    change(database, "UPDATE one_time_tokens SET expires_at = 1 WHERE purpose = 'sign_in'")
    with pytest.raises(InvalidToken):
        sessions.redeem(token, VISIT)


def test_a_setup_token_is_no_sign_in_token(sessions: SessionService) -> None:
    token = sessions.make_setup_token()
    assert token is not None
    with pytest.raises(InvalidToken):
        sessions.redeem(token, VISIT)


def test_a_token_of_a_disabled_person_is_refused(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    token = sessions.make_sign_in_token(anna.person_id)
    change(database, "UPDATE people SET disabled_at = 1")
    with pytest.raises(InvalidToken):
        sessions.redeem(token, VISIT)


# ---- passwords ------------------------------------------------------------------------------------------------


def test_the_right_password_opens_a_session_and_the_address_may_be_typed_in_any_case(
    sessions: SessionService, anna: NewSession
) -> None:
    assert sessions.sign_in(" ANNA@example.org", PASSWORD, VISIT).person_id == anna.person_id


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(
    sessions: SessionService, anna: NewSession
) -> None:
    messages = []
    for email in ("anna@example.org", "nobody@example.org"):
        with pytest.raises(WrongCredentials) as caught:
            sessions.sign_in(email, "not the password", VISIT)
        messages.append((caught.value.message, caught.value.hint, caught.value.code))
    assert messages[0] == messages[1]


def test_somebody_without_a_password_cannot_sign_in_with_any(database: Database, sessions: SessionService) -> None:
    PeopleService(database).bootstrap_local()
    for password in ("", "anything", "no account has this password"):
        with pytest.raises(WrongCredentials):
            sessions.sign_in("local@localhost", password, VISIT)


def test_a_disabled_person_cannot_sign_in(database: Database, sessions: SessionService, anna: NewSession) -> None:
    change(database, "UPDATE people SET disabled_at = 1")
    with pytest.raises(WrongCredentials):
        sessions.sign_in("anna@example.org", PASSWORD, VISIT)


def test_signing_in_ends_the_session_that_the_browser_brought_along(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    visit = Visit("127.0.0.1", "pytest", "request-2", old_session=anna.secret)
    fresh = sessions.sign_in("anna@example.org", PASSWORD, visit)
    assert fresh.secret != anna.secret
    assert fresh.csrf_token != anna.csrf_token
    with pytest.raises(SignInRequired):
        Admission(database).introduce(credentials(anna))


def fail(sessions: SessionService, email: str, ip: str) -> AppError:
    with pytest.raises((WrongCredentials, TooManyAttempts)) as caught:
        sessions.sign_in(email, "wrong password", Visit(ip, "pytest", "r"))
    return caught.value


def test_after_five_failures_an_account_is_blocked_from_every_address_and_even_with_the_right_password(
    sessions: SessionService, anna: NewSession
) -> None:
    for number in range(ACCOUNT_FAILURES):
        assert isinstance(fail(sessions, "anna@example.org", f"10.0.0.{number}"), WrongCredentials)
    with pytest.raises(TooManyAttempts) as caught:
        sessions.sign_in("Anna@example.org", PASSWORD, Visit("10.9.9.9", "pytest", "r"))
    assert 0 < caught.value.retry_after <= 10


def test_an_unknown_account_is_blocked_in_the_same_way(sessions: SessionService, anna: NewSession) -> None:
    for _ in range(ACCOUNT_FAILURES):
        fail(sessions, "nobody@example.org", "10.0.0.1")
    assert isinstance(fail(sessions, "nobody@example.org", "10.0.0.2"), TooManyAttempts)


def test_an_address_that_tries_many_accounts_is_blocked(sessions: SessionService, anna: NewSession) -> None:
    for number in range(ADDRESS_FAILURES):
        assert isinstance(fail(sessions, f"p{number}@example.org", "10.0.0.1"), WrongCredentials)
    assert isinstance(fail(sessions, "another@example.org", "10.0.0.1"), TooManyAttempts)
    assert isinstance(fail(sessions, "another@example.org", "10.0.0.2"), WrongCredentials)


def test_when_the_block_is_over_the_right_password_opens_and_clears_the_account(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    for _ in range(ACCOUNT_FAILURES):
        fail(sessions, "anna@example.org", "10.0.0.1")
    change(database, "UPDATE sign_in_attempts SET blocked_until = 1")
    assert sessions.sign_in("anna@example.org", PASSWORD, VISIT).secret
    assert value(database, "SELECT count(*) FROM sign_in_attempts WHERE bucket LIKE 'account:%'") == 0


def test_signing_in_as_oneself_does_not_clear_the_failures_of_the_address(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    for number in range(3):
        fail(sessions, f"p{number}@example.org", VISIT.ip)
    sessions.sign_in("anna@example.org", PASSWORD, VISIT)
    assert value(database, "SELECT failures FROM sign_in_attempts WHERE bucket LIKE 'address:%'") == 3


def test_a_burst_of_parallel_guesses_counts_each_one(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    outcomes = at_once([lambda: fail(sessions, "anna@example.org", "10.0.0.1")] * 12)
    assert sum(isinstance(outcome, WrongCredentials) for outcome in outcomes) == ACCOUNT_FAILURES
    assert sum(isinstance(outcome, TooManyAttempts) for outcome in outcomes) == 12 - ACCOUNT_FAILURES


def test_what_was_typed_is_kept_nowhere(database: Database, sessions: SessionService, anna: NewSession) -> None:
    with pytest.raises(WrongCredentials):
        sessions.sign_in("my-secret-password", "x", VISIT)
    rows = database.read(
        system_subject("test"),
        lambda tx: [*tx.rows(text("SELECT * FROM events")), *tx.rows(text("SELECT * FROM sign_in_attempts"))],
    )
    assert "my-secret-password" not in str(rows)
    assert "session:refuse" in str(rows)


# ---- a session's life -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE sessions SET revoked_at = 1",
        "UPDATE sessions SET expires_at = 1",
        "UPDATE sessions SET seen_at = seen_at - 25 * 3600000000",
        "UPDATE people SET disabled_at = 1",
    ],
)
def test_a_session_ends_when_revoked_expired_idle_or_disabled(database: Database, anna: NewSession, end: str) -> None:
    change(database, end)
    with pytest.raises(SignInRequired):
        Admission(database).identify(credentials(anna))


def test_a_change_needs_the_sessions_own_csrf_token(database: Database, anna: NewSession) -> None:
    admission = Admission(database)
    for token in (None, "", "wrong", "wröng"):
        with pytest.raises(CsrfFailed):
            admission.identify(credentials(anna, token, unsafe=True))
    assert admission.identify(credentials(anna, anna.csrf_token, unsafe=True)).id == anna.person_id


def test_a_person_lists_and_ends_their_own_sessions_only(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    second = sessions.sign_in("anna@example.org", PASSWORD, VISIT)
    assert {row.id for row in sessions.list_own(me(database, anna))} == {anna.id, second.id}
    sessions.revoke_own(me(database, anna), second.id)
    with pytest.raises(SignInRequired):
        Admission(database).identify(credentials(second))
    with pytest.raises(SessionNotFound):
        sessions.revoke_own(me(database, anna), second.id)
    assert len(sessions.list_own(me(database, anna))) == 1


def test_another_persons_session_is_not_found(database: Database, sessions: SessionService, anna: NewSession) -> None:
    stranger = Subject(None, "person", "other", "Other", "other", "self")
    with pytest.raises(SessionNotFound):
        sessions.revoke_own(stranger, anna.id)
    assert Admission(database).identify(credentials(anna)).id == anna.person_id


def test_a_new_password_ends_the_other_sessions_and_open_sign_in_links(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    second, link = sessions.sign_in("anna@example.org", PASSWORD, VISIT), sessions.make_sign_in_token(anna.person_id)
    sessions.change_password(me(database, anna), PASSWORD, "another wheel turns now")
    assert Admission(database).identify(credentials(anna)).id == anna.person_id
    with pytest.raises(SignInRequired):
        Admission(database).identify(credentials(second))
    with pytest.raises(InvalidToken):
        sessions.redeem(link, VISIT)
    with pytest.raises(WrongCredentials):
        sessions.sign_in("anna@example.org", PASSWORD, VISIT)
    assert sessions.sign_in("anna@example.org", "another wheel turns now", VISIT).secret


def test_a_new_password_needs_the_current_one_and_guessing_it_is_throttled(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    subject = me(database, anna)
    for guess in (None, "", "guess one", "guess two", "guess three"):
        with pytest.raises(WrongCredentials):
            sessions.change_password(subject, guess, "another wheel turns now")
    with pytest.raises(TooManyAttempts):
        sessions.change_password(subject, PASSWORD, "another wheel turns now")


def test_who_came_by_a_link_sets_a_first_password_without_a_current_one(
    database: Database, sessions: SessionService
) -> None:
    local = PeopleService(database).bootstrap_local()
    made = sessions.redeem(sessions.make_sign_in_token(local.person_id), VISIT)
    sessions.change_password(me(database, made), None, "another wheel turns now")
    assert sessions.sign_in("local@localhost", "another wheel turns now", VISIT).secret


def test_sweeping_removes_what_has_ended_and_nothing_that_lives(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    second = sessions.sign_in("anna@example.org", PASSWORD, VISIT)
    fail(sessions, "anna@example.org", "10.0.0.1")
    change(database, "UPDATE sessions SET revoked_at = 1 WHERE id = :id", id=second.id)
    change(database, "UPDATE one_time_tokens SET expires_at = 1")
    assert sessions.sweep() == 2
    assert Admission(database).identify(credentials(anna)).id == anna.person_id
    assert value(database, "SELECT count(*) FROM sign_in_attempts") > 0


def test_a_session_never_shows_its_secret(anna: NewSession) -> None:
    assert anna.secret not in repr(anna)
    assert anna.secret not in repr(credentials(anna))


# ---- links that a key asks for ---------------------------------------------------------------------------------


def key_subject(database: Database, made: NewSession, **options: Any) -> Subject:
    """What acts when somebody uses a key of this person's."""
    person = Admission(database).identify(credentials(made))
    given = {"name": "cli", "role": "admin"} | options
    _, text_ = database.write(person, lambda tx: KeyService().create(tx, **given))
    return Admission(database).identify(Credentials(text_, None, None, False, None, "127.0.0.1", "request-1"))


def test_a_lasting_key_with_the_whole_role_makes_a_link_for_its_owner(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    token = sessions.make_own_link(key_subject(database, anna))
    assert sessions.redeem(token, VISIT).person_id == anna.person_id


@pytest.mark.parametrize("less", [{"role": "maintainer"}, {"scopes": ["self:read"]}, {"expires_at": now() + DAY}])
def test_a_key_that_is_less_than_its_owner_makes_no_link(
    database: Database, sessions: SessionService, anna: NewSession, less: dict[str, Any]
) -> None:
    with pytest.raises(EscalationRefused):
        sessions.make_own_link(key_subject(database, anna, **less))


def test_a_key_of_one_workspace_makes_no_link_into_another(
    database: Database, sessions: SessionService, anna: NewSession
) -> None:
    subject = key_subject(database, anna)
    PeopleService(database).create_workspace(subject, "second", "")
    with pytest.raises(EscalationRefused):
        sessions.make_own_link(subject)
    signed_in = Admission(database).identify(credentials(anna))
    assert sessions.redeem(sessions.make_own_link(signed_in), VISIT).person_id == anna.person_id


def test_a_service_account_makes_no_link(database: Database, sessions: SessionService, anna: NewSession) -> None:
    person, keys = Admission(database).identify(credentials(anna)), KeyService()
    account = database.write(person, lambda tx: keys.create_account(tx, "deploy", "admin"))
    with pytest.raises(EscalationRefused):
        sessions.make_own_link(key_subject(database, anna, service_account_id=account.id))
