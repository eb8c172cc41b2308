"""What covers what, and when a new text of a policy asks for less."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalog.cast import rules
from volano_server.access import ROLES
from volano_server.catalog.domain.people import Ladder
from volano_server.catalog.domain.policies import (
    ApprovalRule,
    approvals_wanted,
    check_rules,
    loosened_by,
    rules_of,
)
from volano_server.catalog.errors import InvalidPolicy

LADDER = Ladder(ROLES)
roles = st.sampled_from(ROLES)
approval_rules = st.lists(st.builds(ApprovalRule, roles, st.integers(1, 2)), max_size=3).map(tuple)


@pytest.mark.parametrize(
    ("pattern", "name", "covered"),
    [
        ("*", "triage", True), ("triage-*", "triage-model", True), ("triage-*", "triage", False),
        ("triage", "triage", True), ("triage", "triage-2", False), ("tri*ge", "tri-a-ge", True),
    ],
)  # fmt: skip
def test_a_star_stands_for_any_text(pattern: str, name: str, covered: bool) -> None:
    assert rules(name_pattern=pattern).covers("model", name, "production") is covered


def test_a_policy_for_models_leaves_prompts_alone() -> None:
    assert not rules().covers("prompt", "triage", "production")
    assert rules(kind="*").covers("prompt", "triage", "production")


def test_rules_survive_storage() -> None:
    one = rules(gates=[{"name": "g", "parameters": {"x": [1, {"y": None}]}, "max_age_seconds": 5}])
    assert rules_of(one.to_json()) == one


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name_pattern": "a[b]"}, "no pattern"), ({"alias_pattern": "a b"}, "no pattern"), ({"kind": "x"}, "no kind"),
        ({"requester_role": "boss"}, "no role"), ({"approvals": [{"role": "boss", "count": 1}]}, "no role"),
        ({"break_glass_role": "boss"}, "no role"), ({"gates": [{"name": "magic"}]}, "no gate"),
    ],
)  # fmt: skip
def test_rules_that_could_never_be_met_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidPolicy, match=words):
        check_rules(rules(**change), ["model"], ["accuracy-gain"], LADDER)


def test_asking_for_more_is_no_loosening() -> None:
    old = rules(gates=[{"name": "g", "max_age_seconds": 60}])
    new = rules(
        kind="*", alias_pattern="*", requester_role="maintainer", rollback=False, break_glass_role=None,
        approvals=[{"role": "admin", "count": 1}, {"role": "maintainer", "count": 1}], expires_after_seconds=60,
        gates=[{"name": "g", "max_age_seconds": 30}, {"name": "h"}],
    )  # fmt: skip
    assert loosened_by(old, new, LADDER) == ()
    assert loosened_by(new, old, LADDER)


@pytest.mark.parametrize("age", [None, 61])
def test_older_evidence_is_a_loosening(age: int | None) -> None:
    old = rules(gates=[{"name": "g", "max_age_seconds": 60}])
    new = rules(gates=[{"name": "g", "max_age_seconds": age}])
    assert loosened_by(old, new, LADDER) == ("gate `g` is dropped or changed",)


def test_the_end_of_a_policy_is_a_loosening() -> None:
    assert loosened_by(rules(), None, LADDER) == ("the policy ends",)


def can_seat(wanted: tuple[ApprovalRule, ...], present: tuple[str, ...]) -> bool:
    """Whether each seat can be given to another of the persons with these roles, by trying every order."""
    seats = [rule.role for rule in wanted for _ in range(rule.count)]
    return len(seats) <= len(present) and any(
        all(LADDER.reaches(role, seat) for role, seat in zip(order, seats, strict=False))
        for order in permutations(present, len(seats))
    )


@settings(max_examples=300, database=None)
@given(approval_rules, st.lists(roles, max_size=5).map(tuple))
def test_counting_from_the_top_finds_seats_exactly_when_there_are_some(
    wanted: tuple[ApprovalRule, ...], present: tuple[str, ...]
) -> None:
    counted = all(
        sum(LADDER.reaches(role, least) for role in present) >= approvals_wanted(wanted, least, LADDER)
        for least in ROLES
    )
    assert counted == can_seat(wanted, present)


@settings(max_examples=300, database=None)
@given(approval_rules, approval_rules, st.lists(roles, max_size=5).map(tuple))
def test_who_satisfies_rules_that_are_no_loosening_satisfied_the_old_ones(
    old: tuple[ApprovalRule, ...], new: tuple[ApprovalRule, ...], present: tuple[str, ...]
) -> None:
    before = rules(approvals=[{"role": rule.role, "count": rule.count} for rule in old])
    after = rules(approvals=[{"role": rule.role, "count": rule.count} for rule in new])
    if not loosened_by(before, after, LADDER) and can_seat(new, present):
        assert can_seat(old, present)
