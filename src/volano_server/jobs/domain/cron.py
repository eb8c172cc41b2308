"""Timetables: five-field cron lines in a time zone, or a fixed interval.

Fields are minute, hour, day of month, month, day of week (0 and 7 are Sunday), with `*`, lists, ranges, steps and
English three-letter names. When both day fields are restricted a day matches if either does (POSIX crontab).
When clocks change: a line with hours given fires once on that day (a time that is skipped fires right after the
gap, a time that comes twice fires the first time); a line for every hour follows elapsed time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from volano_server.jobs.errors import InvalidSchedule
from volano_server.kit.clock import SECOND, from_rfc3339

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7))
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
           "nov": 11, "dec": 12}  # fmt: skip
_DAYS = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
_NAMED = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}  # fmt: skip
_PART = re.compile(r"(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:/([0-9]+))?")
_HINT = "write five fields such as `30 2 * * mon-fri`, or one of " + ", ".join(_NAMED)
_YEARS = 9  # 29 February recurs within eight
MIN_INTERVAL = 10
MAX_INTERVAL = 366 * 86400


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a schedule fires: `cron` fields in `zone`, or every `interval` seconds."""

    zone: ZoneInfo
    interval: int | None = None
    minutes: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    either_day: bool = False

    def next_after(self, moment: int, last: int | None = None) -> int:
        """The first tick strictly after `moment`, in microseconds since 1970.

        An interval counts on from `last`, the previous tick, so that it does not drift; ticks that were missed
        while no worker ran are skipped. Raises InvalidSchedule when the line never fires.
        """
        if self.interval is not None:
            step = self.interval * SECOND
            return moment + step if last is None or last > moment else last + ((moment - last) // step + 1) * step
        if len(self.hours) == 24:
            return self._by_elapsed_time(moment)
        return self._by_wall_clock(moment)

    def _by_elapsed_time(self, moment: int) -> int:
        """For a line of every hour: walks instants, so that both hours of an autumn night count."""
        at = _utc(moment).replace(second=0, microsecond=0) + timedelta(minutes=1)
        end = at + timedelta(days=366 * _YEARS)
        while at < end:
            local = at.astimezone(self.zone)
            if not self._is_day(local):
                midnight = datetime(local.year, local.month, local.day, tzinfo=self.zone) + timedelta(days=1)
                at = max(midnight.astimezone(UTC), at + timedelta(minutes=1))
            elif local.minute in self.minutes:
                return from_rfc3339(at.isoformat())
            else:
                at += timedelta(minutes=1)
        raise _never()

    def _by_wall_clock(self, moment: int) -> int:
        """For a line with hours given: walks days of the local calendar."""
        day = _utc(moment).astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        day -= timedelta(days=1)  # a time skipped yesterday may fire today
        for _ in range(366 * _YEARS):
            if self._is_day(day):
                ticks = (self._instant(day, hour, minute) for hour in self.hours for minute in self.minutes)
                if later := [tick for tick in ticks if tick > moment]:
                    return min(later)
            day += timedelta(days=1)
        raise _never()

    def _instant(self, day: datetime, hour: int, minute: int) -> int:
        # fold=0 reads a skipped time with the offset before the gap and a doubled one as its first occurrence
        local = day.replace(hour=hour, minute=minute, tzinfo=self.zone)
        return from_rfc3339(local.astimezone(UTC).isoformat())

    def _is_day(self, day: datetime) -> bool:
        if day.month not in self.months:
            return False
        by_date, by_week = day.day in self.days, (day.weekday() + 1) % 7 in self.weekdays
        return (by_date or by_week) if self.either_day else (by_date and by_week)


def parse_timetable(cron: str | None, every_seconds: int | None, timezone: str) -> Timetable:
    """The timetable of a cron line or of an interval (exactly one is given). Raises InvalidSchedule."""
    zone = _zone(timezone)
    if (cron is None) == (every_seconds is None):
        raise InvalidSchedule("a schedule has either `cron` or `every_seconds`", hint="give one of them")
    if every_seconds is not None:
        if not MIN_INTERVAL <= every_seconds <= MAX_INTERVAL:
            raise InvalidSchedule(
                f"`every_seconds` is {every_seconds}; allowed are {MIN_INTERVAL} to {MAX_INTERVAL}",
                hint="choose a longer pause, or a cron line for a calendar date",
            )
        return Timetable(zone, interval=every_seconds)
    assert cron is not None
    line = _NAMED.get(cron.strip().lower(), cron.strip().lower())
    fields = line.split()
    if len(fields) != 5:
        raise InvalidSchedule(f"the cron line `{cron[:80]}` has {len(fields)} fields instead of 5", hint=_HINT)
    minutes, hours, days, months, weekdays = (
        _read_field(text, *bounds) for text, bounds in zip(fields, _FIELDS, strict=True)
    )
    made = Timetable(
        zone, None, minutes, hours, days, months, frozenset(day % 7 for day in weekdays),
        either_day=not fields[2].startswith("*") and not fields[4].startswith("*"),
    )  # fmt: skip
    made.next_after(0)
    return made


def _read_field(text: str, what: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise InvalidSchedule(f"`{part[:40]}` is no valid {what} of a cron line", hint=_HINT)
        first, last, step = match.groups()
        if first == "*":
            begin, end = low, high if what != "day of week" else 6
        else:
            begin = _number(first, what)
            end = _number(last, what) if last else (high if step else begin)
        stride = int(step) if step else 1
        if not (low <= begin <= end <= high and 0 < stride <= high + 1) or (first == "*" and last):
            raise InvalidSchedule(f"`{part[:40]}` is outside {low} to {high}, the range of the {what}", hint=_HINT)
        found |= set(range(begin, end + 1, stride))
    return frozenset(found)


def _number(text: str, what: str) -> int:
    names = {"month": _MONTHS, "day of week": _DAYS}.get(what, {})
    if text in names:
        return names[text]
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else -1


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidSchedule(f"there is no time zone `{name[:60]}`", hint="write it as `Europe/Berlin`") from None


def _utc(moment: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=moment)


def _never() -> InvalidSchedule:
    return InvalidSchedule("the cron line never fires", hint="check day and month: 30 February does not exist")
