"""The token bucket gives a burst, then the rate, and never more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from volano_server.serving.gateway.domain.buckets import Bucket, take


def test_a_burst_passes_and_the_next_one_waits() -> None:
    bucket: Bucket | None = None
    waits = []
    for _ in range(4):
        bucket, wait = take(bucket, rate=1.0, burst=3, now=0.0)
        waits.append(wait)
    assert waits == [0.0, 0.0, 0.0, 1.0]


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.floats(0.1, 20), st.integers(1, 10))
def test_no_window_lets_more_through_than_burst_and_rate(gaps: list[float], rate: float, burst: int) -> None:
    bucket, now, passed = None, 0.0, 0
    for gap in gaps:
        now += gap
        bucket, wait = take(bucket, rate, burst, now)
        passed += wait == 0.0
    assert passed <= burst + rate * (now - gaps[0]) + 1e-6
