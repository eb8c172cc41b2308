"""Traffic splits by weight, and a key keeps its way."""

from __future__ import annotations

import pytest
from hypothesis import given
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
