"""Keys and service accounts: made, shown once, revoked, never stronger than who made them."""

from __future__ import annotations

import pytest

from tests.access.factories import change, make_admin, make_member, value
from volano_server.access import Admission, Credentials, KeyService, PeopleService, permissions_of
from volano_server.access.domain import parse_api_key
from volano_server.access.errors import (
    AccountNotFound,
    EscalationRefused,
    InvalidGrant,
    InvalidKey,
    KeyNotFound,
    NameTaken,
    WorkspaceNotFound,
)
from volano_server.db import Database
from volano_server.kit.clock import DAY, now
from volano_server.kit.subject import Subject

KEYS = KeyService()


@pytest.fixture
def admin(database: Database) -> Subject:
    return make_admin(database)


def make(database: Database, who: Subject, **options: object) -> str:
    """The text of a new key."""
    given = {"name": "ci", "role": "viewer"} | options
    return database.write(who, lambda tx: KEYS.create(tx, **given)[1])  # type: ignore[arg-type]


def using(database: Database, key: str, workspace: str | None = None) -> Subject:
    return Admission(database).identify(Credentials(key, None, None, False, workspace, "127.0.0.1", "request-1"))


def test_a_key_acts_for_its_owner_with_its_own_role(database: Database, admin: Subject) -> None:
    subject = using(database, make(database, admin, role="editor"))
    assert (subject.kind, subject.id, subject.owner_id, subject.role) == ("person", admin.id, admin.id, "editor")
    assert subject.permissions == permissions_of("editor")
    assert subject.auth_method == "key"


def test_only_the_hash_of_a_secret_is_stored_and_lists_never_show_it(database: Database, admin: Subject) -> None:
    key = parse_api_key(make(database, admin))
    assert key is not None
    assert key.secret not in str(value(database, "SELECT secret_hash FROM api_keys"))
    rows, _ = database.read(admin, lambda tx: KEYS.list(tx, None, 10))
    assert "secret_hash" not in rows[0]._mapping
    assert key.secret not in repr(key)


def test_a_wrong_secret_an_unknown_key_and_a_malformed_one_get_the_same_answer(
    database: Database, admin: Subject
) -> None:
    right = make(database, admin)
    wrong = [right[:-1] + ("A" if right[-1] != "A" else "B"), "volano_" + "0" * 12 + right[19:], "x", "", "ключ"]
    messages = set()
    for text in [*wrong, "volano_' OR 1=1 --_x", right + " "]:
        with pytest.raises(InvalidKey) as caught:
            using(database, text)
        messages.add(caught.value.message)
    assert len(messages) == 1


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("UPDATE api_keys SET revoked_at = 1", "revoked"),
        ("UPDATE api_keys SET expires_at = 1", "expired"),
        ("UPDATE people SET disabled_at = 1", "disabled"),
    ],
)
def test_a_key_that_has_ended_is_refused_and_says_why(database: Database, admin: Subject, end: str, said: str) -> None:
    key = make(database, admin)
    change(database, end)
    with pytest.raises(InvalidKey, match=said):
        using(database, key)


def test_scopes_cut_a_key_down(database: Database, admin: Subject) -> None:
    subject = using(database, make(database, admin, role="editor", scopes=["runs:write", "runs:read"]))
    assert subject.permissions == {"runs:read", "runs:write"}


def test_lowering_the_owner_lowers_their_keys_at_once_and_removing_them_ends_the_keys(
    database: Database, admin: Subject
) -> None:
    people, owner = PeopleService(database), make_member(database, admin, "maintainer")
    key = make(database, owner, role="maintainer")
    database.write(admin, lambda tx: people.change_role(tx, owner.id, "viewer"))
    assert using(database, key).permissions == permissions_of("viewer")
    database.write(admin, lambda tx: people.remove(tx, owner.id))
    with pytest.raises(InvalidKey):
        using(database, key)


def test_a_key_for_another_workspace_is_refused_and_names_its_own(database: Database, admin: Subject) -> None:
    key = make(database, admin)
    assert using(database, key, "default").workspace_id == admin.workspace_id
    make_admin(database, "other")
    with pytest.raises(WorkspaceNotFound):
        using(database, key, "other")


def test_the_last_use_is_noted_without_a_write_for_each_request(database: Database, admin: Subject) -> None:
    key = make(database, admin)
    using(database, key)
    first = value(database, "SELECT last_used_at FROM api_keys")
    using(database, key)
    assert value(database, "SELECT last_used_at FROM api_keys") == first > 0


# ---- no escalation --------------------------------------------------------------------------------------------


def test_nobody_makes_a_key_with_a_higher_role(database: Database, admin: Subject) -> None:
    editor = make_member(database, admin, "editor")
    with pytest.raises(EscalationRefused):
        make(database, editor, role="maintainer")
    assert using(database, make(database, editor, role="editor")).role == "editor"


def test_a_scoped_key_makes_no_wider_key(database: Database, admin: Subject) -> None:
    scoped = using(database, make(database, admin, role="editor", scopes=["keys:write", "runs:read"]))
    for wider in ({"role": "viewer"}, {"role": "editor", "scopes": ["runs:write"]}, {"role": "editor"}):
        with pytest.raises(EscalationRefused):
            make(database, scoped, **wider)
    assert using(database, make(database, scoped, scopes=["runs:read"])).permissions == {"runs:read"}


def test_a_key_made_with_a_key_does_not_outlive_it(database: Database, admin: Subject) -> None:
    end = now() + DAY
    parent = using(database, make(database, admin, role="editor", expires_at=end))
    with pytest.raises(EscalationRefused):
        make(database, parent, expires_at=end + 1)
    make(database, parent, name="child")
    assert value(database, "SELECT expires_at FROM api_keys WHERE name = 'child'") == end


@pytest.mark.parametrize("grant", [{"scopes": ["nothing:read"]}, {"scopes": ["runs:write"]}, {"expires_at": 1}])
def test_a_key_that_makes_no_sense_is_refused(database: Database, admin: Subject, grant: dict[str, object]) -> None:
    with pytest.raises(InvalidGrant):
        make(database, admin, **grant)


# ---- who may see and revoke -----------------------------------------------------------------------------------


def test_people_see_their_own_keys_and_an_admin_sees_all(database: Database, admin: Subject) -> None:
    editor = make_member(database, admin, "editor")
    make(database, admin, name="of-admin")
    make(database, editor, name="of-editor")
    shown = {
        who.role: [row.name for row in database.read(who, lambda tx: KEYS.list(tx, None, 10))[0]]
        for who in (admin, editor)
    }
    assert shown == {"admin": ["of-admin", "of-editor"], "editor": ["of-editor"]}


def test_a_key_is_revoked_by_its_owner_or_an_admin_and_is_not_found_for_others(
    database: Database, admin: Subject
) -> None:
    editor, colleague = make_member(database, admin, "editor"), make_member(database, admin, "editor")
    stranger = make_admin(database, "other")
    key = make(database, editor)
    key_id = value(database, "SELECT id FROM api_keys")
    for who in (colleague, stranger):
        with pytest.raises(KeyNotFound):
            database.write(who, lambda tx: KEYS.revoke(tx, key_id))
    assert using(database, key).id == editor.id
    database.write(admin, lambda tx: KEYS.revoke(tx, key_id))
    with pytest.raises(InvalidKey, match="revoked"):
        using(database, key)
    database.write(editor, lambda tx: KEYS.revoke(tx, key_id))
    assert value(database, "SELECT count(*) FROM events WHERE action = 'key:revoke'") == 1


# ---- service accounts -----------------------------------------------------------------------------------------


def test_a_service_account_acts_as_itself_and_its_owner_stays_the_person_behind(
    database: Database, admin: Subject
) -> None:
    account = database.write(admin, lambda tx: KEYS.create_account(tx, "deploy", "maintainer"))
    subject = using(database, make(database, admin, role="maintainer", service_account_id=account.id))
    assert (subject.kind, subject.id, subject.name) == ("service_account", account.id, "deploy")
    assert subject.owner_id == admin.id


def test_a_key_of_a_service_account_does_no_more_than_the_account(database: Database, admin: Subject) -> None:
    account = database.write(admin, lambda tx: KEYS.create_account(tx, "reader", "viewer"))
    with pytest.raises(EscalationRefused):
        make(database, admin, role="editor", service_account_id=account.id)


def test_a_service_account_makes_keys_for_itself_and_for_nobody_else(database: Database, admin: Subject) -> None:
    mine, other = (
        database.write(admin, lambda tx, name=name: KEYS.create_account(tx, name, "editor"))  # type: ignore[misc]
        for name in ("mine", "other")
    )
    robot = using(database, make(database, admin, role="editor", service_account_id=mine.id))
    assert using(database, make(database, robot)).id == mine.id
    with pytest.raises(AccountNotFound):
        make(database, robot, service_account_id=other.id)


def test_a_disabled_service_account_is_refused_at_once_and_gets_no_new_keys(database: Database, admin: Subject) -> None:
    account = database.write(admin, lambda tx: KEYS.create_account(tx, "deploy", "editor"))
    key = make(database, admin, role="editor", service_account_id=account.id)
    database.write(admin, lambda tx: KEYS.disable_account(tx, account.id))
    with pytest.raises(InvalidKey, match="disabled"):
        using(database, key)
    with pytest.raises(AccountNotFound):
        make(database, admin, service_account_id=account.id)


def test_a_service_account_of_another_workspace_is_not_found(database: Database, admin: Subject) -> None:
    other = make_admin(database, "other")
    account = database.write(other, lambda tx: KEYS.create_account(tx, "deploy", "editor"))
    with pytest.raises(AccountNotFound):
        make(database, admin, service_account_id=account.id)
    with pytest.raises(AccountNotFound):
        database.write(admin, lambda tx: KEYS.disable_account(tx, account.id))
    assert value(database, "SELECT count(*) FROM service_accounts WHERE disabled_at IS NULL") == 1


def test_somebody_elses_service_account_gives_no_key_to_an_editor(database: Database, admin: Subject) -> None:
    account = database.write(admin, lambda tx: KEYS.create_account(tx, "deploy", "editor"))
    editor = make_member(database, admin, "editor")
    with pytest.raises(AccountNotFound):
        make(database, editor, service_account_id=account.id)


def test_two_service_accounts_do_not_share_a_name(database: Database, admin: Subject) -> None:
    database.write(admin, lambda tx: KEYS.create_account(tx, "deploy", "editor"))
    with pytest.raises(NameTaken):
        database.write(admin, lambda tx: KEYS.create_account(tx, "deploy", "viewer"))
    accounts, _ = database.read(admin, lambda tx: KEYS.list_accounts(tx, None, 10))
    assert [(row.name, row.owner_id) for row in accounts] == [("deploy", admin.id)]
