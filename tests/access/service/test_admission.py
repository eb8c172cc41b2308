"""What a job carries, and what becomes of it when its owner's rights change."""

from __future__ import annotations

import pytest

from tests.access.factories import change, make_admin, make_member, subject_of
from volano_server.access import Admission, Credentials, KeyService, PeopleService, permissions_of
from volano_server.access.errors import InvalidKey, SignInRequired, WorkspaceNotFound
from volano_server.db import Database
from volano_server.kit.subject import PermissionDenied, Subject, system_subject


@pytest.fixture
def admin(database: Database) -> Subject:
    return make_admin(database)


def restored(database: Database, subject: Subject, workspace_id: str | None = None) -> Subject:
    inside = workspace_id or subject.workspace_id
    assert inside is not None
    return database.read(system_subject("jobs"), lambda tx: Admission(database).restore(tx, inside, subject.to_json()))


def test_a_job_acts_as_the_person_who_started_it(database: Database, admin: Subject) -> None:
    editor = make_member(database, admin, "editor")
    again = restored(database, editor)
    assert (again.workspace_id, again.id, again.owner_id) == (editor.workspace_id, editor.id, editor.id)
    assert again.permissions == permissions_of("editor")
    assert again.auth_method == "job"


def test_a_job_never_gains_rights_and_loses_those_its_owner_lost(database: Database, admin: Subject) -> None:
    people, owner = PeopleService(database), make_member(database, admin, "editor")
    database.write(admin, lambda tx: people.change_role(tx, owner.id, "maintainer"))
    assert restored(database, owner).permissions == permissions_of("editor")
    database.write(admin, lambda tx: people.change_role(tx, owner.id, "viewer"))
    assert restored(database, owner).permissions == permissions_of("viewer")
    with pytest.raises(PermissionDenied):
        restored(database, owner).require("runs:write")


def test_a_scoped_keys_job_keeps_the_scopes(database: Database, admin: Subject) -> None:
    scoped = Subject(
        admin.workspace_id, "person", admin.id, "A", admin.id, "admin", frozenset({"runs:read"}), "key", key_id="k1"
    )
    again = restored(database, scoped)
    assert again.permissions == {"runs:read"}
    assert again.key_id == "k1"


def test_a_job_of_somebody_who_left_or_was_disabled_is_refused(database: Database, admin: Subject) -> None:
    people = PeopleService(database)
    gone, disabled = make_member(database, admin, "editor"), make_member(database, admin, "editor")
    database.write(admin, lambda tx: people.remove(tx, gone.id))
    change(database, "UPDATE people SET disabled_at = 1 WHERE id = :id", id=disabled.id)
    for who in (gone, disabled):
        with pytest.raises(InvalidKey, match="no longer a member"):
            restored(database, who)


def test_a_job_is_not_restored_in_a_workspace_its_owner_does_not_belong_to(database: Database, admin: Subject) -> None:
    other = make_admin(database, "other")
    with pytest.raises(InvalidKey):
        restored(database, admin, other.workspace_id)


def test_a_service_accounts_job_ends_with_the_account(database: Database, admin: Subject) -> None:
    keys = KeyService()
    account = database.write(admin, lambda tx: keys.create_account(tx, "deploy", "editor"))
    subject = Subject(
        admin.workspace_id, "service_account", account.id, "deploy", admin.id, "editor", permissions_of("admin"), "key"
    )
    assert restored(database, subject).permissions == permissions_of("editor")
    database.write(admin, lambda tx: keys.disable_account(tx, account.id))
    with pytest.raises(InvalidKey):
        restored(database, subject)


def test_the_platforms_own_work_stays_in_its_workspace(database: Database, admin: Subject) -> None:
    again = restored(database, system_subject("retention", admin.workspace_id))
    assert (again.kind, again.workspace_id, again.permissions) == ("system", admin.workspace_id, frozenset())


def test_without_credentials_nobody_is_admitted(database: Database) -> None:
    nobody = Credentials(None, None, None, False, None, "127.0.0.1", "request-1")
    with pytest.raises(SignInRequired):
        Admission(database).identify(nobody)
    with pytest.raises(SignInRequired):
        Admission(database).person_alone(nobody)


def test_a_persons_other_workspace_is_chosen_by_name_and_a_strangers_is_not_found(
    database: Database, admin: Subject
) -> None:
    from volano_server.access import SessionService
    from volano_server.access.service import Visit

    sessions, people = SessionService(database), PeopleService(database)
    second = people.create_workspace(admin, "second", "")
    make_admin(database, "other")
    made = sessions.redeem(sessions.make_sign_in_token(admin.id), Visit("127.0.0.1", "pytest", "r"))

    def choose(slug: str | None) -> str | None:
        asked = Credentials(None, made.secret, None, False, slug, "127.0.0.1", "request-1")
        return Admission(database).identify(asked).workspace_id

    assert choose(None) == admin.workspace_id
    assert choose("second") == second
    for slug in ("other", "nothing", ""):
        with pytest.raises(WorkspaceNotFound):
            choose(slug)
    assert subject_of(admin.id, second, "admin").workspace_id == second
