"""How well one system classifies: accuracy, figures by class and their means, confusion, with intervals."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from volano_server.evaluation.domain.intervals import LEVEL, Estimate, wilson_f1_interval, wilson_interval
from volano_server.evaluation.domain.resampling import RESAMPLES, smoothed_bootstrap
from volano_server.evaluation.domain.rows import labelled_rows

if TYPE_CHECKING:
    from volano_server.evaluation.domain.resampling import Floats, Statistic

Pair = tuple[str, str | None]
"""One cell of the confusion matrix: what was expected, what was answered (None: no label could be read)."""


@dataclass(frozen=True, slots=True)
class ClassQuality:
    """One label's figures; None where undefined (a label never answered has no precision)."""

    label: str
    support: int
    answered: int
    precision: Estimate | None
    recall: Estimate | None
    f1: Estimate | None


@dataclass(frozen=True, slots=True)
class ClassificationQuality:
    """What `classification` gives. Invalid answers count as wrong everywhere and are reported apart.

    `confusion[i][j]`: rows expected as `labels[i]` and answered as `labels[j]`; the last column is invalid
    answers. Macro figures are means over labels that were expected or answered; an undefined precision or
    recall enters as 0.
    """

    n: int
    labels: tuple[str, ...]
    accuracy: Estimate
    macro_precision: float
    macro_recall: float
    macro_f1: Estimate
    classes: tuple[ClassQuality, ...]
    confusion: tuple[tuple[int, ...], ...]
    invalid: Estimate
    invalid_row_ids: tuple[str, ...]

    def of(self, label: str) -> ClassQuality:
        """The figures of one label; KeyError for a label that was not declared."""
        return dict(zip(self.labels, self.classes, strict=True))[label]


def classification(
    row_ids: Sequence[str],
    expected: Sequence[str],
    predicted: Sequence[str | None],
    labels: Sequence[str],
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> ClassificationQuality:
    """The quality of one system on labelled rows; `None` in `predicted` is an answer that names no label.

    Accuracy, precision and recall carry Wilson intervals, F1 of a class the Wilson-F1 interval, macro F1 a
    seeded percentile bootstrap smoothed by one right and one wrong pseudo-row. Raises what `labelled_rows`
    raises.
    """
    rows = labelled_rows(row_ids, expected, predicted, labels)
    cells = Counter(zip(rows.expected, rows.predicted, strict=True))
    classes = tuple(_class_quality(label, cells, level) for label in rows.labels)
    seen = [quality for quality in classes if quality.support or quality.answered]
    invalid_ids = tuple(i for i, p in zip(rows.row_ids, rows.predicted, strict=True) if p is None)
    n = len(rows.row_ids)
    return ClassificationQuality(
        n=n,
        labels=rows.labels,
        accuracy=wilson_interval(sum(times for (e, p), times in cells.items() if e == p), n, level),
        macro_precision=sum(q.precision.value for q in seen if q.precision) / len(seen),
        macro_recall=sum(q.recall.value for q in seen if q.recall) / len(seen),
        macro_f1=_macro_f1(cells, [q.label for q in seen], level, resamples, seed),
        classes=classes,
        confusion=tuple(tuple(cells[e, p] for p in (*rows.labels, None)) for e in rows.labels),
        invalid=wilson_interval(len(invalid_ids), n, level),
        invalid_row_ids=invalid_ids,
    )


def f1_statistic(pairs: Sequence[Pair], labels: Sequence[str]) -> "Callable[[Floats], Floats]":
    """A function from cell counts (resamples, pairs) to F1 (resamples, labels); NaN for unseen labels."""
    import numpy as np

    hit = np.array([[float(e == p == label) for label in labels] for e, p in pairs])
    touched = np.array([[float(e == label) + float(p == label) for label in labels] for e, p in pairs])

    def statistic(counts: "Floats") -> "Floats":
        hits, mentions = counts @ hit, counts @ touched
        unseen: Floats = np.full(mentions.shape, np.nan)
        f1: Floats = np.divide(2 * hits, mentions, out=unseen, where=mentions > 0)
        return f1

    return statistic


def macro_f1_statistic(pairs: Sequence[Pair], labels: Sequence[str]) -> "Statistic":
    """A function from cell counts (resamples, pairs) to macro F1 (resamples,) over the labels each shows."""
    import numpy as np

    f1 = f1_statistic(pairs, labels)
    return lambda counts: np.nanmean(f1(counts), axis=1)


def neighbours(labels: Sequence[str]) -> "dict[str, str | None]":
    """For each label another one, used once, that stands for a wrong answer; None where there is no other."""
    return {label: labels[i - 1] if len(labels) > 1 else None for i, label in enumerate(labels)}


def _class_quality(label: str, cells: Counter[Pair], level: float) -> ClassQuality:
    hits = cells[label, label]
    support = sum(times for (e, _), times in cells.items() if e == label)
    answered = sum(times for (_, p), times in cells.items() if p == label)
    return ClassQuality(
        label=label,
        support=support,
        answered=answered,
        precision=wilson_interval(hits, answered, level) if answered else None,
        recall=wilson_interval(hits, support, level) if support else None,
        f1=wilson_f1_interval(hits, support + answered - 2 * hits, cells.total(), level)
        if support or answered
        else None,
    )


def _macro_f1(cells: Counter[Pair], seen: Sequence[str], level: float, resamples: int, seed: int) -> Estimate:
    right: dict[Pair, float] = {(label, label): 1 / len(seen) for label in seen}
    wrong: dict[Pair, float] = {pair: 1 / len(seen) for pair in neighbours(seen).items()}
    pairs = list(dict.fromkeys([*cells, *right, *wrong]))
    return smoothed_bootstrap(
        [cells[pair] for pair in pairs],
        [right.get(pair, 0.0) + wrong.get(pair, 0.0) for pair in pairs],
        macro_f1_statistic(pairs, seen),
        level=level,
        resamples=resamples,
        seed=seed,
    )
