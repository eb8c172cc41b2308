import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.evaluation.domain.errors import (
    EmptyEvaluation,
    NumberOutOfRange,
    OneClassOnly,
    RowMismatch,
)
from volano_server.evaluation.domain.probability import auc, calibration, perplexity


def test_perplexity_of_a_uniform_choice_is_the_number_of_choices() -> None:
    assert perplexity([math.log(1 / 6)] * 30).value == pytest.approx(6.0)
    assert perplexity([0.0] * 3).value == 1.0


def test_perplexity_weighs_tokens_not_texts() -> None:
    together = perplexity([math.log(0.5)] * 1 + [math.log(0.25)] * 3)
    assert together.value == pytest.approx((0.5 * 0.25**3) ** (-1 / 4))
    assert together.tokens == 4


def test_bits_per_byte_do_not_depend_on_how_the_text_is_cut() -> None:
    coarse = perplexity([math.log(1 / 16)] * 5, text_bytes=10)
    fine = perplexity([math.log(1 / 4)] * 10, text_bytes=10)
    assert coarse.bits_per_byte == pytest.approx(2.0)
    assert fine.bits_per_byte == pytest.approx(2.0)


@pytest.mark.parametrize("bad", [math.nan, -math.inf, 0.1])
def test_bad_log_probabilities_are_refused(bad: float) -> None:
    with pytest.raises(NumberOutOfRange):
        perplexity([-1.0, bad])
    with pytest.raises(NumberOutOfRange, match="perplexity exceeds"):
        perplexity([-800.0])
    with pytest.raises(NumberOutOfRange, match="0 bytes"):
        perplexity([-1.0], text_bytes=0)
    with pytest.raises(EmptyEvaluation):
        perplexity([])


def test_calibration_by_hand() -> None:
    """Two bins: three rows at 0.9 of which two right, two at 0.3 of which one right."""
    found = calibration([0.9, 0.9, 0.9, 0.3, 0.3], [True, True, False, True, False], bins=2)
    assert found.expected_error == pytest.approx(3 / 5 * abs(2 / 3 - 0.9) + 2 / 5 * abs(0.5 - 0.3))
    assert found.maximum_error == pytest.approx(0.9 - 2 / 3)
    assert found.brier == pytest.approx((0.01 + 0.01 + 0.81 + 0.49 + 0.09) / 5)
    assert [(b.low, b.high, b.n) for b in found.bins] == [(0.0, 0.5, 2), (0.5, 1.0, 3)]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50), st.integers(1, 20))
def test_calibration_errors_are_bounded_and_every_row_is_in_one_bin(rows: list[tuple[float, bool]], bins: int) -> None:
    found = calibration([c for c, _ in rows], [y for _, y in rows], bins)
    assert 0 <= found.expected_error <= found.maximum_error + 1e-12 <= 1 + 2e-12
    assert sum(entry.n for entry in found.bins) == len(rows)
    assert all(entry.low - 1e-12 <= entry.mean_confidence <= entry.high + 1e-12 for entry in found.bins)


def test_bad_calibration_rows_are_refused() -> None:
    with pytest.raises(NumberOutOfRange):
        calibration([1.2], [True])
    with pytest.raises(RowMismatch):
        calibration([0.2], [])
    with pytest.raises(NumberOutOfRange):
        calibration([0.2], [True], bins=0)


def test_auc_by_hand_counts_ties_half() -> None:
    """Positives 3, 2; negatives 2, 1: pairs 3>2, 3>1, 2=2, 2>1."""
    assert auc([3, 2, 2, 1], [True, True, False, False]).value == pytest.approx(3.5 / 4)


def test_auc_gives_the_published_value_and_standard_error() -> None:
    """Hanley and McNeil, Radiology 143 (1982), table II: 0.893, standard error 0.032, of 109 images."""
    normal, abnormal = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
    scores = [float(r) for counts in (normal, abnormal) for r, k in enumerate(counts) for _ in range(k)]
    positive = [False] * 58 + [True] * 51
    found = auc(scores, positive)
    assert found.value == pytest.approx(0.893, abs=5e-4)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(0.032, abs=0.004)


def test_perfect_separation_is_not_certain() -> None:
    found = auc([1, 2, 3, 4, 5, 6], [False] * 3 + [True] * 3)
    assert found.value == found.high == 1.0
    assert found.low < 0.6


def test_auc_intervals_cover_the_truth() -> None:
    """Two unit normals one apart: AUC is the normal distribution function at 1 / sqrt(2)."""
    rng, truth, covered = np.random.default_rng(1), 0.5 * (1 + math.erf(0.5)), 0
    for _ in range(300):
        scores = np.concatenate([rng.normal(1, 1, 30), rng.normal(0, 1, 60)])
        found = auc(scores.tolist(), [True] * 30 + [False] * 60)
        covered += found.low <= truth <= found.high
    assert covered >= 280


ranked = st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=2, max_size=40).filter(
    lambda rows: len({positive for _, positive in rows}) == 2
)


@given(ranked)
def test_auc_is_mirrored_by_negation_and_unmoved_by_rising_functions(rows: list[tuple[int, bool]]) -> None:
    scores, positive = [float(s) for s, _ in rows], [p for _, p in rows]
    found = auc(scores, positive)
    assert found.value == pytest.approx(1 - auc([-s for s in scores], positive).value)
    assert found == auc([math.exp(s) for s in scores], positive)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_auc_needs_both_classes_and_finite_scores() -> None:
    with pytest.raises(OneClassOnly, match="2 are positive and 0 negative"):
        auc([1, 2], [True, True])
    with pytest.raises(NumberOutOfRange):
        auc([1, math.nan], [True, False])
    with pytest.raises(RowMismatch):
        auc([1, 2], [True])
