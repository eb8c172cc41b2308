"""Metric points: what is kept of a curve, and what a summary says."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.tracking.domain.metrics import (
    NewPoint,
    Point,
    downsample,
    fold,
    newest_per_step,
    place_points,
    split_value,
)
from volano_server.tracking.errors import InvalidMetric

values = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False, width=32))
curves = st.lists(st.tuples(st.integers(0, 10_000), values), unique_by=lambda pair: pair[0], max_size=400).map(
    lambda pairs: [Point("loss", step, 0, value, None if value is not None else "NaN") for step, value in sorted(pairs)]
)


@given(curves, st.integers(5, 100))
def test_a_thinned_curve_is_bounded_ordered_and_keeps_extremes_and_ends(curve: list[Point], limit: int) -> None:
    first, last = (curve[0].step, curve[-1].step) if curve else (0, 0)
    thinned = downsample(iter(curve), limit, first, last)
    assert len(thinned) <= limit
    assert [point.step for point in thinned] == sorted({point.step for point in thinned})
    assert set(thinned) <= set(curve)
    if len(curve) <= limit:
        assert thinned == curve
    elif finite := [point.value for point in curve if point.value is not None]:
        kept = [point.value for point in thinned if point.value is not None]
        assert (min(kept), max(kept)) == (min(finite), max(finite))
    if curve:
        assert (thinned[0], thinned[-1]) == (curve[0], curve[-1])
        assert any(p.value is None for p in thinned) == any(p.value is None for p in curve)


@given(curves.filter(bool), st.randoms(use_true_random=False))
def test_a_summary_does_not_depend_on_the_order_of_arrival(curve: list[Point], random: object) -> None:
    shuffled = list(curve)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = fold(None, curve)
    cut = len(shuffled) // 2
    other = fold(fold(None, shuffled[:cut]) if cut else None, shuffled[cut:])
    assert one == other
    finite = [point.value for point in curve if point.value is not None]
    assert (one.points, one.not_finite) == (len(curve), len(curve) - len(finite))
    assert (one.min_value, one.max_value) == (min(finite, default=None), max(finite, default=None))
    assert one.last_step == curve[-1].step


def test_a_point_without_a_step_follows_the_last_one() -> None:
    placed = place_points([NewPoint("a", 1.0), NewPoint("a", 2.0), NewPoint("b", 3.0)], {"a": 7}, now=5)
    assert [(point.key, point.step, point.ts) for point in placed] == [("a", 7, 5), ("a", 8, 5), ("b", 0, 5)]


def test_of_two_points_for_one_place_in_a_batch_the_last_stays() -> None:
    placed = place_points([NewPoint("a", 1.0, 3), NewPoint("a", 2.0, 3)], {}, now=5)
    assert [point.value for point in placed] == [2.0]


def test_a_resumed_run_shows_each_step_once_with_its_newest_value() -> None:
    points = [Point("a", 1, 1, 1.0), Point("a", 2, 2, 2.0), Point("a", 2, 9, 2.5), Point("a", 3, 10, 3.0)]
    assert [point.value for point in newest_per_step(points)] == [1.0, 2.5, 3.0]


@pytest.mark.parametrize(
    ("value", "stored"),
    [(math.nan, (None, "NaN")), (math.inf, (None, "Infinity")), (-math.inf, (None, "-Infinity")),
     ("NaN", (None, "NaN")), (3, (3.0, None)), (-0.5, (-0.5, None))],
)  # fmt: skip
def test_what_is_no_finite_number_becomes_a_flag(value: object, stored: object) -> None:
    assert split_value(value) == stored  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [True, "1.5", "nan", None, [1], 10**400])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(InvalidMetric):
        split_value(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["", "a\nb", "é", "x" * 201, " a", "a\x00b", "a'; DROP TABLE runs"])
def test_a_key_that_no_chart_could_name_is_refused(key: str) -> None:
    with pytest.raises(InvalidMetric):
        place_points([NewPoint(key, 1.0)], {}, now=1)


@pytest.mark.parametrize("step", [-1, 2**53 + 1])
def test_a_step_out_of_range_is_refused(step: int) -> None:
    with pytest.raises(InvalidMetric, match="out of range"):
        place_points([NewPoint("a", 1.0, step)], {}, now=1)
