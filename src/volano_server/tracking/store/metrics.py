"""Rows of metric points and their summaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, cast

from sqlalchemy import Row, tuple_

from volano_server.db import Tx
from volano_server.tracking.domain.metrics import Flag, Point, Summary
from volano_server.tracking.tables import metric_points, metric_summaries

_SLICE = 5_000


class MetricStore:
    """Metrics of runs of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def summaries(self, run_ids: Sequence[str]) -> dict[str, dict[str, Summary]]:
        """Run id → key → summary, keys in order."""
        table = metric_summaries
        found: dict[str, dict[str, Summary]] = defaultdict(dict)
        if not run_ids:
            return found
        for row in self.tx.rows(self.tx.select(table).where(table.c.run_id.in_(run_ids)).order_by(table.c.key)):
            found[row.run_id][row.key] = _summary(row)
        return found

    def put_summaries(self, run_id: str, summaries: Iterable[Summary]) -> None:
        rows = [{"run_id": run_id, **asdict(summary)} for summary in summaries]
        mine = (metric_summaries.c.run_id == run_id, metric_summaries.c.key.in_([row["key"] for row in rows]))
        self.tx.execute(self.tx.delete(metric_summaries).where(*mine))
        self.tx.insert(metric_summaries, rows)

    def add_points(self, run_id: str, points: Iterable[Point]) -> None:
        self.tx.insert(metric_points, [{"run_id": run_id, **asdict(point)} for point in points])

    def known(self, run_id: str, points: Sequence[Point]) -> set[tuple[str, int, int]]:
        """Those of the points' (key, step, time) that are stored already."""
        found: set[tuple[str, int, int]] = set()
        table = metric_points
        for start in range(0, len(points), 500):
            wanted = [(point.key, point.step, point.ts) for point in points[start : start + 500]]
            statement = self.tx.select(table, table.c.key, table.c.step, table.c.ts).where(
                table.c.run_id == run_id, tuple_(table.c.key, table.c.step, table.c.ts).in_(wanted)
            )
            found |= {(row.key, row.step, row.ts) for row in self.tx.rows(statement)}
        return found

    def points(self, run_id: str, key: str, since: int) -> Iterator[Point]:
        """The points of one key from step `since` on, by (step, time), read in slices."""
        table = metric_points
        position: tuple[int, int] | None = None
        while True:
            statement = self.tx.select(table).where(table.c.run_id == run_id, table.c.key == key)
            if position is None:
                statement = statement.where(table.c.step >= since)
            else:
                statement = statement.where(tuple_(table.c.step, table.c.ts) > position)
            rows = self.tx.rows(statement.order_by(table.c.step, table.c.ts).limit(_SLICE))
            for row in rows:
                yield Point(row.key, row.step, row.ts, row.value, cast("Flag | None", row.flag))
            if len(rows) < _SLICE:
                return
            position = (rows[-1].step, rows[-1].ts)


def _summary(row: Row[Any]) -> Summary:
    return Summary(
        row.key, row.points, row.not_finite, row.first_step, row.last_step, row.last_ts, row.last_value, row.last_flag,
        row.min_value, row.max_value,
    )  # fmt: skip
