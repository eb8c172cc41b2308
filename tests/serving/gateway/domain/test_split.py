"""Traffic splits by weight, and a key keeps its way."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volano_server.serving.gateway.domain.split import choose

names = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.floats(0, 100), min_size=1, max_size=6)


@given(names, st.text())
def test_a_key_keeps_its_target(weights: dict[str, float], key: str) -> None:
    if sum(weights.values()) <= 0:
        return
    first = choose(weights, key)
    assert first == choose(weights, key)
    assert weights[first] > 0


def test_shares_converge_to_the_weights() -> None:
    hits = [choose({"stable": 80, "canary": 20}, f"triage:{number}") for number in range(10_000)]
    assert abs(hits.count("canary") / 10_000 - 0.2) < 0.015


def test_a_larger_share_takes_keys_over_and_gives_none_away() -> None:
    before = {key: choose({"canary": 20, "stable": 80}, str(key)) for key in range(2_000)}
    after = {key: choose({"canary": 50, "stable": 50}, str(key)) for key in range(2_000)}
    assert all(after[key] == "canary" for key, name in before.items() if name == "canary")


def test_no_weight_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="above zero"):
        choose({"a": 0.0}, "x")


def test_a_share_that_grows_takes_keys_over_whatever_the_order_and_number_of_names() -> None:
    before = {key: choose({"stable": 70, "canary": 10, "shadow": 20}, str(key)) for key in range(3_000)}
    after = {key: choose({"shadow": 20, "canary": 40, "stable": 70}, str(key)) for key in range(3_000)}
    moved = {(before[key], after[key]) for key in before if before[key] != after[key]}
    assert moved == {("stable", "canary"), ("shadow", "canary")}


def test_removing_a_name_only_moves_its_own_keys() -> None:
    before = {key: choose({"a": 1, "b": 2, "c": 3}, str(key)) for key in range(2_000)}
    after = {key: choose({"a": 1, "c": 3}, str(key)) for key in range(2_000)}
    assert {before[key] for key in before if before[key] != after[key]} == {"b"}


@settings(max_examples=15)
@given(st.lists(st.integers(0, 10), min_size=2, max_size=5).filter(any), st.text(max_size=8))
def test_shares_converge_for_any_weights(weights: list[int], salt: str) -> None:
    named = {f"target-{i}": float(weight) for i, weight in enumerate(weights)}
    hits = Counter(choose(named, f"{salt}{key}") for key in range(4_000))
    for name, weight in named.items():
        assert hits[name] / 4_000 == pytest.approx(weight / sum(weights), abs=0.04)
        assert weight or not hits[name]


def test_weights_that_are_no_numbers_are_an_error_and_odd_keys_are_not() -> None:
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            choose({"a": bad, "b": 1.0}, "x")
    assert choose({"a": 1.0, "b": 1.0}, "\ud800") in {"a", "b"}
