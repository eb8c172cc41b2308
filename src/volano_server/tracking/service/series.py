"""What a run says while it goes: metric points and log lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.kit.clock import SECOND
from volano_server.kit.paging import cut_page, decode_cursor
from volano_server.tracking.domain.logs import clean_line, fitting
from volano_server.tracking.domain.metrics import (
    NewPoint,
    Point,
    Summary,
    downsample,
    fold,
    newest_per_step,
    place_points,
)
from volano_server.tracking.errors import InvalidMetric, RunFinished, TooManyMetrics
from volano_server.tracking.schemas import LogPage, LogsAppended, MetricCurve, MetricCurves, MetricsLogged
from volano_server.tracking.service.shapes import curve_of, line_of, not_finite_of
from volano_server.tracking.store import LogStore, MetricStore, RunStore

PROGRESS_EVERY = SECOND
MAX_KEYS = 2_000
MAX_BATCH = 10_000
MAX_LOG_BYTES = 64 * 1024 * 1024
MAX_LOG_LINES = 1_000_000


class Series:
    """Metrics and logs of runs."""

    def log_metrics(self, tx: Tx, run_id: str, points: Sequence[NewPoint]) -> MetricsLogged:
        """What became of the batch. A point that was logged before (same key, step and time) counts as repeated.

        No audit event for each point: `run:progress` says at most once a second that there is something new.
        Raises RunNotFound, RunFinished, InvalidMetric, TooManyMetrics.
        """
        run = self._running(tx, run_id)
        if len(points) > MAX_BATCH:
            raise InvalidMetric(f"{len(points)} points in one batch", hint=f"send at most {MAX_BATCH}")
        store = MetricStore(tx)
        before = store.summaries([run_id]).get(run_id, {})
        placed = place_points(points, {key: found.last_step + 1 for key, found in before.items()}, tx.now())
        doubtful = [point for point in placed if point.key in before and point.step <= before[point.key].last_step]
        known = store.known(run_id, doubtful) if doubtful else set()
        fresh = [point for point in placed if (point.key, point.step, point.ts) not in known]
        after = _folded(before, fresh)
        if len(before | after) > MAX_KEYS:
            raise TooManyMetrics(
                f"the run would have {len(before | after)} metric keys; {MAX_KEYS} are allowed",
                hint="use steps instead of numbered keys",
            )
        if fresh:
            store.add_points(run_id, fresh)
            store.put_summaries(run_id, after.values())
            shown = {key: found.last_value for key, found in list(after.items())[:8] if found.last_value is not None}
            self._progress(tx, run, {"step": max(point.step for point in fresh), "metrics": shown})
        return MetricsLogged(
            accepted=len(fresh),
            repeated=len(points) - len(fresh),
            not_finite_count=sum(point.value is None for point in fresh),
            not_finite=not_finite_of(fresh),
        )

    def get_metrics(
        self, tx: Tx, run_id: str, keys: Sequence[str] = (), *, since: int = 0, limit: int = 500
    ) -> MetricCurves:
        """The curves of `keys` (default: the first hundred), from step `since` on, each thinned to `limit` points.

        A key without points has no curve. Raises RunNotFound.
        """
        RunStore(tx).need(run_id)
        store = MetricStore(tx)
        known = store.summaries([run_id]).get(run_id, {})
        wanted = [key for key in keys or list(known)[:100] if key in known]
        return MetricCurves(curves=[self._curve(store, run_id, known[key], since, limit) for key in wanted])

    def get_points(self, tx: Tx, run_id: str, key: str) -> list[Point]:
        """Every stored point of one key by (step, time), also those that a resumed run logged twice."""
        RunStore(tx).need(run_id)
        return list(MetricStore(tx).points(run_id, key, 0))

    def append_logs(
        self, tx: Tx, run_id: str, lines: Sequence[str | tuple[int | None, str]], *, stream: str = "stdout"
    ) -> LogsAppended:
        """How many lines were kept, and how many dropped since the run's allowance is used up.

        A line is text, or its time in microseconds and text. Lines are bounded and keep their ANSI codes.
        Raises RunNotFound, RunFinished.
        """
        run = self._running(tx, run_id)
        timed = [(None, line) if isinstance(line, str) else line for line in lines]
        cleaned = [(tx.now() if ts is None else ts, clean_line(text)) for ts, text in timed]
        texts = [text for _, text in cleaned]
        kept = fitting(texts, MAX_LOG_BYTES - run.log_bytes, MAX_LOG_LINES - run.log_lines)
        LogStore(tx).add(run_id, run.log_lines + 1, stream, cleaned[:kept])
        RunStore(tx).change(
            run_id,
            log_lines=run.log_lines + kept,
            log_bytes=run.log_bytes + sum(len(text.encode()) for text in texts[:kept]),
            log_dropped=run.log_dropped + len(texts) - kept,
        )
        self._progress(tx, run, {"log_lines": run.log_lines + kept})
        return LogsAppended(accepted=kept, dropped=len(texts) - kept)

    def get_logs(
        self, tx: Tx, run_id: str, *, stream: str | None = None, cursor: str | None = None, limit: int = 500,
        tail: bool = False,
    ) -> LogPage:  # fmt: skip
        """Lines in order, from the start or after `cursor`; with `tail` the last ones. Raises RunNotFound."""
        run = RunStore(tx).need(run_id)
        store = LogStore(tx)
        if tail:
            rows, following = store.tail(run_id, stream, limit), None
        else:
            after = decode_cursor(cursor, int)[0] if cursor else 0
            rows, following = cut_page(store.page(run_id, stream, after, limit), limit, lambda row: (row.line,))
        return LogPage(items=[line_of(row) for row in rows], next_cursor=following, dropped_lines=run.log_dropped)

    def _running(self, tx: Tx, run_id: str) -> Row[Any]:
        run = RunStore(tx).need(run_id)
        if run.state != "running":
            raise RunFinished(
                f"the run `{run.name}` is {run.state} and takes no more metrics or logs",
                hint="log before you finish, or take a failed run up again: `volano runs update --state running`",
            )
        return run

    def _curve(self, store: MetricStore, run_id: str, known: Summary, since: int, limit: int) -> MetricCurve:
        counted = 0

        def counting() -> Any:
            nonlocal counted
            for point in newest_per_step(store.points(run_id, known.key, since)):
                counted += 1
                yield point

        points = downsample(counting(), limit, max(since, known.first_step), known.last_step)
        return curve_of(known.key, points, counted > len(points))

    def _progress(self, tx: Tx, run: Row[Any], data: dict[str, Any]) -> None:
        if tx.now() - run.progress_at >= PROGRESS_EVERY:
            RunStore(tx).change(run.id, progress_at=tx.now())
            tx.record("run:progress", "run", run.id, name=run.name, data=data)


def _folded(before: dict[str, Summary], fresh: Sequence[Point]) -> dict[str, Summary]:
    by_key: dict[str, list[Point]] = defaultdict(list)
    for point in fresh:
        by_key[point.key].append(point)
    return {key: fold(before.get(key), points) for key, points in by_key.items()}
