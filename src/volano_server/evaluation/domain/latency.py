"""Latency quantiles with the number of measurements behind them and order-statistic bounds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from volano_server.evaluation.domain.intervals import LEVEL, normal_quantile
from volano_server.evaluation.domain.resampling import check_numbers


@dataclass(frozen=True, slots=True)
class Quantile:
    """One quantile in seconds; a bound is None where `n` is too small to give one at this confidence."""

    share: float
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Latency:
    """What `latency` gives, in seconds."""

    n: int
    mean: float
    maximum: float
    p50: Quantile
    p95: Quantile
    p99: Quantile
    level: float


def latency(seconds: Sequence[float], level: float = LEVEL) -> Latency:
    """Mean, maximum, p50, p95 and p99 of the measured seconds, each quantile with bounds that assume no
    distribution.

    Raises EmptyEvaluation without a measurement, NumberOutOfRange for one that is negative or not finite.
    """
    normal_quantile(level)
    check_numbers("seconds", seconds, low=0.0)
    ordered = sorted(seconds)
    p50, p95, p99 = (quantile(ordered, share, level) for share in (0.50, 0.95, 0.99))
    return Latency(len(ordered), math.fsum(ordered) / len(ordered), ordered[-1], p50, p95, p99, level)


def quantile(ordered: Sequence[float], share: float, level: float = LEVEL) -> Quantile:
    """The `share` quantile of sorted values, linear between neighbours, with exact order-statistic bounds.

    Hyndman and Fan, "Sample quantiles in statistical packages", American Statistician 50 (1996), type 7. The
    number of values below the true quantile is Binomial(n, share), so its tails give the ranks of the bounds
    (Hahn and Meeker, "Statistical intervals", 5.2).
    """
    n, at = len(ordered), (len(ordered) - 1) * share
    below, weight = math.floor(at), at - math.floor(at)
    value = ordered[below] + weight * (ordered[min(below + 1, n - 1)] - ordered[below])
    cumulative, tail = 0.0, (1 - level) / 2
    low = high = None
    for rank, probability in enumerate(_binomial(n, share)):
        if cumulative <= tail and rank > 0:
            # With very few values the interpolated quantile can lie outside; a wider bound stays valid.
            low = min(value, ordered[rank - 1])
        cumulative += probability
        if high is None and cumulative >= 1 - tail and rank < n:
            high = max(value, ordered[rank])
    return Quantile(share, value, low, high)


def _binomial(n: int, share: float) -> list[float]:
    """P(exactly k of n) for k = 0 … n."""
    top, log_in, log_out = math.lgamma(n + 1), math.log(share), math.log1p(-share)
    return [
        math.exp(top - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * log_in + (n - k) * log_out)
        for k in range(n + 1)
    ]
