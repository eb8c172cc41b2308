"""Every way around an approval that we know of, one test each: none may lead through.

The protected alias `production` of the model `triage` points at nothing, or where a proper transition put it.
"""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

import volano_server
from tests.catalog.cast import GATED, SYSTEM, Cast, rules
from volano_server.access.service import answer_once
from volano_server.catalog import AliasProtected, AssetInUse, TransitionOut, TransitionRefused
from volano_server.catalog.errors import (
    AliasFree,
    ApprovalRefused,
    BreakGlassRefused,
    GatesChanged,
    NothingProposed,
    ReasonRequired,
    RequestRefused,
    ReviewRefused,
    RevisionMoved,
    RollbackRefused,
    TransitionClosed,
    TransitionNotFound,
    VersionNotFound,
)
from volano_server.catalog.tables import asset_versions, transitions, version_blobs
from volano_server.db import Database, Tx, verify_chain
from volano_server.kit.errors import AppError, BadInput, Forbidden, NotFound
from volano_server.kit.ids import new_id
from volano_server.kit.subject import PermissionDenied, system_subject


def refused(error: type[AppError], act: Callable[[], Any], words: str | None = None) -> AppError:
    with pytest.raises(error, match=words) as caught:
        act()
    return caught.value


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised, all started at once."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(index: int) -> None:
        gate.wait()
        try:
            results[index] = acts[index]()
        except AppError as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def asked(cast: Cast) -> TransitionOut:
    """A request by Ed for a version that Anna made, under the usual policy."""
    cast.protect()
    return cast.request("ed")


# ---- who approves -----------------------------------------------------------------------------------------


def test_the_requester_cannot_approve(cast: Cast) -> None:
    cast.publish("anna", {"weights": "x"})
    cast.protect()
    asked = cast.request("carol", "4")
    refused(ApprovalRefused, lambda: cast.approve("carol", asked), "nobody approves their own")
    missing = refused(TransitionRefused, lambda: cast.apply("carol", asked))
    assert "1 approval by a maintainer other than Anna, Carol is missing" in missing.message
    assert cast.target() is None


def test_the_author_of_the_version_cannot_approve(cast: Cast, asked: TransitionOut) -> None:
    refused(ApprovalRefused, lambda: cast.approve("anna", asked), "nobody approves their own")
    refused(TransitionRefused, lambda: cast.apply("anna", asked))


def test_who_wrote_the_version_together_with_others_cannot_approve(cast: Cast) -> None:
    cast.publish("anna", {"weights": "shared"}, contributors=[(cast.id_of("bob"), "Bob")])
    cast.protect()
    asked = cast.request("ed", "4")
    refused(ApprovalRefused, lambda: cast.approve("bob", asked))
    assert cast.approve("carol", asked).state == "approved"


def test_who_made_the_same_content_under_another_name_cannot_approve(cast: Cast) -> None:
    cast.publish("bob", {"weights": "copied"}, name="draft")
    cast.publish("anna", {"weights": "copied"})
    cast.protect()
    asked = cast.request("ed", "4")
    refused(ApprovalRefused, lambda: cast.approve("bob", asked))


def test_a_second_key_of_the_same_human_is_no_second_person(cast: Cast, asked: TransitionOut) -> None:
    refused(ApprovalRefused, lambda: cast.approve(cast.key_of("anna"), asked))
    by_ed = cast.key_of("ed", "maintainer")
    refused(ApprovalRefused, lambda: cast.approve(by_ed, asked))


def test_two_keys_of_one_human_count_once(cast: Cast) -> None:
    cast.protect(approvals=[{"role": "maintainer", "count": 2}])
    asked = cast.request("ed")
    cast.approve("bob", asked)
    after = cast.approve(cast.key_of("bob"), asked)
    assert [item.by_name for item in after.approvals] == ["Bob"]
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "1 approval by a maintainer")


@pytest.mark.parametrize("owner", ["anna", "ed", "bob"])
def test_a_service_account_never_approves(cast: Cast, asked: TransitionOut, owner: str) -> None:
    refused(Forbidden, lambda: cast.approve(cast.robot_of(owner), asked))
    assert cast.look(asked).approvals == []


def test_who_requested_through_a_service_account_cannot_approve(cast: Cast) -> None:
    cast.protect()
    asked = cast.request(cast.robot_of("bob"))
    refused(ApprovalRefused, lambda: cast.approve("bob", asked), "nobody approves their own")


def test_the_platform_itself_cannot_approve(cast: Cast, asked: TransitionOut) -> None:
    platform = system_subject("scheduler", cast.workspace_id)
    refused(PermissionDenied, lambda: cast.approve(platform, asked))


def test_an_editor_cannot_approve(cast: Cast) -> None:
    cast.hire("eve", "editor")
    cast.protect()
    asked = cast.request("anna")
    refused(PermissionDenied, lambda: cast.approve("eve", asked))


def test_a_maintainer_is_no_admin_for_a_policy_that_asks_for_one(cast: Cast) -> None:
    cast.protect(approvals=[{"role": "admin", "count": 1}])
    asked = cast.request("ed")
    refused(ApprovalRefused, lambda: cast.approve("bob", asked), "asked for: admin")
    assert cast.approve("ari", asked).state == "approved"


def test_a_weak_key_of_a_strong_person_approves_no_more_than_the_key_may(cast: Cast) -> None:
    cast.protect(approvals=[{"role": "admin", "count": 1}])
    asked = cast.request("ed")
    refused(ApprovalRefused, lambda: cast.approve(cast.key_of("ari", "maintainer"), asked))


def test_one_person_does_not_fill_two_seats(cast: Cast) -> None:
    cast.protect(approvals=[{"role": "admin", "count": 1}, {"role": "maintainer", "count": 1}])
    asked = cast.request("ed")
    cast.approve("ari", asked)
    refused(TransitionRefused, lambda: cast.apply("ari", asked), "1 approval by a maintainer")
    cast.approve("bob", asked)
    assert cast.apply("bob", asked).state == "applied"


def test_a_stranger_neither_sees_nor_approves_nor_applies(cast: Cast, asked: TransitionOut, shared: Database) -> None:
    other = Cast(shared, "other")
    other.protect(name="elsewhere")
    refused(TransitionNotFound, lambda: other.approve("ari", asked))
    refused(TransitionNotFound, lambda: other.apply("ari", asked))
    refused(TransitionNotFound, lambda: other.evaluate("ari", asked))
    refused(NotFound, lambda: other.do("ari", lambda tx: other.transitions.reject(tx, asked.id)))
    refused(NotFound, lambda: other.rollback("ari", asked))
    refused(NotFound, lambda: other.request("ari"))
    assert cast.look(asked).approvals == []
    assert cast.look(asked).revision == asked.revision


# ---- when things change after the approval ----------------------------------------------------------------


def test_an_approval_through_a_key_that_was_revoked_since_counts_no_more(cast: Cast, asked: TransitionOut) -> None:
    stolen = cast.key_of("bob")
    assert cast.approve(stolen, asked).state == "approved"
    cast.revoke(stolen)
    refused(TransitionRefused, lambda: cast.apply("carol", asked), "1 approval by a maintainer")
    assert [item.void_reason for item in cast.look(asked).approvals] == ["the key that gave it was revoked"]
    assert cast.target() is None


def test_after_the_key_was_revoked_its_owner_can_approve_in_person(cast: Cast, asked: TransitionOut) -> None:
    stolen = cast.key_of("bob")
    cast.approve(stolen, asked)
    cast.revoke(stolen)
    assert cast.approve("bob", asked).state == "approved"
    assert cast.apply("carol", asked).state == "applied"


def test_an_applied_transition_keeps_its_approvals_when_a_key_is_revoked(cast: Cast, asked: TransitionOut) -> None:
    key = cast.key_of("bob")
    cast.approve(key, asked)
    cast.apply("carol", asked)
    cast.revoke(key)
    after = cast.look(asked)
    assert (after.state, [item.void_reason for item in after.approvals]) == ("applied", [""])


def test_two_keys_revoked_one_after_the_other_leave_nothing_to_apply(cast: Cast, asked: TransitionOut) -> None:
    first, second = cast.key_of("bob"), cast.key_of("carol")
    cast.approve(first, asked)
    cast.approve(second, asked)
    cast.revoke(first)
    cast.revoke(second)
    refused(TransitionRefused, lambda: cast.apply("anna", asked), "1 approval by a maintainer")


@pytest.mark.parametrize("through_key", [False, True])
def test_an_approval_of_somebody_who_was_removed_counts_no_more_even_when_they_come_back(
    cast: Cast, asked: TransitionOut, through_key: bool
) -> None:
    cast.approve(cast.key_of("bob") if through_key else "bob", asked)
    cast.dismiss("bob")
    refused(TransitionRefused, lambda: cast.apply("carol", asked), "1 approval by a maintainer")
    cast.return_to_work("bob")
    refused(TransitionRefused, lambda: cast.apply("carol", asked), "1 approval by a maintainer")
    assert cast.approve("bob", asked).state == "approved"


def test_an_approval_through_a_key_whose_owner_lost_the_role_counts_no_more(cast: Cast, asked: TransitionOut) -> None:
    cast.approve(cast.key_of("bob"), asked)
    cast.promote("bob", "editor")
    refused(TransitionRefused, lambda: cast.apply("carol", asked), "1 approval by a maintainer")


def test_revoking_the_key_while_the_transition_is_applied_leaves_one_clear_outcome(cast: Cast) -> None:
    cast.protect()
    for _ in range(5):
        asked = cast.request("ed", str(cast.publish("anna").number))
        key = cast.key_of("bob")
        cast.approve(key, asked)
        applied, _ = together(lambda: cast.apply("carol", asked), lambda: cast.revoke(key))  # noqa: B023
        moved = cast.target() == asked.to_number
        assert moved == (not isinstance(applied, TransitionRefused))
        if not moved:
            cast.do("ada", lambda tx: cast.transitions.cancel(tx, asked.id))  # noqa: B023


def test_content_changed_behind_the_catalog_after_the_approval_is_noticed(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    candidate = asset_versions.c.id == asked.to_version_id
    cast.raw(update(asset_versions).where(candidate).values(content='{"weights":"evil"}'))
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "content was changed")
    assert cast.target() is None


def test_a_blob_swapped_after_the_approval_is_noticed(cast: Cast) -> None:
    made = cast.publish("anna", {"w": 1}, blobs=[("model.gguf", "sha256:" + "a" * 64, 1)])
    cast.protect()
    asked = cast.request("ed", str(made.number))
    cast.approve("bob", asked)
    cast.raw(update(version_blobs).where(version_blobs.c.version_id == made.id).values(digest="sha256:" + "b" * 64))
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "content was changed")


def test_the_catalog_offers_no_way_to_change_content() -> None:
    """Only `delete` updates rows of versions, and what it leaves cannot be applied."""
    source = (Path(volano_server.__file__).parent / "catalog/store/versions.py").read_text()
    updates = [
        function.name
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef) and ".update(asset_versions)" in ast.unparse(function)
    ]
    assert updates == ["delete"]


def test_an_approval_for_one_version_does_not_carry_over_to_another(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    other = cast.request("ed", "3")
    refused(TransitionRefused, lambda: cast.apply("bob", other), "1 approval")


def test_a_request_for_an_alias_stays_with_the_version_it_named_then(cast: Cast) -> None:
    cast.protect()
    cast.set_alias("anna", "1", alias="staging")
    asked = cast.request("ed", "staging")
    cast.approve("bob", asked)
    cast.set_alias("anna", "3", alias="staging")
    cast.apply("bob", asked)
    assert cast.target() == 1


def test_an_approver_who_lost_the_role_no_longer_counts(cast: Cast, asked: TransitionOut) -> None:
    assert cast.approve("bob", asked).state == "approved"
    cast.promote("bob", "viewer")
    refused(TransitionRefused, lambda: cast.apply("carol", asked), "1 approval")


@pytest.mark.parametrize("how", ["dismiss", "disable"])
def test_an_approver_who_left_no_longer_counts(cast: Cast, asked: TransitionOut, how: str) -> None:
    cast.approve("bob", asked)
    getattr(cast, how)("bob")
    refused(TransitionRefused, lambda: cast.apply("carol", asked), "1 approval")


def test_a_stale_session_of_a_demoted_person_cannot_approve(cast: Cast, asked: TransitionOut) -> None:
    before = cast.who("bob")
    cast.promote("bob", "viewer")
    refused(ApprovalRefused, lambda: cast.approve(before, asked))


def test_a_request_that_expired_is_neither_approved_nor_applied(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    cast.raw(update(transitions).where(transitions.c.id == asked.id).values(expires_at=1))
    refused(TransitionClosed, lambda: cast.apply("bob", asked), "expired")
    refused(TransitionClosed, lambda: cast.approve("carol", asked), "expired")
    refused(TransitionClosed, lambda: cast.evaluate("carol", asked), "expired")
    assert cast.look(asked).state == "expired"
    assert cast.do(SYSTEM, cast.transitions.expire_due) == 1
    refused(TransitionClosed, lambda: cast.apply("bob", asked), "expired")


def test_an_approved_request_is_void_once_the_alias_moved_another_way(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    rival = cast.request("ed", "3")
    cast.approve("bob", rival)
    cast.apply("bob", rival)
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "was moved since")
    assert cast.target() == 3


@pytest.mark.parametrize("end", ["reject", "cancel"])
def test_a_request_that_was_ended_does_not_come_back(cast: Cast, asked: TransitionOut, end: str) -> None:
    cast.approve("bob", asked)
    cast.do("carol", lambda tx: getattr(cast.transitions, end)(tx, asked.id))
    refused(TransitionClosed, lambda: cast.apply("bob", asked))
    refused(TransitionClosed, lambda: cast.approve("carol", asked))


def test_an_applied_transition_is_not_applied_again(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    cast.apply("bob", asked)
    later = cast.request("ed", "3")
    cast.approve("bob", later)
    cast.apply("bob", later)
    refused(TransitionClosed, lambda: cast.apply("bob", asked), "applied already")
    assert cast.target() == 3


def test_an_approval_given_while_looking_at_an_older_revision_is_refused(cast: Cast) -> None:
    cast.gate.tell(n=100)
    cast.protect(**GATED)
    seen = cast.request("ed")
    cast.gate.tell(n=5)
    cast.evaluate("ed", seen)

    def approve(tx: Tx) -> TransitionOut:
        return cast.transitions.approve(tx, seen.id, revision=seen.revision)

    refused(RevisionMoved, lambda: cast.do("bob", approve))


# ---- gates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["failed", "missing", "stale", "error", "fine"])
def test_only_a_passed_gate_lets_through(cast: Cast, status: str) -> None:
    cast.gate.tell(status, observed=0.01, threshold=0.05)
    cast.protect(**GATED)
    asked = cast.request("ed")
    refused(TransitionRefused, lambda: cast.approve("bob", asked), "gate `accuracy-gain`")
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "gate `accuracy-gain`")


@pytest.mark.parametrize(
    "evidence",
    [
        {"observed": float("nan")}, {"ci_low": float("inf")}, {"ran_at": None}, {"ran_at": 2**62},
        {"name": "something-else"},
    ],
)  # fmt: skip
def test_evidence_that_makes_no_sense_is_no_evidence(cast: Cast, evidence: dict[str, Any]) -> None:
    cast.gate.tell("passed", **evidence)
    cast.protect(**GATED)
    asked = cast.request("ed")
    refused(TransitionRefused, lambda: cast.approve("bob", asked), "could not be evaluated")


def test_a_gate_that_is_no_longer_installed_fails_closed(cast: Cast) -> None:
    cast.gate.tell()
    cast.protect(**GATED)
    asked = cast.request("ed")
    cast.approve("bob", asked)
    del cast.plugs.gates["accuracy-gain"]
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "no gate of this name is installed")


def test_a_gate_that_fails_to_answer_fails_closed(cast: Cast) -> None:
    cast.gate.result = BadInput("the suite is gone")
    cast.protect(**GATED)
    asked = cast.request("ed")
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "the suite is gone")


def test_evidence_that_grew_old_after_the_approval_is_refused(cast: Cast) -> None:
    now = cast.see(lambda tx: tx.now())
    cast.gate.tell(ran_at=now)
    cast.protect(gates=[{"name": "accuracy-gain", "max_age_seconds": 3600}])
    asked = cast.request("ed")
    cast.approve("bob", asked)
    cast.gate.tell(ran_at=now - 3601 * 1_000_000)
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "only stale evidence")


def test_new_gate_results_void_approvals_even_when_they_pass(cast: Cast) -> None:
    cast.gate.tell(n=400, evidence_ref="run:1")
    cast.protect(**GATED)
    asked = cast.request("ed")
    cast.approve("bob", asked)
    cast.gate.tell(n=4, evidence_ref="run:2")
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "gate results changed")
    refused(GatesChanged, lambda: cast.approve("carol", asked))
    after = cast.evaluate("ed", asked)
    assert (after.state, after.approvals[0].void_reason) == ("open", "policies or gate results changed")
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "1 approval")


def test_voided_approvals_stay_void_when_the_old_results_return(cast: Cast) -> None:
    cast.gate.tell(n=400)
    cast.protect(**GATED)
    asked = cast.request("ed")
    cast.approve("bob", asked)
    cast.gate.tell(n=4)
    cast.evaluate("ed", asked)
    cast.gate.tell(n=400)
    cast.evaluate("ed", asked)
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "1 approval")


# ---- policies ---------------------------------------------------------------------------------------------


def test_one_admin_cannot_loosen_the_policy_apply_and_restore_it(cast: Cast) -> None:
    cast.publish("ada", {"weights": "mine"})
    cast.protect("ari")
    asked = cast.request("ada", "4")
    loosened = cast.change_policy("ada", approvals=[])
    assert loosened.in_force
    assert loosened.in_force.number == 1
    assert loosened.proposed
    assert loosened.proposed.loosened == [
        "0 instead of 1 approvals from `viewer` upwards",
        "0 instead of 1 approvals from `annotator` upwards",
        "0 instead of 1 approvals from `editor` upwards",
        "0 instead of 1 approvals from `maintainer` upwards",
    ]
    refused(TransitionRefused, lambda: cast.apply("ada", asked), "1 approval")
    refused(ApprovalRefused, lambda: cast.confirm("ada", 2))
    refused(ApprovalRefused, lambda: cast.confirm(cast.key_of("ada"), 2))
    refused(ApprovalRefused, lambda: cast.confirm(cast.robot_of("ari"), 2))
    assert cast.target() is None


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "dataset"}, {"name_pattern": "other-*"}, {"alias_pattern": "prod"}, {"separation_of_duties": False},
        {"requester_role": "viewer"}, {"approvals": [{"role": "editor", "count": 1}]},
        {"expires_after_seconds": 366 * 86_400}, {"break_glass_role": "maintainer"},
        {"gates": []}, {"gates": [{"name": "accuracy-gain", "parameters": {"lower_bound": -1}}]},
    ],
)  # fmt: skip
def test_each_loosening_waits_for_a_second_person(cast: Cast, change: dict[str, Any]) -> None:
    cast.protect("ada", **GATED)
    after = cast.change_policy("ada", **{**GATED, **change})
    assert after.in_force
    assert (after.in_force.number, after.newest) == (1, 2)
    assert after.proposed
    assert after.proposed.loosened


def test_one_admin_cannot_end_the_policy_and_set_the_alias(cast: Cast) -> None:
    cast.protect("ada")
    cast.retire("ada")
    refused(AliasProtected, lambda: cast.set_alias("ada", "2"))


def test_a_proposal_is_confirmed_only_as_it_was_seen(cast: Cast) -> None:
    cast.protect("ada")
    cast.change_policy("ada", break_glass_role="maintainer")
    cast.change_policy("ada", approvals=[])
    refused(NothingProposed, lambda: cast.confirm("ari", 2))


def test_another_policy_does_not_replace_the_strict_one(cast: Cast) -> None:
    cast.protect("ada")
    cast.protect("ada", name="lax", approvals=[], separation_of_duties=False, name_pattern="triage")
    asked = cast.request("ada")
    refused(TransitionRefused, lambda: cast.apply("ada", asked), "1 approval")


def test_a_policy_edited_and_restored_leaves_old_approvals_void(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    cast.change_policy("ada", approvals=[{"role": "maintainer", "count": 2}])
    assert cast.look(asked).approvals[0].void_reason == "policy `production-models` is now at version 2"
    cast.change_policy("ada")
    cast.confirm("ari", 3)
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "the policy was changed")
    cast.evaluate("ed", asked)
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "1 approval")


def test_a_policy_added_and_ended_leaves_old_approvals_void(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    cast.protect("ada", name="second", separation_of_duties=False, approvals=[])
    cast.retire("ada", "second")
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "1 approval")


def test_who_may_not_write_policies_cannot(cast: Cast) -> None:
    refused(PermissionDenied, lambda: cast.protect("bob"))
    cast.protect("ada")
    refused(PermissionDenied, lambda: cast.change_policy("bob", approvals=[]))
    cast.change_policy("ada", approvals=[])
    refused(PermissionDenied, lambda: cast.confirm("bob", 2))


def test_who_is_below_the_requesters_role_cannot_request(cast: Cast) -> None:
    cast.protect(requester_role="maintainer")
    refused(RequestRefused, lambda: cast.request("ed"))
    refused(RequestRefused, lambda: cast.request(cast.key_of("bob", "editor")))


# ---- aliases by another road ------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["person", "key", "robot", "system"])
def test_nobody_sets_or_removes_a_protected_alias_directly(cast: Cast, asked: TransitionOut, how: str) -> None:
    who = {
        "person": cast.who("ada"), "key": cast.key_of("ada"), "robot": cast.robot_of("ada"),
        "system": system_subject("import", cast.workspace_id),
    }[how]  # fmt: skip
    refused(AliasProtected, lambda: cast.set_alias(who, "3"))
    cast.approve("bob", asked)
    cast.apply("bob", asked)
    refused(AliasProtected, lambda: cast.set_alias(who, "3"))
    refused(AliasProtected, lambda: cast.remove_alias(who))
    assert cast.target() == 2


def test_deleting_and_making_the_asset_again_moves_no_alias(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    cast.apply("bob", asked)
    refused(AssetInUse, lambda: cast.delete("ada"), "production")
    assert cast.target() == 2


def test_an_asset_deleted_with_an_open_request_stays_whole(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    refused(AssetInUse, lambda: cast.delete("ada"), asked.id)


def test_restoring_an_asset_brings_no_alias_back(cast: Cast) -> None:
    cast.set_alias("anna", "1")
    cast.remove_alias("anna")
    cast.delete("anna")
    cast.protect()
    back = cast.restore("anna")
    assert back.aliases == []
    refused(AliasProtected, lambda: cast.set_alias("ada", "1"))


def test_a_copy_under_another_covered_name_is_protected_as_well(cast: Cast) -> None:
    cast.protect(name_pattern="triage*")
    cast.publish("anna", {"weights": 2}, name="triage-copy")
    refused(AliasProtected, lambda: cast.set_alias("ada", "1", name="triage-copy"))


def test_importing_a_version_moves_no_alias(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    cast.apply("bob", asked)
    cast.publish("ada", {"aliases": ["production"], "alias": "production"}, metadata={"aliases": {"production": 5}})
    assert cast.target() == 2
    refused(BadInput, lambda: cast.publish("ada", {"w": 1}, name="triage@production"))


def test_only_one_statement_moves_aliases_and_only_checked_ways_lead_to_it() -> None:
    """A rename, a copy or an import would have to come through here, and would show up in these lists."""
    root = Path(volano_server.__file__).parent
    sources = {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.py")}
    writing = [name for name, text in sources.items() if "insert(aliases" in text or "update(aliases" in text]
    assert writing == ["catalog/store/aliases.py"]
    assert [name for name, text in sources.items() if "AliasStore(tx).point(" in text] == ["catalog/service/aliases.py"]
    calling = {name: text.count(" move_pointer(") for name, text in sources.items() if " move_pointer(" in text}
    assert calling == {
        "catalog/service/aliases.py": 3,  # the definition, set and remove: both refuse protected aliases first
        "catalog/service/transitions.py": 1,
        "catalog/service/recovery.py": 1,
    }


def test_deleting_and_making_a_version_number_again_is_impossible(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    refused(AssetInUse, lambda: cast.delete("anna", "triage@2"), asked.id)
    cast.do("ed", lambda tx: cast.transitions.cancel(tx, asked.id))
    cast.delete("anna", "triage@2")
    again = cast.publish("anna", {"weights": 2})
    assert again.number == 4
    refused(VersionNotFound, lambda: cast.request("ed", "2"), "was deleted")


def test_a_candidate_deleted_behind_the_catalog_cannot_be_applied(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    cast.raw(update(asset_versions).where(asset_versions.c.id == asked.to_version_id).values(deleted_at=1))
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "the version asked for is gone")


# ---- replays and races ------------------------------------------------------------------------------------


def test_a_replay_with_the_same_idempotency_key_adds_nothing(cast: Cast) -> None:
    cast.protect(approvals=[{"role": "maintainer", "count": 2}])
    asked = cast.request("ed")
    key = new_id()

    def approve(tx: Tx) -> Any:
        return answer_once(tx, key, "POST approve", lambda tx: cast.transitions.approve(tx, asked.id), True)

    first, second = cast.do("bob", approve), cast.do("bob", approve)
    assert len(first.approvals) == 1
    assert [item["by_name"] for item in second["approvals"]] == ["Bob"]
    refused(TransitionRefused, lambda: cast.apply("bob", asked))
    cast.do("carol", approve)
    assert {item.by_name for item in cast.look(asked).approvals} == {"Bob", "Carol"}


def test_two_approvals_of_one_person_at_the_same_moment_count_once(cast: Cast) -> None:
    cast.protect(approvals=[{"role": "maintainer", "count": 2}])
    asked = cast.request("ed")
    together(*[lambda: cast.approve("bob", asked)] * 4)
    assert len(cast.look(asked).approvals) == 1
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "1 approval")


def test_an_approval_racing_with_a_policy_change_does_not_survive_it(cast: Cast, asked: TransitionOut) -> None:
    stricter: dict[str, Any] = {"approvals": [{"role": "maintainer", "count": 2}]}
    together(lambda: cast.approve("bob", asked), lambda: cast.change_policy("ada", **stricter))
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "missing|changed")
    assert cast.target() is None


def test_of_two_who_apply_exactly_one_wins(cast: Cast, asked: TransitionOut, shared: Database) -> None:
    cast.approve("bob", asked)
    results = together(*[lambda: cast.apply("bob", asked), lambda: cast.apply("carol", asked)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["TransitionClosed"] * 3 + ["TransitionOut"]
    moves = cast.see(lambda tx: cast.aliases.history(tx, "model", "triage", "production"))
    assert [move.data["to"] for move in moves.items] == [2]
    assert verify_chain(shared, cast.workspace_id).fault == ""


def test_of_two_approved_rivals_exactly_one_is_applied(cast: Cast, asked: TransitionOut) -> None:
    rival = cast.request("ed", "3")
    for transition in (asked, rival):
        cast.approve("bob", transition)
    results = together(lambda: cast.apply("bob", asked), lambda: cast.apply("carol", rival))
    assert sorted(type(result).__name__ for result in results) == ["TransitionOut", "TransitionRefused"]


def test_an_approval_racing_with_its_own_demotion_never_leads_through(cast: Cast, asked: TransitionOut) -> None:
    before = cast.who("bob")
    together(lambda: cast.approve(before, asked), lambda: cast.promote("bob", "viewer"))
    refused(TransitionRefused, lambda: cast.apply("carol", asked), "1 approval")


# ---- the quick ways ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "   ", "\u200b" * 40, "!!! ??? ...", "asap"])
def test_nobody_breaks_the_glass_without_a_reason(cast: Cast, reason: str) -> None:
    cast.protect()
    refused(ReasonRequired, lambda: cast.break_glass("ada", reason=reason))
    assert cast.target() is None


def test_the_glass_is_broken_only_by_persons_whom_the_policy_lets(cast: Cast) -> None:
    cast.protect(break_glass_role=None)
    refused(BreakGlassRefused, lambda: cast.break_glass("ada"))
    refused(PermissionDenied, lambda: cast.break_glass("bob"))
    cast.change_policy("ada", break_glass_role="admin")
    cast.confirm("ari", 2)
    refused(BreakGlassRefused, lambda: cast.break_glass(cast.robot_of("ada")))
    before = cast.who("ada")
    cast.promote("ada", "maintainer")
    refused(BreakGlassRefused, lambda: cast.break_glass(before))
    assert cast.target() is None


@pytest.mark.parametrize("how", ["person", "key", "robot"])
def test_who_broke_the_glass_does_not_review_it(cast: Cast, how: str) -> None:
    cast.protect()
    broken = cast.break_glass("ada")
    who = {"person": cast.who("ada"), "key": cast.key_of("ada"), "robot": cast.robot_of("ari")}[how]
    notes = "looks fine to me"
    refused(ReviewRefused, lambda: cast.do(who, lambda tx: cast.recovery.review(tx, broken.id, notes=notes)))
    assert cast.look(broken).needs_review


def test_a_rollback_leads_only_to_what_was_there_just_before(cast: Cast, asked: TransitionOut) -> None:
    refused(RollbackRefused, lambda: cast.rollback("bob", asked), "not applied")
    cast.approve("bob", asked)
    cast.apply("bob", asked)
    later = cast.request("ed", "3")
    cast.approve("bob", later)
    cast.apply("bob", later)
    refused(RollbackRefused, lambda: cast.rollback("bob", asked), "has moved since")
    back = cast.rollback("bob", later)
    assert cast.target() == 2
    refused(RollbackRefused, lambda: cast.rollback("bob", back), "is a rollback itself")
    refused(RollbackRefused, lambda: cast.rollback("bob", later), "rolled_back, not applied")
    refused(RollbackRefused, lambda: cast.rollback("bob", asked), "has moved since")
    refused(TransitionClosed, lambda: cast.apply("bob", later))


def test_a_policy_may_forbid_rollbacks(cast: Cast) -> None:
    cast.protect(rollback=False)
    asked = cast.request("ed")
    cast.approve("bob", asked)
    cast.apply("bob", asked)
    refused(RollbackRefused, lambda: cast.rollback("bob", asked), "allows no rollback")


def test_a_free_alias_takes_no_transition(cast: Cast) -> None:
    refused(AliasFree, lambda: cast.request("ed", alias="staging"))
    refused(AliasFree, lambda: cast.break_glass("ada"))


def test_a_request_outlives_no_policy(cast: Cast, asked: TransitionOut) -> None:
    cast.approve("bob", asked)
    cast.retire("ada")
    cast.confirm("ari", 2)
    refused(TransitionRefused, lambda: cast.apply("bob", asked), "no policy covers")


def test_without_separation_of_duties_a_person_alone_goes_all_the_way(cast: Cast) -> None:
    """The counterpart: the refusals above come from the policy, not from a catalog that refuses everything."""
    cast.protect(separation_of_duties=False)
    asked = cast.request("anna")
    assert cast.approve("anna", asked).state == "approved"
    assert cast.apply("anna", asked).state == "applied"
    assert cast.change_policy("ada", approvals=[], separation_of_duties=False).proposed is None
    assert rules().separation_of_duties
