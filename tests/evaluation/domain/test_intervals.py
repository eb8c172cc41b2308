import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.evaluation.domain.errors import EmptyEvaluation, NumberOutOfRange
from volano_server.evaluation.domain.intervals import (
    PairCounts,
    mcnemar_p,
    paired_difference_interval,
    wilson_f1_interval,
    wilson_interval,
)

counts = st.integers(0, 300)
pair_counts = st.builds(PairCounts, counts, counts, counts, counts).filter(lambda pairs: pairs.n > 0)


def test_wilson_gives_the_bounds_of_newcombes_published_example() -> None:
    """81 of 263: Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3."""
    interval = wilson_interval(81, 263)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(("successes", "low", "high"), [(0, 0.0, 0.1611), (20, 0.8389, 1.0)])
def test_wilson_is_not_certain_after_twenty_rows_without_a_surprise(successes: int, low: float, high: float) -> None:
    interval = wilson_interval(successes, 20)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_wilson_covers_the_true_proportion_at_its_level_on_average() -> None:
    """Exact coverage, summed over the binomial distribution, averaged over proportions."""
    n, proportions = 40, [p / 200 for p in range(10, 191)]
    intervals = [wilson_interval(k, n) for k in range(n + 1)]
    covered = [
        sum(
            math.comb(n, k) * p**k * (1 - p) ** (n - k)
            for k, interval in enumerate(intervals)
            if interval.low <= p <= interval.high
        )
        for p in proportions
    ]
    assert sum(covered) / len(covered) == pytest.approx(0.95, abs=0.005)
    assert min(covered) > 0.9


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_encloses_its_value_and_mirrors_the_failures(rows: tuple[int, int]) -> None:
    successes, n = rows
    interval, mirror = wilson_interval(successes, n), wilson_interval(n - successes, n)
    assert 0.0 <= interval.low <= interval.value <= interval.high <= 1.0
    assert interval.low == pytest.approx(1 - mirror.high, abs=1e-12)


def test_more_confidence_widens_the_interval() -> None:
    narrow, wide = wilson_interval(30, 100, level=0.8), wilson_interval(30, 100, level=0.99)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_f1_interval_is_wilsons_on_the_jaccard_scale() -> None:
    interval = wilson_f1_interval(true_positive=8, wrong=4, n=50)
    jaccard = wilson_interval(8, 12)
    assert interval.value == pytest.approx(2 * 8 / (2 * 8 + 4))
    assert interval.low == pytest.approx(2 * jaccard.low / (1 + jaccard.low))


def test_paired_difference_gives_newcombes_published_bounds() -> None:
    """36 both, 12 and 2 discordant: Newcombe, Statistics in Medicine 17 (1998) 2635, table II, method 10."""
    interval = paired_difference_interval(PairCounts(both=36, only_first=2, only_second=12, neither=0))
    assert interval.value == pytest.approx(0.2)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.0569, 0.3404)


def test_five_gains_without_a_loss_are_not_yet_a_certain_improvement() -> None:
    """A bootstrap would claim exactly 1.0 here; McNemar's exact test says p = 1/16."""
    assert mcnemar_p(0, 5) == pytest.approx(1 / 16)
    assert paired_difference_interval(PairCounts(0, 0, 5, 0)).low < 0.5


@given(pair_counts)
def test_swapping_the_systems_mirrors_the_difference(pairs: PairCounts) -> None:
    swapped = PairCounts(pairs.both, pairs.only_second, pairs.only_first, pairs.neither)
    one, other = paired_difference_interval(pairs), paired_difference_interval(swapped)
    assert -1.0 - 1e-9 <= one.low <= one.value <= one.high <= 1.0 + 1e-9
    assert (one.value, one.low) == pytest.approx((-other.value, -other.high), abs=1e-9)


@given(counts, counts)
def test_mcnemar_is_symmetric_and_a_probability(first: int, second: int) -> None:
    assert mcnemar_p(first, second) == mcnemar_p(second, first)
    assert 0.0 < mcnemar_p(first, second) <= 1.0


def test_mcnemar_gives_the_published_and_the_large_sample_values() -> None:
    """101 against 121 (Agresti, "Categorical data analysis"); the large ones from scipy.stats.binomtest."""
    assert mcnemar_p(101, 121) == pytest.approx(0.2021343206)
    assert mcnemar_p(59, 6) == pytest.approx(4.964650327e-12)
    assert mcnemar_p(3000, 3100) == pytest.approx(0.2049495446, rel=1e-8)
    assert mcnemar_p(0, 0) == 1.0


def test_no_rows_impossible_counts_and_levels_are_refused() -> None:
    with pytest.raises(EmptyEvaluation):
        wilson_interval(0, 0)
    with pytest.raises(EmptyEvaluation):
        paired_difference_interval(PairCounts(0, 0, 0, 0))
    with pytest.raises(NumberOutOfRange, match="5 successes of 4"):
        wilson_interval(5, 4)
    for level in (0.0, 0.49, 1.0, 95.0, math.nan):
        with pytest.raises(NumberOutOfRange):
            wilson_interval(1, 2, level=level)
