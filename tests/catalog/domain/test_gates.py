"""Doubt counts as failure."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from volano_server.catalog.domain.gates import CLOCK_SKEW, Evaluated, GateResult, gates_digest, judge
from volano_server.catalog.domain.policies import GateRule

RULE = GateRule("gain", {"lower": 0}, 60)
GOOD = GateResult("gain", "passed", observed=0.2, threshold=0.1, n=400, ci_low=0.1, ci_high=0.3, ran_at=1_000_000)
figures = st.none() | st.floats()


def test_a_good_result_stays_as_it_is() -> None:
    assert judge(RULE, GOOD, 2_000_000) == GOOD


def test_no_implementation_is_missing_evidence() -> None:
    assert judge(RULE, None, 0).status == "missing"


def test_evidence_is_stale_one_microsecond_after_its_time() -> None:
    assert judge(RULE, GOOD, 61_000_000).status == "passed"
    assert judge(RULE, GOOD, 61_000_001).status == "stale"


@settings(max_examples=300, database=None)
@given(st.tuples(*[figures] * 4), st.none() | st.integers(-(2**62), 2**62), st.integers(0, 2**52), st.text(max_size=5))
def test_only_finite_present_fresh_evidence_of_the_right_name_passes(
    values: tuple[float | None, ...], ran_at: int | None, now: int, name: str
) -> None:
    observed, threshold, low, high = values
    result = GateResult(name or "gain", "passed", observed, threshold, 1, low, high, ran_at=ran_at)
    judged = judge(RULE, result, now)
    finite = not any(str(value) in ("nan", "inf", "-inf") for value in values)
    fresh = ran_at is not None and 0 <= ran_at <= now + CLOCK_SKEW and now - ran_at <= 60_000_000
    assert (judged.status == "passed") == (finite and fresh and result.name == "gain")
    gates_digest([Evaluated(RULE, judged)])  # what was judged can be bound to, whatever the gate said


def test_any_changed_figure_is_another_result() -> None:
    base = gates_digest([Evaluated(RULE, GOOD)])
    for change in ({"observed": 0.21}, {"n": 401}, {"evidence_ref": "run:2"}, {"dataset_digest": "d"}, {"ran_at": 2}):
        assert gates_digest([Evaluated(RULE, replace(GOOD, **change))]) != base
    assert gates_digest([Evaluated(replace(RULE, parameters={"lower": 1}), GOOD)]) != base
