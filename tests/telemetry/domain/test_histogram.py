"""Latency buckets."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from volano_server.telemetry.domain.histogram import bucket_of, middle_of, percentile


@given(st.integers(2, 10**12))
def test_a_bucket_stands_for_its_latencies_within_two_and_a_half_percent(micros: int) -> None:
    assert abs(middle_of(bucket_of(micros)) / micros - 1) <= 0.025


@given(st.lists(st.integers(2, 10**9), min_size=1, max_size=300), st.sampled_from([0.5, 0.95, 0.99, 1.0]))
def test_a_percentile_errs_by_at_most_the_width_of_a_bucket(latencies: list[int], share: float) -> None:
    found = percentile(Counter(map(bucket_of, latencies)), share)
    exact = sorted(latencies)[max(1, -int(-share * len(latencies) // 1)) - 1]
    assert found is not None
    assert abs(found / exact - 1) <= 0.0251


def test_nothing_counted_has_no_percentile_and_zero_is_a_latency() -> None:
    assert percentile({}, 0.5) is None
    assert bucket_of(0) == bucket_of(1) == 0
