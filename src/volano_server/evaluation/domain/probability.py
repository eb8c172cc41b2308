"""Metrics of probabilities: perplexity, calibration, and ranking (AUC)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from volano_server.evaluation.domain.errors import NumberOutOfRange, OneClassOnly
from volano_server.evaluation.domain.intervals import LEVEL, Estimate, normal_quantile, wilson_interval
from volano_server.evaluation.domain.resampling import check_numbers
from volano_server.evaluation.domain.rows import check_row_ids

if TYPE_CHECKING:
    from volano_server.evaluation.domain.resampling import Floats


@dataclass(frozen=True, slots=True)
class Perplexity:
    """What `perplexity` gives; `bits_per_byte` compares across tokenizers, None without a text size."""

    value: float
    mean_log_probability: float
    tokens: int
    bits_per_byte: float | None


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Rows whose confidence lies in (low, high]; the first bin includes its lower end."""

    low: float
    high: float
    n: int
    mean_confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What `calibration` gives: 0 is perfect. `bins` without a row are left out."""

    n: int
    expected_error: float
    maximum_error: float
    brier: float
    bins: tuple[CalibrationBin, ...]


def perplexity(log_probabilities: Sequence[float], text_bytes: int | None = None) -> Perplexity:
    """exp of the mean negative natural log-probability per token, over all tokens given.

    Pass the tokens of all texts in one sequence: a mean of per-text perplexities is another number. Raises
    EmptyEvaluation without a token, NumberOutOfRange for a log-probability that is positive or not finite.
    """
    check_numbers("log_probabilities", log_probabilities, high=1e-6)
    total, tokens = math.fsum(log_probabilities), len(log_probabilities)
    mean = total / tokens
    if mean < -700:
        raise NumberOutOfRange(
            f"The mean log-probability is {mean:.0f}, so perplexity exceeds what a float holds.",
            hint="Check that these are natural logarithms of token probabilities.",
        )
    if text_bytes is not None and text_bytes < 1:
        raise NumberOutOfRange(f"The text has {text_bytes} bytes.", hint="Pass the size of the text in UTF-8.")
    bits = -total / math.log(2) / text_bytes if text_bytes else None
    return Perplexity(math.exp(-mean), mean, tokens, bits)


def calibration(confidences: Sequence[float], correct: Sequence[bool], bins: int = 15) -> Calibration:
    """Expected calibration error: the mean over rows of |accuracy - confidence| of each row's equal-width
    bin.

    Guo et al., "On calibration of modern neural networks", ICML 2017. Confidences are of the answer given, in
    [0, 1]. Brier is the mean squared gap row by row. Raises what bad numbers and lengths raise.
    """
    check_numbers("confidences", confidences, 0.0, 1.0)
    check_row_ids([str(i) for i in range(len(confidences))], {"correct": len(correct)})
    if bins < 1:
        raise NumberOutOfRange(f"{bins} bins were asked for.", hint="Use 10 to 20.")
    members: dict[int, list[int]] = {}
    for row, confidence in enumerate(confidences):
        members.setdefault(max(0, math.ceil(confidence * bins) - 1), []).append(row)
    table = []
    for index, rows in sorted(members.items()):
        mean = math.fsum(confidences[row] for row in rows) / len(rows)
        right = sum(bool(correct[row]) for row in rows) / len(rows)
        table.append(CalibrationBin(index / bins, (index + 1) / bins, len(rows), mean, right))
    n = len(confidences)
    gaps = [abs(entry.accuracy - entry.mean_confidence) for entry in table]
    expected = math.fsum(gap * entry.n / n for gap, entry in zip(gaps, table, strict=True))
    brier = math.fsum((c - bool(y)) ** 2 for c, y in zip(confidences, correct, strict=True)) / n
    return Calibration(n, expected, max(gaps), brier, tuple(table))


def auc(scores: Sequence[float], positive: Sequence[bool], level: float = LEVEL) -> Estimate:
    """The chance that a positive row scores above a negative one, ties counting half, with DeLong's interval.

    The rank statistic of Mann and Whitney (1947); variance of DeLong, DeLong, Clarke-Pearson, Biometrics 44
    (1988), on the logit scale so that bounds stay in [0, 1]. With perfect separation, where that variance is
    zero, the bound is Wilson's for the smaller class. Raises OneClassOnly unless both classes occur.
    """
    import numpy as np

    z = normal_quantile(level)
    check_numbers("scores", scores)
    check_row_ids([str(i) for i in range(len(scores))], {"positive": len(positive)})
    values, is_positive = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    above, below = values[is_positive], values[~is_positive]
    if not above.size or not below.size:
        raise OneClassOnly(
            f"AUC needs rows of both classes; {above.size} are positive and {below.size} negative.",
            hint="Evaluate on a split that holds both.",
        )
    # Midranks within the whole minus midranks within the own class count the rows of the other class below.
    all_ranks = _midranks(values)
    wins = (all_ranks[is_positive] - _midranks(above)) / below.size
    losses = 1 - (all_ranks[~is_positive] - _midranks(below)) / above.size
    area = float(wins.mean())
    if not 0.0 < area < 1.0 or min(above.size, below.size) < 2:
        smaller = min(above.size, below.size)
        bound = wilson_interval(round(area * smaller), smaller, level)
        return Estimate(area, min(area, bound.low), max(area, bound.high), len(values), level, "wilson-smaller-class")
    variance = float(wins.var(ddof=1)) / above.size + float(losses.var(ddof=1)) / below.size
    logit, half = math.log(area / (1 - area)), z * math.sqrt(variance) / (area * (1 - area))
    low, high = (1 / (1 + math.exp(-(logit + side))) for side in (-half, half))
    return Estimate(area, low, high, len(values), level, "delong-logit")


def _midranks(values: "Floats") -> "Floats":
    """Ranks from 1, equal values sharing their mean rank."""
    import numpy as np

    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Floats = (last - (counts - 1) / 2)[inverse]
    return ranks
