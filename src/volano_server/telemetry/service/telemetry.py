"""The service of spans: record, count, list, look, add up."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.kit.clock import DAY, HOUR, MINUTE, SECOND, to_rfc3339
from volano_server.kit.paging import Page, cut_page, decode_cursor, encode_cursor
from volano_server.telemetry.domain.cost import Pricing
from volano_server.telemetry.domain.spans import MODEL_KINDS, NewSpan, PreparedSpan, prepare_span
from volano_server.telemetry.domain.tree import waterfall
from volano_server.telemetry.errors import InvalidQuery, SpanNotFound, TraceNotFound
from volano_server.telemetry.schemas import Bucket, Dimension, SpanOut, Stats, TraceOut, TraceSummary
from volano_server.telemetry.service.prices import load_pricing
from volano_server.telemetry.service.shapes import score_of, span_of, summary_of
from volano_server.telemetry.service.statistics import series_of
from volano_server.telemetry.store import ScoreStore, SpanFilter, SpanStore

MAX_SPANS = 5_000
MAX_PAYLOAD_BYTES = 4_194_304
MAX_SCORES = 2_000
LIGHT_SPANS = 50_000
SLICES = 40
ANNOUNCE_EVERY = 5 * SECOND
BUCKETS: dict[Bucket, int] = {"minute": MINUTE, "hour": HOUR, "day": DAY}
MAX_BUCKETS = 1_500
DIMENSIONS: dict[Dimension, str] = {
    "endpoint": "endpoint",
    "model": "model",
    "version": "version_ref",
    "prompt": "prompt_ref",
    "pipeline": "pipeline_ref",
    "service": "service",
    "status": "status",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: `repeated` spans were stored before and stay as they were."""

    accepted: int
    repeated: int


@dataclass(frozen=True, slots=True)
class CallerWindow:
    """One principal's sums over one window; windows are numbered from 0, empty ones are left out."""

    principal_id: str
    window: int
    requests: int
    errors: int
    coded: int
    tokens: int
    cost_micros: int


class TelemetryService:
    """Spans of a workspace. What `record_spans` took is on disk and found by every reader once its write returns."""

    def __init__(self, pricing: Pricing | None = None) -> None:
        self.pricing = pricing or load_pricing()
        self._announced: dict[str, int] = {}
        self._lock = threading.Lock()

    # ---- writing ------------------------------------------------------------------------------------------

    def prepare(self, span: NewSpan, now: int) -> PreparedSpan:
        """The span checked, priced and compressed: work to be done before the transaction. Raises SpanRejected."""
        return prepare_span(span, self.pricing, now)

    def record_spans(self, tx: Tx, spans: Sequence[NewSpan | PreparedSpan]) -> Recorded:
        """What became of the spans. A (trace, span) id that is stored already changes nothing.

        No audit event for each span: `spans:arrive` says every few seconds that there are new ones. Prepare large
        batches before the transaction. Raises SpanRejected.
        """
        prepared = [span if isinstance(span, PreparedSpan) else self.prepare(span, tx.now()) for span in spans]
        fresh: dict[tuple[str, str], PreparedSpan] = {}
        for span in prepared:
            fresh.setdefault((span.row["trace_id"], span.row["span_id"]), span)
        store = SpanStore(tx)
        for known in store.known(list(fresh)):
            fresh.pop(known, None)
        who = tx.subject
        shared = {"received_at": tx.now()}
        principal = {"principal_id": (who.key_id or who.id)[:80], "principal_name": who.name[:200]}
        rows = [shared | span.row | (principal if span.row["principal_id"] is None else {}) for span in fresh.values()]
        for row in rows:
            row["principal_name"] = row["principal_name"] or row["principal_id"]
        store.add(rows, [span.payload for span in fresh.values() if span.payload is not None])
        if fresh:
            self._announce(tx, len(fresh))
        return Recorded(len(fresh), len(prepared) - len(fresh))

    # ---- looking ------------------------------------------------------------------------------------------

    def count_spans(self, tx: Tx) -> int:
        """How many spans the workspace holds, exact."""
        return SpanStore(tx).count()

    def activity(self, tx: Tx, wanted: SpanFilter, width: int, code: str) -> list[CallerWindow]:
        """What each principal did in windows of `width` microseconds from `wanted.since` on, oldest first.

        `coded` counts the spans that failed with the error `code`.
        """
        rows = SpanStore(tx).activity(wanted, width, code)
        return [
            CallerWindow(
                row.principal_id, int(row.window), int(row.requests), int(row.errors), int(row.coded), int(row.tokens),
                int(row.cost_micros),
            )
            for row in rows
        ]  # fmt: skip

    def list_traces(
        self, tx: Tx, wanted: SpanFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TraceSummary]:
        """Traces that have a matching span, by the newest such span, newest first. Raises InvalidCursor."""
        store = SpanStore(tx)
        begin = before = decode_cursor(cursor, int, str, str) if cursor else None
        found: dict[str, tuple[int, str, str]] = {}
        for _ in range(SLICES):
            rows = store.places(wanted, before, limit * 8)
            candidates: dict[str, tuple[int, str, str]] = {}
            for row in rows:
                candidates.setdefault(row.trace_id, (row.started_at, row.trace_id, row.span_id))
            seen = store.traces_at_or_after(wanted, candidates, begin) if begin and candidates else set()
            found = {**{trace: place for trace, place in candidates.items() if trace not in seen}, **found}
            found = dict(sorted(found.items(), key=lambda pair: pair[1], reverse=True))
            if len(found) > limit or len(rows) < limit * 8:
                break
            before = (rows[-1].started_at, rows[-1].trace_id, rows[-1].span_id)
        else:
            return Page(items=self._summaries(store, list(found)), next_cursor=encode_cursor(*before or ()))
        shown = list(found)[:limit]
        following = encode_cursor(*found[shown[-1]]) if len(found) > limit else None
        return Page(items=self._summaries(store, shown), next_cursor=following)

    def get_trace(self, tx: Tx, trace_id: str) -> TraceOut:
        """The trace with its spans as a waterfall, contents up to a bound, and scores. Raises TraceNotFound."""
        store = SpanStore(tx)
        rows = store.of_trace(trace_id, MAX_SPANS + 1)
        if not rows:
            raise TraceNotFound(f"there is no trace `{trace_id[:60]}`", hint="list them: `volano traces list`")
        kept = {row.span_id: row for row in rows[:MAX_SPANS]}
        placed = waterfall(list(kept.values()))
        sizes, room = store.payload_sizes(trace_id), MAX_PAYLOAD_BYTES
        shown: list[str] = []
        for place in placed:
            room -= sizes.get(place.span_id, 0)
            if room >= 0 and place.span_id in sizes:
                shown.append(place.span_id)
        payloads = store.payloads([(trace_id, span_id) for span_id in shown])
        return TraceOut(
            summary=summary_of(list(kept.values())),
            spans=[
                span_of(
                    kept[place.span_id],
                    payloads.get((trace_id, place.span_id)),
                    place,
                    left_out=place.span_id in sizes,
                )
                for place in placed
            ],
            scores=[score_of(row) for row in ScoreStore(tx).of_trace(trace_id, MAX_SCORES)],
            truncated=len(rows) > MAX_SPANS,
        )

    def get_span(self, tx: Tx, trace_id: str, span_id: str) -> SpanOut:
        """One span with its whole content. Raises SpanNotFound."""
        store = SpanStore(tx)
        row = store.find(trace_id, span_id)
        if row is None:
            raise SpanNotFound(f"trace `{trace_id[:60]}` has no span `{span_id[:40]}`", hint="look at the whole trace")
        return span_of(row, store.payloads([(trace_id, span_id)]).get((trace_id, span_id)))

    def list_spans(
        self, tx: Tx, wanted: SpanFilter, *, cursor: str | None = None, limit: int = 50, oldest_first: bool = False
    ) -> Page[SpanOut]:
        """Matching spans with their content, newest first or in order of time. Raises InvalidCursor."""
        before = decode_cursor(cursor, int, str, str) if cursor else None
        store = SpanStore(tx)
        rows = store.page(wanted, before, limit, oldest_first=oldest_first)
        shown, following = cut_page(rows, limit, lambda row: (row.started_at, row.trace_id, row.span_id))
        payloads = store.payloads([(row.trace_id, row.span_id) for row in shown])
        return Page(
            items=[span_of(row, payloads.get((row.trace_id, row.span_id))) for row in shown], next_cursor=following
        )

    def get_stats(self, tx: Tx, wanted: SpanFilter, *, bucket: Bucket = "minute", by: Dimension | None = None) -> Stats:
        """Volume, errors, tokens, cost and latency over time, of model calls unless `wanted.kinds` says otherwise.

        `wanted.since` and `wanted.until` bound it (default: the last hour). Raises InvalidQuery.
        """
        until = wanted.until if wanted.until is not None else tx.now() + 1
        since = wanted.since if wanted.since is not None else until - HOUR
        width = BUCKETS[bucket]
        if not 0 <= (until - since) / width <= MAX_BUCKETS:
            raise InvalidQuery(
                f"from {to_rfc3339(since)} to {to_rfc3339(until)} there are too many or no {bucket}s",
                hint=f"ask for up to {MAX_BUCKETS}, or choose a wider bucket",
            )
        bounded = replace(wanted, since=since, until=until, kinds=wanted.kinds or MODEL_KINDS)
        rows = SpanStore(tx).groups(bounded, width, DIMENSIONS[by] if by else None)
        return Stats(
            bucket=bucket,
            by=by,
            since=to_rfc3339(since),
            until=to_rfc3339(until),
            series=series_of(rows, width, since, by),
        )

    # ---- inside -------------------------------------------------------------------------------------------

    def _summaries(self, store: SpanStore, trace_ids: Sequence[str]) -> list[TraceSummary]:
        if not trace_ids:
            return []
        by_trace: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in store.light(trace_ids, LIGHT_SPANS):
            by_trace[row.trace_id].append(row)
        return [summary_of(by_trace[trace_id]) for trace_id in trace_ids if trace_id in by_trace]

    def _announce(self, tx: Tx, count: int) -> None:
        workspace, now = tx.workspace_id, tx.now()
        with self._lock:
            due = now - self._announced.get(workspace, 0) >= ANNOUNCE_EVERY
        if due:
            tx.record("spans:arrive", "spans", workspace, data={"count": count})
            tx.after_commit.append(lambda: self._note(workspace, now))

    def _note(self, workspace: str, now: int) -> None:
        with self._lock:
            self._announced[workspace] = now
