import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volano_server.evaluation.domain.errors import EmptyEvaluation, NumberOutOfRange
from volano_server.evaluation.domain.resampling import bca_bootstrap, mean_interval, smoothed_bootstrap

SKEWED = [
    1.134, 0.876, 1.897, 1.111, 0.585, 1.436, 3.684, 2.578, 0.495, 0.282, 0.536, 1.042, 0.098,
    0.803, 0.288, 0.481, 0.58, 0.729, 1.509, 2.836, 0.879, 3.921, 0.514, 1.421, 2.468, 1.099,
    0.475, 0.398, 0.633, 1.246, 0.364, 0.811, 0.853, 1.717, 1.239, 1.427, 0.52, 0.878, 2.19,
    4.452,
]  # fmt: skip


def test_bca_agrees_with_scipys_on_a_skewed_sample() -> None:
    """scipy.stats.bootstrap(method="BCa", n_resamples=20000, random_state=0) gives (1.0004, 1.6473)."""
    interval = mean_interval(SKEWED, resamples=20_000)
    assert interval.method == "bootstrap-bca"
    assert (interval.low, interval.high) == pytest.approx((1.0004, 1.6473), abs=0.01)
    assert interval.value == pytest.approx(math.fsum(SKEWED) / 40)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    assert mean_interval(SKEWED, seed=3) == mean_interval(SKEWED, seed=3)
    assert mean_interval(SKEWED, seed=3) != mean_interval(SKEWED, seed=4)


def test_twenty_perfect_scores_leave_room_below_one() -> None:
    interval = mean_interval([1.0] * 20, bounds=(0.0, 1.0))
    assert interval.value == interval.high == 1.0
    assert 0.75 < interval.low < 0.9


def test_a_constant_unbounded_score_is_called_degenerate() -> None:
    interval = mean_interval([7.5] * 10)
    assert (interval.low, interval.value, interval.high) == (7.5, 7.5, 7.5)
    assert interval.method == "bootstrap-degenerate"


def test_one_value_is_enough_for_an_answer() -> None:
    assert mean_interval([0.3], bounds=(0.0, 1.0)).value == 0.3
    assert bca_bootstrap([1], lambda c: c[:, 0]).value == 1.0


@pytest.mark.parametrize("share_wrong", [0.05, 0.2])
def test_the_smoothed_interval_keeps_its_level_where_few_rows_are_wrong(share_wrong: float) -> None:
    rng, covered = np.random.default_rng(5), 0
    for trial in range(200):
        scores = np.where(rng.random(40) < share_wrong, 0.0, 1.0).tolist()
        interval = mean_interval(scores, bounds=(0.0, 1.0), resamples=400, seed=trial)
        covered += interval.low <= 1 - share_wrong <= interval.high
    assert covered >= 184


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_bounded_means_stay_in_bounds_and_enclose_the_value(values: list[float]) -> None:
    interval = mean_interval(values, bounds=(0.0, 1.0), resamples=100)
    assert -1e-12 <= interval.low <= interval.value <= interval.high <= 1 + 1e-12


def test_resamples_beyond_one_chunk_are_all_drawn() -> None:
    values = np.random.default_rng(0).normal(size=3000).tolist()
    interval = mean_interval(values, resamples=1500)
    assert interval.high - interval.low == pytest.approx(2 * 1.96 / math.sqrt(3000), rel=0.1)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -0.1, 1.1])
def test_a_bad_number_is_named_with_its_position(bad: float) -> None:
    with pytest.raises(NumberOutOfRange, match="position 1"):
        mean_interval([0.5, bad], bounds=(0.0, 1.0))


def test_nothing_to_resample_is_refused() -> None:
    with pytest.raises(EmptyEvaluation):
        mean_interval([])
    with pytest.raises(EmptyEvaluation):
        smoothed_bootstrap([0, 0], [1.0, 1.0], lambda c: c[:, 0])
    with pytest.raises(EmptyEvaluation):
        bca_bootstrap([0], lambda c: c[:, 0])
