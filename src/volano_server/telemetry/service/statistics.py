"""From grouped sums to series with percentiles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.kit.clock import to_rfc3339
from volano_server.telemetry.domain.histogram import percentile
from volano_server.telemetry.schemas import StatsPoint, StatsSeries

MOST_SERIES = 20
OTHER = "(other)"
_SUMS = ("requests", "errors", "input_tokens", "output_tokens", "cost_micros", "first_token_sum", "first_token_count")


class _Sums:
    """Sums and a latency histogram; they merge."""

    def __init__(self) -> None:
        self.sums = dict.fromkeys(_SUMS, 0)
        self.latency: dict[int, int] = defaultdict(int)

    def add(self, row: Row[Any]) -> None:
        for name in _SUMS:
            self.sums[name] += int(getattr(row, name) or 0)
        self.latency[row.latency_bucket] += row.requests

    def point(self, ts: int) -> StatsPoint:
        def latency(share: float) -> float | None:
            found = percentile(self.latency, share)
            return None if found is None else round(found / 1000, 3)

        counts = {name: self.sums[name] for name in _SUMS[:5]}
        calls = self.sums["first_token_count"]
        return StatsPoint(
            ts=to_rfc3339(ts),
            **counts,
            latency_p50_ms=latency(0.5),
            latency_p95_ms=latency(0.95),
            latency_p99_ms=latency(0.99),
            first_token_mean_ms=self.sums["first_token_sum"] / calls / 1000 if calls else None,
        )


def series_of(rows: Sequence[Row[Any]], bucket: int, since: int, by: str | None) -> list[StatsSeries]:
    """A series for each value of the dimension, most requests first; without one, a single series."""
    requests: dict[str | None, int] = defaultdict(int)
    for row in rows:
        requests[row.value] += row.requests
    largest = sorted(requests, key=lambda value: (-requests[value], str(value)))
    shown = set(largest[:MOST_SERIES])
    totals: dict[str | None, _Sums] = defaultdict(_Sums)
    points: dict[str | None, dict[int, _Sums]] = defaultdict(lambda: defaultdict(_Sums))
    for row in rows:
        value = row.value if row.value in shown else OTHER
        totals[value].add(row)
        points[value][row.time].add(row)
    order = [value for value in [*largest[:MOST_SERIES], OTHER] if value in totals] if by else list(totals)
    return [
        StatsSeries(
            value=value,
            total=totals[value].point(since),
            points=[points[value][time].point(int(time) * bucket) for time in sorted(points[value])],
        )
        for value in order
    ]
