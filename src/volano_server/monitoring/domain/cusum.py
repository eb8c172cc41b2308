"""Has a level shifted? Bucket means of a metric, freed of the hour of the week, summed until the sum says so.

Error rates, latencies (take logarithms first), tokens, refusals, scores: each as means over buckets of equal
length. Detectors that read single values, or do not know the hour, alarm 3 to 40 times in 10,000 undisturbed
values.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean, median

from volano_server.monitoring.domain.errors import BadRule, TooLittleHistory

HOUR = 3600
HOURS_OF_WEEK = 168
_EPOCH_WEEKDAY_HOURS = 72
"""1970-01-01 was a Thursday: hours since Monday."""
_SHRINKAGE = 4.0
_MAX_STEP = 4.0
_TYPICAL = 2.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """The mean of `n` values that fall into the time from `start` (epoch seconds) to the next bucket."""

    start: int
    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class Season:
    """What to expect: a mean per hour of the week (UTC, Monday 00 first) and how far bucket means usually
    stray.

    `typical_n` is the bucket size that `spread` was seen at; smaller buckets are allowed to stray farther.
    """

    expected: tuple[float, ...]
    spread: float
    typical_n: float
    buckets: int


@dataclass(frozen=True, slots=True)
class Cusum:
    """The two running sums in units of spread, and since when the larger one has been above zero.

    `level` is the larger sum over the decision limit: at 1.0 and above the level has shifted.
    """

    up: float = 0.0
    down: float = 0.0
    up_since: int | None = None
    down_since: int | None = None
    last_start: int | None = None
    level: float = 0.0

    @property
    def direction(self) -> str:
        """Where the shift points: `up` or `down`."""
        return "up" if self.up >= self.down else "down"

    @property
    def since(self) -> int | None:
        """The start of the bucket at which the sum left zero: the best guess of when the level shifted."""
        return self.up_since if self.up >= self.down else self.down_since


def hour_of_week(start: int) -> int:
    """0 for Monday 00:00 UTC to 167 for Sunday 23:00."""
    return (start // HOUR + _EPOCH_WEEKDAY_HOURS) % HOURS_OF_WEEK


def fit_season(history: Sequence[Bucket], min_buckets: int = HOURS_OF_WEEK) -> Season:
    """The season of a history, medians throughout, so that past incidents do not become the norm.

    An hour's expectation is the median of its hour of the day plus its weekday's offset, plus its own
    deviation shrunk by how seldom it was seen. The spread is of buckets that a season made without their week
    (day) had to predict, widened where neighbouring buckets resemble each other. With two weeks of
    hourly buckets or more, at most 5 false alarms in 10,000; with one week hardly any alarm at all. Raises
    TooLittleHistory below `min_buckets` buckets that hold a value.
    """
    usable = [bucket for bucket in history if bucket.n > 0 and math.isfinite(bucket.mean)]
    if len(usable) < max(2, min_buckets):
        raise TooLittleHistory(
            f"The history holds {len(usable)} buckets with values; at least {max(2, min_buckets)} are needed.",
            hint="Wait until a week of traffic is recorded, or use an alert rule with a fixed threshold.",
        )
    ordered = sorted(usable, key=lambda bucket: bucket.start)
    unit = 7 * 24 * HOUR if ordered[-1].start - ordered[0].start >= 3 * 7 * 24 * HOUR else 24 * HOUR
    parts: dict[int, list[Bucket]] = {}
    for bucket in ordered:
        parts.setdefault(bucket.start // unit, []).append(bucket)
    # Each part is judged by a season that has not seen it: a fitted season explains its own noise away.
    strays: list[tuple[int, float]] = []
    for key, part in parts.items():
        without = _expectations([b for other, rest in parts.items() if other != key for b in rest] or part)
        strays += [(b.start, b.mean - without[hour_of_week(b.start)]) for b in part]
    sizes = [abs(stray) for _, stray in strays]
    # A constant history has no spread; anything else is then a shift, but never a division by zero.
    spread = 1.4826 * median(sizes) or fmean(sizes) or 1e-9 * max(1.0, abs(ordered[0].mean))
    memory = _autocorrelation(strays, spread)
    return Season(
        expected=tuple(_expectations(ordered)),
        spread=spread * math.sqrt((1 + memory) / (1 - memory)),
        typical_n=median(bucket.n for bucket in ordered),
        buckets=len(ordered),
    )


def _expectations(history: Sequence[Bucket]) -> list[float]:
    """The expected mean for each hour of the week."""
    hours = [(hour_of_week(bucket.start), bucket.mean) for bucket in history]
    everything = median(mean for _, mean in hours)
    daily = _medians([(hour % 24, mean - everything) for hour, mean in hours])
    base = [everything + daily.get(hour % 24, 0.0) for hour in range(HOURS_OF_WEEK)]
    weekly = _medians([(hour // 24, mean - base[hour]) for hour, mean in hours])
    base = [value + weekly.get(hour // 24, 0.0) for hour, value in enumerate(base)]
    own = _medians([(hour, mean - base[hour]) for hour, mean in hours])
    seen = Counter(hour for hour, _ in hours)
    return [value + own.get(hour, 0.0) * seen[hour] / (seen[hour] + _SHRINKAGE) for hour, value in enumerate(base)]


def _autocorrelation(strays: Sequence[tuple[int, float]], spread: float) -> float:
    """How much a bucket's deviation resembles the one before, 0 to 0.9; outliers are cut, gaps skipped."""
    values = {start: max(-_TYPICAL, min(_TYPICAL, stray / spread)) for start, stray in strays}
    starts = sorted(values)
    width = min((later - earlier for earlier, later in pairwise(starts)), default=HOUR)
    neighbours = [(values[s], values[s + width]) for s in starts if s + width in values]
    squares = fmean(value * value for value in values.values())
    if len(neighbours) < 2 or squares == 0:
        return 0.0
    return max(0.0, min(0.9, fmean(a * b for a, b in neighbours) / squares))


def advance(state: Cusum, season: Season, bucket: Bucket, *, allowance: float = 0.5, limit: float = 10.0) -> Cusum:
    """The state after one more bucket; a bucket already seen, or without a finite value, changes nothing.

    Page, "Continuous inspection schemes", Biometrika 41 (1954), two-sided: each sum grows by what the
    deviation exceeds `allowance` (half the shift to find, in spreads). One bucket counts at most four
    spreads, so a single spike is no shift; sums stop at twice the limit, so that a level that returns is seen
    to return. The season is left as it is: after an alarm only a person decides what the new normal is.
    Raises BadRule.
    """
    if not (allowance >= 0 and limit > 0):
        raise BadRule(f"Allowance {allowance} and limit {limit} are not positive.", hint="Use 0.5 and 10.")
    seen = state.last_start is not None and bucket.start <= state.last_start
    if seen or bucket.n <= 0 or not math.isfinite(bucket.mean):
        return state
    spread = season.spread * math.sqrt(max(1.0, season.typical_n / bucket.n))
    deviation = (bucket.mean - season.expected[hour_of_week(bucket.start)]) / spread
    deviation = max(-_MAX_STEP, min(_MAX_STEP, deviation))
    up = min(2 * limit, max(0.0, state.up + deviation - allowance))
    down = min(2 * limit, max(0.0, state.down - deviation - allowance))
    return replace(
        state,
        up=up,
        down=down,
        up_since=None if up == 0 else bucket.start if state.up_since is None else state.up_since,
        down_since=None if down == 0 else bucket.start if state.down_since is None else state.down_since,
        last_start=bucket.start,
        level=max(up, down) / limit,
    )


def _medians(pairs: Sequence[tuple[int, float]]) -> dict[int, float]:
    groups: dict[int, list[float]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: median(values) for key, values in groups.items()}
