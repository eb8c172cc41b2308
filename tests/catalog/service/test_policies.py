"""Policies have versions like everything else; who loosens one needs a second person."""

from __future__ import annotations

import pytest

from tests.catalog.cast import Cast, rules
from volano_server.catalog.errors import InvalidPolicy, NothingProposed, PolicyNotFound, PolicyTaken, RevisionMoved


def test_a_policy_is_in_force_at_once_and_shown_on_the_alias(cast: Cast) -> None:
    cast.set_alias("anna", "1")
    made = cast.protect()
    assert made.in_force
    assert (made.in_force.number, made.in_force.state, made.in_force.made_by_name) == (1, "in_force", "Ada")
    alias = cast.see(lambda tx: cast.aliases.get(tx, "model", "triage", "production"))
    assert alias.protected_by == ["production-models"]


def test_a_stricter_version_is_in_force_at_once(cast: Cast) -> None:
    cast.protect()
    after = cast.change_policy(approvals=[{"role": "maintainer", "count": 2}])
    assert (after.in_force and after.in_force.number, after.proposed) == (2, None)
    versions = cast.see(lambda tx: cast.policies.versions(tx, "production-models"))
    assert [(item.number, item.state) for item in versions] == [(2, "in_force"), (1, "superseded")]


def test_the_same_rules_make_no_new_version(cast: Cast) -> None:
    cast.protect()
    assert cast.change_policy().newest == 1


def test_a_second_admin_confirms_what_asks_for_less(cast: Cast) -> None:
    cast.protect("ada")
    cast.change_policy("ada", approvals=[])
    after = cast.confirm("ari", 2)
    assert after.in_force
    assert (after.in_force.number, after.in_force.decided_by_name, after.proposed) == (2, "Ari", None)


def test_a_declined_proposal_changes_nothing(cast: Cast) -> None:
    cast.protect("ada")
    cast.change_policy("ada", approvals=[])
    after = cast.do("ada", lambda tx: cast.policies.decline(tx, "production-models", 2))
    assert (after.in_force and after.in_force.number, after.proposed, after.newest) == (1, None, 2)
    with pytest.raises(NothingProposed, match=r"version 2 .* is declined"):
        cast.confirm("ari", 2)


def test_a_policy_without_separation_of_duties_is_loosened_by_one(cast: Cast) -> None:
    cast.protect(separation_of_duties=False)
    after = cast.change_policy(separation_of_duties=False, approvals=[])
    assert after.in_force and after.in_force.number == 2  # noqa: PT018


def test_an_ended_policy_frees_the_alias_and_can_be_taken_up_again(cast: Cast) -> None:
    cast.protect("ada")
    cast.retire("ada")
    assert cast.confirm("ari", 2).in_force is None
    cast.set_alias("anna", "1")
    with pytest.raises(PolicyTaken):
        cast.protect("ada")
    after = cast.change_policy("ada")
    assert after.in_force and after.in_force.number == 3  # noqa: PT018


def test_a_change_made_without_seeing_the_newest_version_is_refused(cast: Cast) -> None:
    cast.protect()
    cast.change_policy(rollback=False)
    with pytest.raises(RevisionMoved, match="at version 2, not 1"):
        cast.do("ada", lambda tx: cast.policies.change(tx, "production-models", rules(), revision=1))


def test_policies_are_listed_by_name_in_pages(cast: Cast) -> None:
    for name in ("c", "a", "b"):
        cast.protect(name=name)
    first = cast.see(lambda tx: cast.policies.list_policies(tx, limit=2))
    rest = cast.see(lambda tx: cast.policies.list_policies(tx, cursor=first.next_cursor))
    assert [item.name for item in first.items + rest.items] == ["a", "b", "c"]


def test_nonsense_is_refused_by_name(cast: Cast) -> None:
    with pytest.raises(InvalidPolicy, match="there is no gate `magic`") as caught:
        cast.protect(gates=[{"name": "magic"}])
    assert caught.value.hint == "installed: accuracy-gain, card-approved, reproducible"
    with pytest.raises(PolicyNotFound):
        cast.change_policy(name="nothing")


def test_a_change_touches_only_the_transitions_that_it_covers(cast: Cast) -> None:
    cast.protect(name="production-models")
    cast.protect(name="canaries", alias_pattern="canary")
    asked, other = cast.request("ed", "2"), cast.request("ed", "2", alias="canary")
    cast.approve("bob", asked)
    cast.approve("bob", other)
    cast.change_policy(name="canaries", alias_pattern="canary", rollback=False)
    assert (cast.look(asked).state, cast.look(other).state) == ("approved", "open")
    assert cast.look(other).approvals[0].voided_at
