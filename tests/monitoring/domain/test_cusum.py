import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.monitoring.domain.cusum import HOUR, Bucket, Cusum, Season, advance, fit_season, hour_of_week
from volano_server.monitoring.domain.errors import BadRule, TooLittleHistory

WEEK = 168
FLAT = Season(expected=(10.0,) * WEEK, spread=1.0, typical_n=100, buckets=WEEK)


def hours(
    rng: np.random.Generator, weeks: int, start: int = 0, shift: float = 0.0, memory: float = 0.0
) -> list[Bucket]:
    """Hourly means with a daily wave, quiet weekends and noise of 0.5 that may remember the hour before."""
    noise, buckets = 0.0, []
    for hour in range(start * WEEK, (start + weeks) * WEEK):
        noise = memory * noise + rng.normal() * math.sqrt(1 - memory**2)
        wave = 2 * math.sin(2 * math.pi * (hour % 24) / 24) - 1.5 * (hour // 24 % 7 in {2, 3})
        buckets.append(Bucket(hour * HOUR, 10 + wave + 0.5 * (noise + shift), 100))
    return buckets


def run(season: Season, buckets: list[Bucket]) -> list[Cusum]:
    states = [Cusum()]
    for bucket in buckets:
        states.append(advance(states[-1], season, bucket))
    return states[1:]


@pytest.mark.parametrize("memory", [0.0, 0.5])
def test_a_daily_wave_and_weekends_raise_no_alarm_but_a_shift_does_soon(memory: float) -> None:
    alarms, delays = 0, []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        season = fit_season(hours(rng, 4, memory=memory))
        calm = run(season, hours(rng, 6, start=4, memory=memory))
        alarms += any(state.level >= 1 for state in calm)
        shifted = run(season, hours(rng, 2, start=10, shift=2.0, memory=memory))
        delays.append(next(at for at, state in enumerate(shifted) if state.level >= 1))
        assert shifted[-1].direction == "up"
    assert alarms == 0
    assert max(delays) <= (24 if memory == 0 else 72)


def test_the_sums_are_pages_by_hand() -> None:
    """Deviations 2, 2, -1, 3 with allowance 0.5: 1.5, 3.0, 1.5, 4.0 of a limit of 10."""
    states = run(FLAT, [Bucket(i * HOUR, 10.0 + d, 100) for i, d in enumerate((2, 2, -1, 3))])
    assert [state.up for state in states] == pytest.approx([1.5, 3.0, 1.5, 4.0])
    assert [state.down for state in states] == pytest.approx([0.0, 0.0, 0.5, 0.0])
    assert states[-1].level == pytest.approx(0.4)
    assert states[-1].since == 0


def test_a_fall_points_down_and_remembers_where_it_began() -> None:
    states = run(FLAT, [Bucket(i * HOUR, 10.0 if i < 5 else 7.0, 100) for i in range(12)])
    assert states[-1].level >= 1
    assert (states[-1].direction, states[-1].since) == ("down", 5 * HOUR)


def test_one_spike_is_not_a_shift() -> None:
    values = [10.0] * 5 + [10_000.0] + [10.0] * 5
    assert max(state.level for state in run(FLAT, [Bucket(i * HOUR, v, 100) for i, v in enumerate(values)])) < 0.5


def test_a_level_that_returns_is_seen_to_return() -> None:
    values = [14.0] * 500 + [10.0] * 40
    states = run(FLAT, [Bucket(i * HOUR, v, 100) for i, v in enumerate(values)])
    assert states[499].level == pytest.approx(2.0)
    assert states[-1].level < 0.5


def test_small_buckets_may_stray_farther() -> None:
    full = advance(Cusum(), FLAT, Bucket(0, 12.0, 100))
    small = advance(Cusum(), FLAT, Bucket(0, 12.0, 4))
    assert full.up == pytest.approx(1.5)
    assert small.up == 0.0


buckets = st.builds(
    Bucket,
    st.integers(0, 400).map(lambda h: h * HOUR),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(0, 5),
)


@given(st.lists(buckets, max_size=40))
def test_any_stream_keeps_the_sums_in_bounds_and_repeats_change_nothing(stream: list[Bucket]) -> None:
    state = Cusum()
    for bucket in stream:
        state = advance(state, FLAT, bucket)
        assert 0.0 <= state.up <= 20.0
        assert 0.0 <= state.down <= 20.0
        assert advance(state, FLAT, bucket) == state


def test_hours_of_the_week_begin_on_monday_at_midnight_utc() -> None:
    monday = 1_767_571_200  # 2026-01-05T00:00:00Z
    assert hour_of_week(monday) == 0
    assert hour_of_week(monday - 1) == 167
    assert hour_of_week(monday + 26 * HOUR + 59) == 26


def test_a_constant_history_makes_any_change_a_shift() -> None:
    season = fit_season([Bucket(i * HOUR, 0.0, 10) for i in range(2 * WEEK)])
    calm = run(season, [Bucket((1000 + i) * HOUR, 0.0, 10) for i in range(20)])
    assert calm[-1].level == 0.0
    changed = run(season, [Bucket((1000 + i) * HOUR, 0.1, 10) for i in range(20)])
    assert changed[-1].level > 1


def test_past_incidents_do_not_become_the_norm() -> None:
    rng = np.random.default_rng(0)
    history = hours(rng, 4)
    history[100:130] = [replace(bucket, mean=99.0) for bucket in history[100:130]]
    season = fit_season(history)
    assert max(season.expected) < 14
    assert season.spread < 1.0


def test_too_little_history_and_bad_limits_are_refused() -> None:
    with pytest.raises(TooLittleHistory, match="holds 3 buckets"):
        fit_season(
            [Bucket(i * HOUR, 1.0, 1) for i in range(3)] + [Bucket(9 * HOUR, math.nan, 5), Bucket(10 * HOUR, 1.0, 0)]
        )
    for allowance, limit in ((-1.0, 10.0), (0.5, 0.0), (math.nan, 10.0)):
        with pytest.raises(BadRule):
            advance(Cusum(), FLAT, Bucket(0, 1.0, 1), allowance=allowance, limit=limit)
