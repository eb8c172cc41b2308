"""The life of an alert, as a function: state and news in, state and notices out.

    ok ⇄ pending → firing ⇄ acknowledged → resolved → ok          any calm state ⇄ no_data

Firing needs `for_seconds` of uninterrupted breach, resolving `resolve_seconds` beyond the clear bound
(hysteresis). A sample below `min_sample` says nothing: it neither breaches nor clears. Missing data never
resolves an alert that fires. A silence mutes notices, never the state, so what happened stays on record.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from volano_server.monitoring.domain.errors import BadRule

Status = Literal["ok", "pending", "firing", "acknowledged", "resolved", "no_data"]


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When to fire. `threshold` fires, `clear` resolves; for `below` rules the clear bound lies above the threshold."""

    key: str
    threshold: float
    clear: float
    direction: Literal["above", "below"] = "above"
    for_seconds: int = 0
    resolve_seconds: int = 0
    min_sample: int = 1
    no_data_seconds: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        calm_side = self.clear <= self.threshold if self.direction == "above" else self.clear >= self.threshold
        finite = math.isfinite(self.threshold) and math.isfinite(self.clear)
        spans = [self.for_seconds, self.resolve_seconds, self.min_sample, self.no_data_seconds or 0]
        if not (finite and calm_side and min(spans) >= 0):
            raise BadRule(
                f"The rule `{self.key}` fires {self.direction} {self.threshold}, clears at {self.clear}, with spans "
                f"{spans}: bounds must be finite, clear on the calm side, spans not negative.",
                hint="For an `above` rule set clear at or below the threshold.",
            )

    @property
    def dedupe_key(self) -> str:
        """One key per rule and labels, the same on every host and in every release."""
        parts = json.dumps([self.key, sorted(self.labels.items())], ensure_ascii=True)
        return hashlib.sha256(parts.encode()).hexdigest()[:32]

    def breached(self, value: float) -> bool:
        """Whether the value lies beyond the threshold."""
        return value > self.threshold if self.direction == "above" else value < self.threshold

    def cleared(self, value: float) -> bool:
        """Whether the value lies on the calm side of the clear bound."""
        return value <= self.clear if self.direction == "above" else value >= self.clear


@dataclass(frozen=True, slots=True)
class Observation:
    """A measured value from `n` samples at a time in epoch seconds; None or NaN is "nothing measured"."""

    at: int
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Somebody has seen the alert and takes care of it."""

    at: int
    by: str


@dataclass(frozen=True, slots=True)
class Silence:
    """No notices for alerts that carry all of `labels`, from `starts` until before `ends` (epoch seconds)."""

    starts: int
    ends: int
    labels: Mapping[str, str]

    def mutes(self, rule: AlertRule, at: int) -> bool:
        """Whether a notice of this rule at this time is muted. A silence without labels mutes nothing."""
        matching = all(rule.labels.get(name) == value for name, value in self.labels.items())
        return bool(self.labels) and matching and self.starts <= at < self.ends


@dataclass(frozen=True, slots=True)
class AlertState:
    """Where an alert is. `incident` counts firings; `..._since` are runs in progress; `announced`: people know."""

    status: Status = "ok"
    since: int = 0
    incident: int = 0
    breach_since: int | None = None
    clear_since: int | None = None
    last_at: int | None = None
    last_data_at: int | None = None
    last_value: float | None = None
    acknowledged_by: str | None = None
    announced: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell people, unless `muted`; `id` is the same whenever the same step is taken again."""

    dedupe_key: str
    incident: int
    status: Status
    at: int
    value: float | None
    muted: bool

    @property
    def id(self) -> str:
        """What to remember, so that a notice is sent once."""
        return f"{self.dedupe_key}:{self.status}:{self.at}"


def observe(
    state: AlertState, rule: AlertRule, news: Observation, silences: Iterable[Silence] = ()
) -> tuple[AlertState, tuple[Notice, ...]]:
    """The state after a measurement, and the notices it calls for.

    News not later than the last is a repetition and changes nothing, so delivery may repeat. An alert that
    still fires when its silence ends is announced then; one that nobody was told of is not announced as
    resolved.
    """
    if state.last_at is not None and news.at <= state.last_at:
        return state, ()
    usable = news.value is not None and math.isfinite(news.value) and news.n >= rule.min_sample
    if usable and news.value is not None:
        moved = _with_data(state, rule, news.at, news.value)
    else:
        moved = _without_data(state, rule, news.at)
    return _announce(state, replace(moved, last_at=news.at), rule, news.at, silences)


def acknowledge(
    state: AlertState, rule: AlertRule, news: Acknowledgement, silences: Iterable[Silence] = ()
) -> tuple[AlertState, tuple[Notice, ...]]:
    """The state after somebody takes a firing alert; any other state is left as it is."""
    if state.status != "firing":
        return state, ()
    moved = replace(state, status="acknowledged", since=news.at, acknowledged_by=news.by)
    return _announce(state, moved, rule, news.at, silences)


def close(
    state: AlertState, rule: AlertRule, at: int, silences: Iterable[Silence] = ()
) -> tuple[AlertState, tuple[Notice, ...]]:
    """The state after somebody says that an alert is over; any calm state is left as it is.

    A breach that is still there at the next measurement fires again, as a new incident.
    """
    if state.status not in {"firing", "acknowledged"}:
        return state, ()
    moved = replace(state, status="resolved", since=at, breach_since=None, clear_since=None, acknowledged_by=None)
    return _announce(state, moved, rule, at, silences)


def _with_data(state: AlertState, rule: AlertRule, at: int, value: float) -> AlertState:
    breach_since = _first(state.breach_since, at) if rule.breached(value) else None
    clear_since = _first(state.clear_since, at) if rule.cleared(value) else None
    seen = replace(state, breach_since=breach_since, clear_since=clear_since, last_data_at=at, last_value=value)
    if state.status in {"firing", "acknowledged"}:
        if clear_since is not None and at - clear_since >= rule.resolve_seconds:
            return replace(seen, status="resolved", since=at, acknowledged_by=None)
        return seen
    if breach_since is None:
        return seen if state.status == "ok" else replace(seen, status="ok", since=at)
    if at - breach_since >= rule.for_seconds:
        return replace(seen, status="firing", since=at, incident=state.incident + 1)
    return seen if state.status == "pending" else replace(seen, status="pending", since=at)


def _without_data(state: AlertState, rule: AlertRule, at: int) -> AlertState:
    """A gap as long as `no_data_seconds` ends every run in progress: nobody knows what happened meanwhile."""
    last = _first(state.last_data_at, _first(state.last_at, at))
    seen = replace(state, last_data_at=last)
    if rule.no_data_seconds is None or at - last < rule.no_data_seconds:
        return seen
    seen = replace(seen, breach_since=None, clear_since=None)
    if state.status in {"firing", "acknowledged", "no_data"}:
        return seen
    return replace(seen, status="no_data", since=at)


def _first(earlier: int | None, now: int) -> int:
    return now if earlier is None else earlier


def _announce(
    before: AlertState, after: AlertState, rule: AlertRule, at: int, silences: Iterable[Silence]
) -> tuple[AlertState, tuple[Notice, ...]]:
    """The state with `announced` kept, and the notice that this step calls for, if any."""
    changed = after.status != before.status
    muted = any(silence.mutes(rule, at) for silence in silences)
    late = after.status == "firing" and not changed and not after.announced and not muted
    quiet = after.status == "pending" or (after.status == "ok" and before.status != "no_data")
    if not late and (not changed or quiet):
        return after, ()
    if after.status in {"acknowledged", "resolved"}:
        muted = muted or not before.announced
    announced = not muted if after.status == "firing" else after.announced and after.status != "resolved"
    notice = Notice(rule.dedupe_key, after.incident, after.status, at, after.last_value, muted)
    return replace(after, announced=announced), (notice,)
