import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volano_server.evaluation.domain.comparison import PairedComparison, compare_labels, compare_scores
from volano_server.evaluation.domain.errors import EmptyEvaluation, NumberOutOfRange, RowMismatch
from volano_server.evaluation.domain.rows import LabelledRows, labelled_rows

MAILS = ("spam", "ham")
Triples = Sequence[tuple[str, str | None, str | None]]


def systems(triples: Triples, labels: tuple[str, ...] = MAILS) -> tuple[LabelledRows, LabelledRows]:
    row_ids = [f"row-{i}" for i in range(len(triples))]
    expected = [e for e, _, _ in triples]
    first = labelled_rows(row_ids, expected, [a for _, a, _ in triples], labels)
    second = labelled_rows(row_ids, expected, [b for _, _, b in triples], labels)
    return first, second


def compare(triples: Triples, resamples: int = 200, seed: int = 0) -> PairedComparison:
    return compare_labels(*systems(triples), resamples=resamples, seed=seed)


def test_a_worked_example_by_hand() -> None:
    comparison = compare(
        [("spam", "ham", "spam")] * 3 + [("ham", "ham", "ham")] * 5 + [("ham", "ham", "spam")] + [("spam", None, "ham")]
    )
    assert (comparison.first_accuracy.value, comparison.second_accuracy.value) == (0.6, 0.8)
    assert comparison.accuracy_difference.value == pytest.approx(0.2)
    assert (comparison.pairs.only_first, comparison.pairs.only_second, comparison.pairs.discordant) == (
        1,
        3,
        4,
    )
    assert comparison.mcnemar_p == pytest.approx(2 * (1 + 4) / 16)
    first_ham, second_ham = 2 * 6 / (6 + 9), 2 * 5 / (6 + 6)
    first_spam, second_spam = 0.0, 2 * 3 / (4 + 4)
    assert comparison.f1_differences["ham"].value == pytest.approx(second_ham - first_ham)
    expected = (second_ham + second_spam - first_ham - first_spam) / 2
    assert comparison.macro_f1_difference.value == pytest.approx(expected)
    assert [d.row_id for d in comparison.disagreements] == ["row-0", "row-1", "row-2", "row-8", "row-9"]
    assert comparison.disagreements[4].first is None


def test_rows_are_matched_by_id_whatever_their_order() -> None:
    first, second = systems([("spam", "spam", "ham"), ("ham", "spam", "ham"), ("ham", "ham", "ham")])
    backwards = LabelledRows(second.row_ids[::-1], second.expected[::-1], second.predicted[::-1], second.labels)
    assert compare_labels(first, second, resamples=50) == compare_labels(first, backwards, resamples=50)


def test_a_system_compared_with_itself_does_not_differ_but_is_not_certain_either() -> None:
    comparison = compare([("spam", "spam", "spam"), ("ham", "spam", "spam"), ("ham", "ham", "ham")] * 4)
    difference = comparison.macro_f1_difference
    assert difference.value == comparison.accuracy_difference.value == 0.0
    assert difference.low < 0.0 < difference.high
    assert comparison.mcnemar_p == 1.0
    assert comparison.disagreements == ()


def test_a_clear_improvement_has_a_lower_bound_above_zero() -> None:
    """The size of the main job: an untrained model says spam to all, a trained one is mostly right."""
    triples: Triples = (
        [("spam", "spam", "spam")] * 45 + [("spam", "spam", "ham")] * 5
        + [("ham", "spam", "ham")] * 142 + [("ham", "spam", "spam")] * 8
    )  # fmt: skip
    comparison = compare(triples, resamples=1000)
    assert comparison.accuracy_difference.low > 0.3
    assert comparison.macro_f1_difference.low > 0.3
    assert comparison.mcnemar_p < 1e-20


@pytest.mark.parametrize("outcomes", [(0.9, 0.02, 0.05, 0.03), (0.6, 0.1, 0.2, 0.1), (0.94, 0.03, 0.03, 0.0)])
def test_difference_intervals_cover_the_truth_also_where_systems_rarely_differ(
    outcomes: tuple[float, float, float, float],
) -> None:
    """Plain bootstraps cover as little as 57 % here (bench/evaluation/interval_coverage.py)."""
    rng = np.random.default_rng(7)
    cells: list[tuple[str, str | None, str | None]] = []
    weights = []
    for label, other, share in (("spam", "ham", 0.25), ("ham", "spam", 0.75)):
        answers = [(label, label), (label, other), (other, label), (other, other)]
        cells += [(label, a, b) for a, b in answers]
        weights += [share * outcome for outcome in outcomes]
    # The truth is read from a sample in the exact proportions.
    exact = [cell for cell, weight in zip(cells, weights, strict=True) for _ in range(round(weight * 40_000))]
    huge = compare(exact, resamples=2)
    covered = covered_accuracy = 0
    for seed in range(200):
        sample = compare([cells[i] for i in rng.choice(len(cells), size=40, p=weights)], seed=seed)
        covered += sample.macro_f1_difference.low <= huge.macro_f1_difference.value <= sample.macro_f1_difference.high
        accuracy = sample.accuracy_difference
        covered_accuracy += accuracy.low <= huge.accuracy_difference.value <= accuracy.high
    assert covered >= 182
    assert covered_accuracy >= 182


triples = st.lists(
    st.tuples(*[st.sampled_from(MAILS)] + [st.one_of(st.sampled_from(MAILS), st.none())] * 2),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40)
@given(triples)
def test_swapping_the_systems_turns_every_sign(rows: Triples) -> None:
    first, second = systems(rows)
    one = compare_labels(first, second, resamples=50)
    other = compare_labels(second, first, resamples=50)
    assert one.macro_f1_difference.value == pytest.approx(-other.macro_f1_difference.value)
    assert one.accuracy_difference.value == pytest.approx(-other.accuracy_difference.value)
    assert one.mcnemar_p == other.mcnemar_p
    assert len(one.disagreements) >= one.pairs.discordant


def test_systems_on_different_rows_labels_or_truths_are_refused() -> None:
    first, second = systems([("spam", "spam", "ham"), ("ham", "spam", "ham")])
    fewer = labelled_rows(["row-0"], ["spam"], ["spam"], MAILS)
    with pytest.raises(RowMismatch, match=r"1 only in the first \(`row-1`\)"):
        compare_labels(first, fewer)
    turned = labelled_rows(first.row_ids, ["ham", "ham"], ["ham", "ham"], MAILS)
    with pytest.raises(RowMismatch, match="row-0"):
        compare_labels(first, turned)
    relabelled = labelled_rows(first.row_ids, first.expected, second.predicted, ("spam", "ham", "news"))
    with pytest.raises(RowMismatch, match="different labels"):
        compare_labels(first, relabelled)


def test_scores_are_compared_row_by_row() -> None:
    first = {"a": 0.2, "b": 0.5, "c": 0.5}
    second = {"c": 0.5, "b": 0.4, "a": 0.8}
    comparison = compare_scores(first, second, bounds=(0.0, 1.0), resamples=200)
    assert comparison.difference.value == pytest.approx((0.6 - 0.1 + 0.0) / 3)
    assert (comparison.first_better, comparison.second_better, comparison.equal) == (1, 1, 1)
    assert comparison.difference.low < 0 < comparison.difference.high


def test_a_constant_gain_of_unbounded_scores_is_seen() -> None:
    first = {str(i): math.sin(i) for i in range(50)}
    second = {row: value + 0.5 + 0.01 * (int(row) % 3) for row, value in first.items()}
    assert compare_scores(first, second, resamples=300).difference.low > 0.5


def test_bad_scores_are_refused() -> None:
    with pytest.raises(RowMismatch):
        compare_scores({"a": 1.0}, {"b": 1.0})
    with pytest.raises(EmptyEvaluation):
        compare_scores({}, {})
    with pytest.raises(NumberOutOfRange, match="`second` holds nan"):
        compare_scores({"a": 1.0}, {"a": math.nan})
    with pytest.raises(NumberOutOfRange, match=r"from 0\.0 to 1\.0"):
        compare_scores({"a": 1.5}, {"a": 1.0}, bounds=(0.0, 1.0))
