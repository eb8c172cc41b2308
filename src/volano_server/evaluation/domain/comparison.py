"""Two systems on the same rows: how much better the second is, how sure that is, and where they differ."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from volano_server.evaluation.domain.classification import f1_statistic, macro_f1_statistic, neighbours
from volano_server.evaluation.domain.errors import RowMismatch
from volano_server.evaluation.domain.intervals import (
    LEVEL,
    Estimate,
    PairCounts,
    mcnemar_p,
    paired_difference_interval,
    wilson_interval,
)
from volano_server.evaluation.domain.resampling import (
    RESAMPLES,
    check_numbers,
    mean_interval,
    smoothed_bootstrap,
)
from volano_server.evaluation.domain.rows import LabelledRows, alignment, check_row_ids

if TYPE_CHECKING:
    from volano_server.evaluation.domain.resampling import Floats, Statistic

Triple = tuple[str, str | None, str | None]
"""What was expected, what the first system answered, what the second answered."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One row that the two systems answered differently; None is an answer that names no label."""

    row_id: str
    expected: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class PairedComparison:
    """What `compare_labels` gives; all differences are second minus first, so positive means the second is
    better.

    `mcnemar_p` is the exact two-sided p-value of the accuracy difference. `f1_differences` has the labels
    that occur.
    """

    n: int
    first_accuracy: Estimate
    second_accuracy: Estimate
    accuracy_difference: Estimate
    macro_f1_difference: Estimate
    f1_differences: dict[str, Estimate]
    mcnemar_p: float
    pairs: PairCounts
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class ScoreComparison:
    """What `compare_scores` gives: means of both, the mean difference (second minus first), wins by row."""

    n: int
    first_mean: Estimate
    second_mean: Estimate
    difference: Estimate
    first_better: int
    second_better: int
    equal: int


def compare_labels(
    first: LabelledRows,
    second: LabelledRows,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> PairedComparison:
    """Both systems compared row by row; rows are matched by id, in the first system's order.

    The accuracy difference carries Newcombe's paired score interval; differences of F1 a seeded percentile
    bootstrap of whole row pairs, smoothed by one pseudo-row on which just one system is right. Raises
    RowMismatch where the row ids, the labels or what was expected differ.
    """
    triples = _matched(first, second)
    cells = Counter(triples)
    seen = [label for label in first.labels if any(label in triple for triple in cells)]
    pairs = _pair_counts(cells)
    discordant: dict[Triple, float] = {
        cell: 1 / (2 * len(seen))
        for label, other in neighbours(seen).items()
        for cell in ((label, label, other), (label, other, label))
    }
    kinds = list(dict.fromkeys([*cells, *discordant]))
    counts, pseudo = [cells[kind] for kind in kinds], [discordant.get(kind, 0.0) for kind in kinds]
    f1 = [f1_statistic([(kind[0], kind[system]) for kind in kinds], seen) for system in (1, 2)]
    macro = [macro_f1_statistic([(kind[0], kind[system]) for kind in kinds], seen) for system in (1, 2)]
    return PairedComparison(
        n=pairs.n,
        first_accuracy=wilson_interval(pairs.both + pairs.only_first, pairs.n, level),
        second_accuracy=wilson_interval(pairs.both + pairs.only_second, pairs.n, level),
        accuracy_difference=paired_difference_interval(pairs, level),
        macro_f1_difference=smoothed_bootstrap(
            counts, pseudo, lambda c: macro[1](c) - macro[0](c), level=level, resamples=resamples, seed=seed
        ),
        f1_differences={
            label: smoothed_bootstrap(counts, pseudo, _column(f1, i), level=level, resamples=resamples, seed=seed)
            for i, label in enumerate(seen)
        },
        mcnemar_p=mcnemar_p(pairs.only_first, pairs.only_second),
        pairs=pairs,
        disagreements=tuple(
            Disagreement(row_id, *triple)
            for row_id, triple in zip(first.row_ids, triples, strict=True)
            if triple[1] != triple[2]
        ),
    )


def compare_scores(
    first: dict[str, float],
    second: dict[str, float],
    bounds: tuple[float, float] | None = None,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> ScoreComparison:
    """Two systems' numeric scores by row id, compared row by row; `bounds` are the least and greatest score
    possible.

    Raises RowMismatch where the row ids differ, EmptyEvaluation without rows, NumberOutOfRange for a bad
    score.
    """
    row_ids = list(first)
    check_row_ids(row_ids, {})
    alignment(row_ids, list(second))
    pairs = [(first[row_id], second[row_id]) for row_id in row_ids]
    low, high = bounds or (float("-inf"), float("inf"))
    for position, name in enumerate(("first", "second")):
        check_numbers(name, [pair[position] for pair in pairs], low, high)
    gains = [b - a for a, b in pairs]
    spread = (low - high, high - low) if bounds else None
    return ScoreComparison(
        n=len(pairs),
        first_mean=mean_interval([a for a, _ in pairs], bounds, level=level, resamples=resamples, seed=seed),
        second_mean=mean_interval([b for _, b in pairs], bounds, level=level, resamples=resamples, seed=seed),
        difference=mean_interval(gains, spread, pseudo_weight=0.5, level=level, resamples=resamples, seed=seed),
        first_better=sum(gain < 0 for gain in gains),
        second_better=sum(gain > 0 for gain in gains),
        equal=sum(gain == 0 for gain in gains),
    )


def _column(f1: "list[Callable[[Floats], Floats]]", label: int) -> "Statistic":
    return lambda counts: (f1[1](counts) - f1[0](counts))[:, label]


def _matched(first: LabelledRows, second: LabelledRows) -> list[Triple]:
    if first.labels != second.labels:
        raise RowMismatch(
            f"The systems were scored with different labels: {', '.join(first.labels)} and {', '.join(second.labels)}.",
            hint="Score both with the same suite version.",
        )
    positions = alignment(first.row_ids, second.row_ids)
    changed = [
        row_id
        for row_id, expected, at in zip(first.row_ids, first.expected, positions, strict=True)
        if second.expected[at] != expected
    ]
    if changed:
        raise RowMismatch(
            f"{len(changed)} rows expect another label in the second system, first `{changed[0]}`.",
            hint="Evaluate both on the same version of the dataset.",
        )
    return [
        (expected, answer, second.predicted[at])
        for expected, answer, at in zip(first.expected, first.predicted, positions, strict=True)
    ]


def _pair_counts(cells: Counter[Triple]) -> PairCounts:
    by_outcome: Counter[tuple[bool, bool]] = Counter()
    for (expected, first, second), times in cells.items():
        by_outcome[first == expected, second == expected] += times
    return PairCounts(
        both=by_outcome[True, True],
        only_first=by_outcome[True, False],
        only_second=by_outcome[False, True],
        neither=by_outcome[False, False],
    )
