"""Timetables: fields, time zones, clock changes, intervals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.jobs.domain import parse_timetable
from volano_server.jobs.errors import InvalidSchedule
from volano_server.kit.clock import DAY, HOUR, MINUTE, SECOND, from_rfc3339, to_rfc3339


def ticks(cron: str, start: str, count: int, zone: str = "UTC") -> list[str]:
    timetable, at, found = parse_timetable(cron, None, zone), from_rfc3339(start), []
    for _ in range(count):
        at = timetable.next_after(at)
        found.append(to_rfc3339(at)[:16])
    return found


@pytest.mark.parametrize(
    ("cron", "start", "expected"),
    [
        ("*/15 * * * *", "2026-11-21T22:51:00Z", ["2026-11-21T23:00", "2026-11-21T23:15"]),
        ("30 2 * * mon-fri", "2026-11-20T02:30:00Z", ["2026-11-23T02:30", "2026-11-24T02:30"]),
        ("0 0 29 2 *", "2026-01-01T00:00:00Z", ["2028-02-29T00:00", "2032-02-29T00:00"]),
        ("0 0 1,15 * *", "2026-11-02T00:00:00Z", ["2026-11-15T00:00", "2026-12-01T00:00"]),
        ("0 0 13 * fri", "2026-11-01T00:00:00Z", ["2026-11-06T00:00", "2026-11-13T00:00"]),
        ("0 0 * * 7", "2026-11-21T00:00:00Z", ["2026-11-22T00:00", "2026-11-29T00:00"]),
        ("5-9/2 0 1 JAN *", "2026-01-01T00:05:30Z", ["2026-01-01T00:07", "2026-01-01T00:09"]),
        ("@daily", "2026-11-21T00:00:00Z", ["2026-11-22T00:00", "2026-11-23T00:00"]),
        ("@hourly", "2026-11-21T00:00:01Z", ["2026-11-21T01:00", "2026-11-21T02:00"]),
        ("0 0 31 * *", "2026-11-01T00:00:00Z", ["2026-12-31T00:00", "2027-01-31T00:00"]),
    ],
)
def test_a_cron_line_fires_at_the_times_it_names(cron: str, start: str, expected: list[str]) -> None:
    assert ticks(cron, start, 2) == expected


def test_a_local_time_follows_its_zone_over_the_year() -> None:
    assert ticks("0 9 1 * *", "2026-01-15T00:00:00Z", 3, "Europe/Berlin") == [
        "2026-02-01T08:00", "2026-03-01T08:00", "2026-04-01T07:00",
    ]  # fmt: skip


def test_a_time_skipped_in_spring_fires_once_right_after_the_gap() -> None:
    found = ticks("30 2 * * *", "2026-03-28T12:00:00Z", 2, "Europe/Berlin")
    assert found == ["2026-03-29T01:30", "2026-03-30T00:30"]


def test_a_time_doubled_in_autumn_fires_once() -> None:
    found = ticks("30 2 * * *", "2026-10-24T12:00:00Z", 2, "Europe/Berlin")
    assert found == ["2026-10-25T00:30", "2026-10-26T01:30"]


def test_a_line_for_every_hour_follows_elapsed_time_when_clocks_change() -> None:
    autumn = ticks("30 * * * *", "2026-10-24T23:45:00Z", 3, "Europe/Berlin")
    assert autumn == ["2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"]
    spring = ticks("30 * * * *", "2026-03-29T00:00:00Z", 2, "Europe/Berlin")
    assert spring == ["2026-03-29T00:30", "2026-03-29T01:30"]


@pytest.mark.parametrize(
    ("cron", "every", "zone", "found"),
    [
        ("* * * *", None, "UTC", "4 fields"),
        ("60 * * * *", None, "UTC", "range of the minute"),
        ("* 24 * * *", None, "UTC", "range of the hour"),
        ("* * 0 * *", None, "UTC", "range of the day of month"),
        ("* * * 13 *", None, "UTC", "range of the month"),
        ("* * * * 8", None, "UTC", "range of the day of week"),
        ("5-1 * * * *", None, "UTC", "range of the minute"),
        ("*/0 * * * *", None, "UTC", "range of the minute"),
        ("*-5 * * * *", None, "UTC", "range of the minute"),
        ("1;2 * * * *", None, "UTC", "no valid minute"),
        ("١ * * * *", None, "UTC", "no valid minute"),
        ("mon * * * *", None, "UTC", "range of the minute"),
        ("0 0 30 2 *", None, "UTC", "never fires"),
        ("* * * * *", None, "Mars/Olympus", "no time zone"),
        ("* * * * *", None, "../../etc/passwd", "no time zone"),
        ("* * * * *", 60, "UTC", "either"),
        (None, None, "UTC", "either"),
        (None, 1, "UTC", "allowed are"),
        (None, 10**9, "UTC", "allowed are"),
    ],
)
def test_a_bad_timetable_is_refused_and_named(cron: str | None, every: int | None, zone: str, found: str) -> None:
    with pytest.raises(InvalidSchedule) as caught:
        parse_timetable(cron, every, zone)
    assert found in caught.value.message
    assert caught.value.hint


def test_an_interval_does_not_drift_and_skips_what_was_missed() -> None:
    timetable = parse_timetable(None, 60, "UTC")
    start = from_rfc3339("2026-11-21T00:00:00Z")
    assert timetable.next_after(start) == start + MINUTE
    assert timetable.next_after(start + 3 * SECOND, start) == start + MINUTE
    assert timetable.next_after(start + 10 * MINUTE + 1, start) == start + 11 * MINUTE


MOMENTS = st.integers(min_value=from_rfc3339("2020-01-01T00:00:00Z"), max_value=from_rfc3339("2035-01-01T00:00:00Z"))
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])


@given(moment=MOMENTS, minute=st.integers(0, 59), hour=st.integers(0, 23), zone=ZONES)
def test_a_daily_line_fires_once_on_every_local_day(moment: int, minute: int, hour: int, zone: str) -> None:
    timetable = parse_timetable(f"{minute} {hour} * * *", None, zone)
    days = []
    for _ in range(4):
        moment = timetable.next_after(moment)
        local = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=moment)
        days.append(local.astimezone(ZoneInfo(zone)).date())
    assert days == [days[0] + timedelta(days=n) for n in range(4)]


@given(moment=MOMENTS, step=st.sampled_from(["*/5", "*/20", "7"]), zone=ZONES)
def test_an_hourly_line_is_never_more_than_an_hour_away(moment: int, step: str, zone: str) -> None:
    following = parse_timetable(f"{step} * * * *", None, zone).next_after(moment)
    assert moment < following <= moment + HOUR
    assert following % MINUTE == 0


@given(moment=MOMENTS, every=st.integers(10, 10**6), behind=st.integers(0, 10 * DAY))
def test_an_interval_keeps_its_phase(moment: int, every: int, behind: int) -> None:
    last = moment - behind
    following = parse_timetable(None, every, "UTC").next_after(moment, last)
    assert moment < following <= moment + every * SECOND
    assert (following - last) % (every * SECOND) == 0
