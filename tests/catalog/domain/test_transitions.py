"""The one rule, on plain values."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalog.cast import rules
from volano_server.access import ROLES
from volano_server.catalog.domain.gates import Evaluated, GateResult, gates_digest
from volano_server.catalog.domain.people import Actor, Ladder
from volano_server.catalog.domain.policies import GateRule, Policy, policies_digest
from volano_server.catalog.domain.transitions import Approval, Transition, World, decide, standing

LADDER = Ladder(ROLES)
RULE = GateRule("gain", {}, None)
PASSED = Evaluated(RULE, GateResult("gain", "passed", observed=0.2, threshold=0.1, ran_at=1))
ANNA, BOB, CAROL, EVE = (Actor(name.lower(), name.lower(), name) for name in ("Anna", "Bob", "Carol", "Eve"))


def policy(id_: str = "p1", number: int = 1, **changes: Any) -> Policy:
    return Policy(id_, id_, number, rules(**{"gates": [{"name": "gain"}], **changes}))


def transition(policies: list[Policy], gates: list[Evaluated], **changes: Any) -> Transition:
    base = Transition(
        id="t1", kind="change", state="open", asset_id="a1", asset_kind="model", asset_name="triage",
        alias="production", from_version_id="v1", from_number=1, from_digest="d1", to_version_id="v2", to_number=2,
        to_digest="d2", requested_by=ANNA, expires_at=100, policies_digest=policies_digest(policies),
        gates_digest=gates_digest(gates),
    )  # fmt: skip
    return replace(base, **changes)


def consent(
    by: Actor, policies: list[Policy], gates: list[Evaluated], role: str = "maintainer", /, **changes: Any
) -> Approval:
    return replace(Approval(by, role, "d2", policies_digest(policies), gates_digest(gates), False), **changes)


def world(**changes: Any) -> World:
    roles = {"anna": "admin", "bob": "maintainer", "carol": "admin", "eve": None}
    base = World(now=50, alias_digest="d1", candidate_digest="d2", roles=roles, barred={"anna": "Anna"}, ladder=LADDER)
    return replace(base, **changes)


def missing(
    transition_: Transition, policies: list[Policy], gates: list[Evaluated], approvals: list[Approval], world_: World
) -> list[str]:
    return [item.code for item in decide(transition_, policies, gates, approvals, world_).missing]


def test_with_everything_in_place_the_alias_may_move() -> None:
    policies, gates = [policy()], [PASSED]
    assert decide(transition(policies, gates), policies, gates, [consent(BOB, policies, gates)], world()).allowed


@pytest.mark.parametrize(
    ("change", "around", "codes"),
    [
        ({"state": "applied"}, {}, ["closed"]),
        ({}, {"now": 100}, ["expired"]),
        ({}, {"alias_digest": "d9"}, ["alias_moved"]),
        ({}, {"alias_digest": None}, ["alias_moved"]),
        ({}, {"candidate_digest": None}, ["candidate_changed"]),
        ({}, {"candidate_digest": "d9"}, ["candidate_changed"]),
        ({"policies_digest": "other"}, {}, ["policy_changed"]),
        ({"gates_digest": "other"}, {}, ["gates_changed"]),
        ({}, {"roles": {"bob": "editor"}}, ["approvals_missing"]),
        ({}, {"roles": {}}, ["approvals_missing"]),
        ({}, {"barred": {"bob": "Bob"}}, ["approvals_missing"]),
    ],
)
def test_each_thing_that_changed_is_named(change: dict[str, Any], around: dict[str, Any], codes: list[str]) -> None:
    policies, gates = [policy()], [PASSED]
    found = missing(
        transition(policies, gates, **change), policies, gates, [consent(BOB, policies, gates)], world(**around)
    )
    assert found == codes


@pytest.mark.parametrize(
    "change",
    [
        {"voided": True}, {"to_digest": "d3"}, {"policies_digest": "x"}, {"gates_digest": "x"}, {"by": ANNA},
        {"by": EVE}, {"role": "editor"}, {"by": Actor("bob", "anna", "Bob")},
    ],
)  # fmt: skip
def test_an_approval_for_something_else_does_not_count(change: dict[str, Any]) -> None:
    policies, gates = [policy()], [PASSED]
    approvals = [consent(BOB, policies, gates, **change)]
    assert missing(transition(policies, gates), policies, gates, approvals, world()) == ["approvals_missing"]


def test_a_gate_that_was_not_evaluated_is_missing() -> None:
    policies, approvals = [policy()], [consent(BOB, [policy()], [])]
    assert missing(transition(policies, []), policies, [], approvals, world()) == ["gate_missing"]


def test_a_gate_with_other_parameters_is_another_gate() -> None:
    policies = [policy(gates=[{"name": "gain", "parameters": {"lower": 0.5}}])]
    gates = [PASSED]
    approvals = [consent(BOB, policies, gates)]
    assert missing(transition(policies, gates), policies, gates, approvals, world()) == ["gate_missing"]


def test_every_policy_has_to_be_satisfied() -> None:
    policies, gates = [policy(), policy("p2", approvals=[{"role": "admin", "count": 1}])], [PASSED]
    asked = transition(policies, gates)
    assert missing(asked, policies, gates, [consent(BOB, policies, gates)], world()) == ["approvals_missing"]
    both = [consent(BOB, policies, gates), consent(CAROL, policies, gates, "admin")]
    assert decide(asked, policies, gates, both, world()).allowed


def test_no_policy_allows_nothing() -> None:
    assert missing(transition([], []), [], [], [], world()) == ["not_protected"]


def test_taking_an_alias_away_needs_approvals_but_no_gates() -> None:
    policies = [policy()]
    asked = transition(policies, [], to_digest=None, to_version_id=None)
    gone = world(candidate_digest=None)
    assert missing(asked, policies, [], [], gone) == ["approvals_missing"]
    assert decide(asked, policies, [], [consent(BOB, policies, [], to_digest=None)], gone).allowed


def test_the_words_say_who_is_asked_for_and_what_was_found() -> None:
    result = GateResult("gain", "failed", observed=0.02, threshold=0.05, n=400, ci_low=-0.01, ci_high=0.05)
    failed = Evaluated(RULE, result)
    policies = [policy(approvals=[{"role": "admin", "count": 1}, {"role": "maintainer", "count": 2}])]
    words = [item.words for item in decide(transition(policies, [failed]), policies, [failed], [], world()).missing]
    assert words == [
        "gate `gain` failed: observed 0.02, threshold 0.05, n 400, 95 % interval -0.01 to 0.05",
        "1 approval by an admin other than Anna is missing",
        "2 approvals by persons who are at least maintainer other than Anna are missing",
    ]


# ---- properties -------------------------------------------------------------------------------------------

owners = st.sampled_from(["anna", "bob", "carol", "dan", "eve"])
digests = st.sampled_from(["d2", "d3"])
approvals_of = st.lists(st.tuples(owners, st.sampled_from([*ROLES]), st.booleans(), digests, st.booleans()), max_size=6)
wanted = st.lists(
    st.fixed_dictionaries({"role": st.sampled_from([*ROLES]), "count": st.integers(1, 2)}), min_size=1, max_size=2
)
held_roles = st.fixed_dictionaries(
    {name: st.sampled_from([None, *ROLES]) for name in ("anna", "bob", "carol", "dan", "eve")}
)


@settings(max_examples=400, database=None)
@given(wanted, approvals_of, held_roles, st.sets(owners, max_size=2), st.booleans())
def test_allowed_means_that_enough_different_unbarred_members_consented_to_exactly_this(
    asked_for: list[dict[str, Any]], given_: list[Any], held: dict[str, str | None], barred: set[str], separated: bool
) -> None:
    policies, gates = [policy(approvals=asked_for, separation_of_duties=separated)], [PASSED]
    approvals = [
        consent(Actor(who, who, who), policies, gates, role, to_digest=digest, voided=void,
                gates_digest=gates_digest(gates) if same else "other")
        for who, role, void, digest, same in given_
    ]  # fmt: skip
    around = world(roles=held, barred={who: who for who in barred})
    verdict = decide(transition(policies, gates), policies, gates, approvals, around)

    # another way to count: the first live consent of each person, at the weaker of both roles, seated by trial
    present: dict[str, int] = {}
    for who, role, void, digest, same in given_:
        rank = min(LADDER.rank(role), LADDER.rank(held[who]))
        if not void and digest == "d2" and same and rank >= 0 and not (separated and who in barred):
            present.setdefault(who, rank)
    seats = [LADDER.rank(rule["role"]) for rule in asked_for for _ in range(rule["count"])]
    seated = any(
        all(rank >= seat for rank, seat in zip(order, seats, strict=True))
        for order in permutations(present.values(), len(seats))
    )
    assert verdict.allowed == seated


@settings(max_examples=200, database=None)
@given(wanted, approvals_of, held_roles, st.integers(0, 5))
def test_taking_an_approval_away_never_opens_the_way(
    asked_for: list[dict[str, Any]], given_: list[Any], held: dict[str, str | None], index: int
) -> None:
    policies, gates = [policy(approvals=asked_for)], [PASSED]
    approvals = [
        consent(Actor(who, who, who), policies, gates, role, to_digest=digest, voided=void)
        for who, role, void, digest, _ in given_
    ]
    fewer = approvals[:index] + approvals[index + 1 :]
    asked, around = transition(policies, gates), world(roles=held)
    # the first consent of a person is the one that counts, so that a second with a stronger role cannot replace it
    first_of_each = len({approval.by for approval in approvals}) == len(approvals)
    if first_of_each and decide(asked, policies, gates, fewer, around).allowed:
        assert decide(asked, policies, gates, approvals, around).allowed
    assert {item.by for item in standing(asked, policies, gates, fewer, around)} <= {item.by for item in approvals}
