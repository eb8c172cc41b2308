"""Metric points: checked, folded into summaries, and thinned into curves that keep their extremes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from volano_server.tracking.errors import InvalidMetric

Flag = Literal["NaN", "Infinity", "-Infinity"]
MetricValue = float | Flag
MAX_STEP = 2**53
_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ ./:@%+-]{0,199}")
_FLAGS: dict[str, Flag] = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A value to be logged. Without `step` it follows the last one; without `ts` (microseconds) it is now."""

    key: str
    value: MetricValue
    step: int | None = None
    ts: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One measured value; `value` is None where `flag` says why there is no finite number."""

    key: str
    step: int
    ts: int
    value: float | None
    flag: Flag | None = None

    @property
    def shown(self) -> MetricValue:
        """The number, or the flag in its place."""
        shown = self.flag if self.value is None else self.value
        assert shown is not None
        return shown


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of one key: counts, steps, the last value, and the least and greatest finite ones."""

    key: str
    points: int
    not_finite: int
    first_step: int
    last_step: int
    last_ts: int
    last_value: float | None
    last_flag: Flag | None
    min_value: float | None
    max_value: float | None


def split_value(value: MetricValue) -> tuple[float | None, Flag | None]:
    """`(number, None)` for a finite value, `(None, flag)` for NaN and the infinities. Raises InvalidMetric."""
    if isinstance(value, str):
        if value in ("NaN", "Infinity", "-Infinity"):
            return None, value
        raise InvalidMetric(f"`{value[:40]}` is no metric value", hint="send a number, NaN, Infinity or -Infinity")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidMetric(f"a metric value is a {type(value).__name__}", hint="send a number")
    try:
        number = float(value)
    except OverflowError:
        raise InvalidMetric("a metric value is beyond 64-bit floats", hint="scale it") from None
    return (number, None) if math.isfinite(number) else (None, _FLAGS[str(number)])


def place_points(points: Iterable[NewPoint], next_steps: dict[str, int], now: int) -> list[Point]:
    """The points with steps and times filled in; of several for one (key, step, time) the last stays.

    `next_steps` maps a key to the step after its last one. Raises InvalidMetric.
    """
    following = dict(next_steps)
    placed: dict[tuple[str, int, int], Point] = {}
    for point in points:
        if not _KEY.fullmatch(point.key):
            raise InvalidMetric(
                f"`{point.key[:80]}` is no metric key", hint="use 1 to 200 letters, digits, spaces and `_./:@%+-`"
            )
        step = following.get(point.key, 0) if point.step is None else point.step
        ts = now if point.ts is None else point.ts
        if not (0 <= step <= MAX_STEP and 0 <= ts <= MAX_STEP):
            raise InvalidMetric(f"`{point.key}`: step {step} or its time is out of range", hint="0 to 2^53")
        following[point.key] = max(following.get(point.key, 0), step + 1)
        placed[point.key, step, ts] = Point(point.key, step, ts, *split_value(point.value))
    return list(placed.values())


def fold(summary: Summary | None, points: Sequence[Point]) -> Summary:
    """The summary after `points` of one key (at least one); they may come in any order."""
    for point in points:
        summary = _fold_one(summary, point)
    assert summary is not None
    return summary


def _fold_one(summary: Summary | None, point: Point) -> Summary:
    if summary is None:
        summary = Summary(
            point.key, 0, 0, point.step, point.step, point.ts, point.value, point.flag, point.value, point.value
        )
    if (point.step, point.ts) >= (summary.last_step, summary.last_ts):
        summary = replace(summary, last_step=point.step, last_ts=point.ts, last_value=point.value, last_flag=point.flag)
    finite = [value for value in (summary.min_value, summary.max_value, point.value) if value is not None]
    return replace(
        summary,
        points=summary.points + 1,
        not_finite=summary.not_finite + (point.value is None),
        first_step=min(summary.first_step, point.step),
        min_value=min(finite, default=None),
        max_value=max(finite, default=None),
    )


def newest_per_step(points: Iterable[Point]) -> Iterable[Point]:
    """The points, ordered by (step, time) on the way in, with one for each step: the newest.

    A run that was killed and resumed logs its last steps twice; the curve shows them once.
    """
    held: Point | None = None
    for point in points:
        if held is not None and held.step != point.step:
            yield held
        held = point
    if held is not None:
        yield held


def downsample(points: Iterable[Point], limit: int, first_step: int, last_step: int) -> list[Point]:
    """At most `limit` (≥ 5) of the points of one key, in step order; all of them when they fit.

    The steps are cut into equal spans, and of each its first, last, least, greatest and first non-finite point
    stay, so that no spike and no gap disappears. Memory is bounded by `limit`, however many points come.
    """
    whole: list[Point] | None = []
    spans = max(1, limit // 5)
    width = max(1, -(-(last_step - first_step + 1) // spans))
    kept: dict[int, _Span] = {}
    for point in points:
        if whole is not None:
            whole.append(point)
            if len(whole) > limit:
                whole = None
        number = min(spans - 1, max(0, (point.step - first_step) // width))
        if number in kept:
            kept[number].add(point)
        else:
            kept[number] = _Span(point)
    if whole is not None:
        return whole
    return [point for number in sorted(kept) for point in kept[number].points()]


class _Span:
    """The five points worth keeping of one span of steps."""

    def __init__(self, point: Point) -> None:
        self.first = self.last = point
        self.least: Point | None = None
        self.greatest: Point | None = None
        self.gap: Point | None = None
        self.add(point)

    def add(self, point: Point) -> None:
        self.last = point
        if point.value is None:
            self.gap = self.gap or point
            return
        if self.least is None or self.least.value is None or point.value < self.least.value:
            self.least = point
        if self.greatest is None or self.greatest.value is None or point.value > self.greatest.value:
            self.greatest = point

    def points(self) -> list[Point]:
        chosen = {self.first, self.last, self.least, self.greatest, self.gap} - {None}
        return sorted((point for point in chosen if point is not None), key=lambda point: (point.step, point.ts))
