"""Rows of spans and payloads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, tuple_

from volano_server.db import Tx
from volano_server.telemetry.tables import span_payloads, spans

Place = tuple[int, str, str]
"""(started_at, trace id, span id): the order of every list."""

_LIGHT = (
    "trace_id", "span_id", "parent_id", "name", "kind", "started_at", "ended_at", "status", "model", "endpoint",
    "version_ref", "prompt_ref", "pipeline_ref", "session_id", "user_id", "counted", "input_tokens", "output_tokens",
    "cost_micros",
)  # fmt: skip
_VERSIONS = {"model": spans.c.version_id, "prompt": spans.c.prompt_version_id}
_PLACE = (spans.c.started_at, spans.c.trace_id, spans.c.span_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanFilter:
    """Which spans are meant; what is None does not matter. Times in microseconds, `until` not included."""

    since: int | None = None
    until: int | None = None
    endpoint: str | None = None
    model: str | None = None
    version_ref: str | None = None
    prompt_ref: str | None = None
    pipeline_ref: str | None = None
    service: str | None = None
    session_id: str | None = None
    user_id: str | None = None
    principal_id: str | None = None
    run_id: str | None = None
    status: str | None = None
    kinds: tuple[str, ...] = ()
    min_latency_micros: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The SQL conditions."""
        equal = (
            "endpoint", "model", "version_ref", "prompt_ref", "pipeline_ref", "service", "session_id", "user_id",
            "principal_id", "run_id", "status",
        )  # fmt: skip
        found = [spans.c[name] == value for name in equal if (value := getattr(self, name)) is not None]
        if self.since is not None:
            found.append(spans.c.started_at >= self.since)
        if self.until is not None:
            found.append(spans.c.started_at < self.until)
        if self.kinds:
            found.append(spans.c.kind.in_(self.kinds))
        if self.min_latency_micros is not None:
            found.append(spans.c.latency_micros >= self.min_latency_micros)
        return found


class SpanStore:
    """Spans of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def known(self, ids: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of the (trace id, span id) pairs that are stored."""
        found: set[tuple[str, str]] = set()
        for start in range(0, len(ids), 400):
            part = ids[start : start + 400]
            statement = self.tx.select(spans, spans.c.trace_id, spans.c.span_id).where(
                spans.c.trace_id.in_({trace for trace, _ in part}), spans.c.span_id.in_({span for _, span in part})
            )
            found |= {(row.trace_id, row.span_id) for row in self.tx.rows(statement)}
        return found

    def add(self, rows: Sequence[Mapping[str, Any]], payloads: Sequence[Mapping[str, Any]]) -> None:
        self.tx.insert(spans, rows)
        self.tx.insert(span_payloads, payloads)

    def count(self) -> int:
        return int(self.tx.value(self.tx.select(spans, func.count())))

    def find(self, trace_id: str, span_id: str) -> Row[Any] | None:
        mine = (spans.c.trace_id == trace_id, spans.c.span_id == span_id)
        return self.tx.row(self.tx.select(spans).where(*mine))

    def of_trace(self, trace_id: str, limit: int) -> Sequence[Row[Any]]:
        statement = self.tx.select(spans).where(spans.c.trace_id == trace_id)
        return self.tx.rows(statement.order_by(spans.c.started_at, spans.c.span_id).limit(limit))

    def light(self, trace_ids: Iterable[str], limit: int) -> Sequence[Row[Any]]:
        """What summaries need of the spans of these traces."""
        columns = [spans.c[name] for name in _LIGHT]
        statement = self.tx.select(spans, *columns).where(spans.c.trace_id.in_(list(trace_ids)))
        return self.tx.rows(statement.order_by(spans.c.trace_id, spans.c.started_at).limit(limit))

    def payloads(self, ids: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Row[Any]]:
        table = span_payloads
        found: dict[tuple[str, str], Row[Any]] = {}
        for start in range(0, len(ids), 400):
            part = ids[start : start + 400]
            statement = self.tx.select(table).where(
                table.c.trace_id.in_({trace for trace, _ in part}), table.c.span_id.in_({span for _, span in part})
            )
            found |= {(row.trace_id, row.span_id): row for row in self.tx.rows(statement)}
        return found

    def payload_sizes(self, trace_id: str) -> dict[str, int]:
        """Span id → stored bytes of its payload."""
        table = span_payloads
        statement = self.tx.select(table, table.c.span_id, func.length(table.c.body).label("size"))
        return {row.span_id: row.size for row in self.tx.rows(statement.where(table.c.trace_id == trace_id))}

    def page(
        self, wanted: SpanFilter, before: Place | None, limit: int, *, oldest_first: bool = False
    ) -> Sequence[Row[Any]]:
        """Whole spans beyond the place `before`; `limit + 1` rows tell whether there are more."""
        statement = self.tx.select(spans).where(*wanted.conditions())
        return self.tx.rows(self._ordered(statement, before, oldest_first).limit(limit + 1))

    def places(self, wanted: SpanFilter, before: Place | None, limit: int) -> Sequence[Row[Any]]:
        """The places of matching spans, newest first."""
        statement = self.tx.select(spans, *_PLACE).where(*wanted.conditions())
        return self.tx.rows(self._ordered(statement, before, oldest_first=False).limit(limit))

    def traces_at_or_after(self, wanted: SpanFilter, trace_ids: Iterable[str], place: Place) -> set[str]:
        """Those of the traces that have a matching span at `place` or after it."""
        statement = self.tx.select(spans, spans.c.trace_id).where(
            *wanted.conditions(), spans.c.trace_id.in_(list(trace_ids)), tuple_(*_PLACE) >= place
        )
        return {row.trace_id for row in self.tx.rows(statement.distinct())}

    def groups(self, wanted: SpanFilter, bucket: int, dimension: str | None) -> Sequence[Row[Any]]:
        """Sums by time bucket, value of the dimension and latency bucket: what merges into any percentile."""
        time = (spans.c.started_at // bucket).label("time")
        value = spans.c[dimension].label("value") if dimension else func.nullif("", "").label("value")
        counted = spans.c.counted
        statement = self.tx.select(
            spans,
            time,
            value,
            spans.c.latency_bucket,
            func.count().label("requests"),
            func.sum(case((spans.c.status == "error", 1), else_=0)).label("errors"),
            *(
                func.sum(case((counted, spans.c[name]), else_=0)).label(name)
                for name in ("input_tokens", "output_tokens", "cost_micros")
            ),
            func.sum(spans.c.first_token_micros).label("first_token_sum"),
            func.count(spans.c.first_token_micros).label("first_token_count"),
        )
        grouped = (time, spans.c.latency_bucket, value) if dimension else (time, spans.c.latency_bucket)
        return self.tx.rows(statement.where(*wanted.conditions()).group_by(*grouped))

    def activity(self, wanted: SpanFilter, width: int, code: str) -> Sequence[Row[Any]]:
        """Sums by principal and window of `width` microseconds; `coded` counts the failures with this error code."""
        window = ((spans.c.started_at - (wanted.since or 0)) // width).label("window")
        statement = self.tx.select(
            spans,
            spans.c.principal_id,
            window,
            func.count().label("requests"),
            func.sum(case((spans.c.status == "error", 1), else_=0)).label("errors"),
            func.sum(case((spans.c.status_message.startswith(f"{code}:", autoescape=True), 1), else_=0)).label("coded"),
            func.sum(func.coalesce(spans.c.input_tokens, 0) + func.coalesce(spans.c.output_tokens, 0)).label("tokens"),
            func.sum(func.coalesce(spans.c.cost_micros, 0)).label("cost_micros"),
        )
        grouped = statement.where(*wanted.conditions()).group_by(spans.c.principal_id, window)
        return self.tx.rows(grouped.order_by(spans.c.principal_id, window))

    def versions_of(self, trace_ids: Sequence[str], limit: int) -> list[tuple[str, str, str]]:
        """(version id, trace id, role) for the versions that worked in these traces."""
        found: list[tuple[str, str, str]] = []
        for role, column in _VERSIONS.items():
            statement = self.tx.select(spans, column.label("version"), spans.c.trace_id).where(
                spans.c.trace_id.in_(trace_ids), column.is_not(None)
            )
            found += [(row.version, row.trace_id, role) for row in self.tx.rows(statement.distinct().limit(limit))]
        return found

    def traces_of(self, version_ids: Sequence[str], newest: int) -> list[tuple[str, str, str]]:
        """(version id, trace id, role) for the newest spans in which these versions worked."""
        found: dict[tuple[str, str, str], None] = {}
        for role, column in _VERSIONS.items():
            statement = self.tx.select(spans, column.label("version"), spans.c.trace_id).where(column.in_(version_ids))
            rows = self.tx.rows(statement.order_by(spans.c.started_at.desc()).limit(newest))
            found |= dict.fromkeys((row.version, row.trace_id, role) for row in rows)
        return list(found)

    def used_by(self, version_ids: Sequence[str]) -> tuple[int, list[str]]:
        """In how many traces these versions worked, and behind which endpoints."""
        if not version_ids:
            return 0, []
        mine = or_(*(column.in_(version_ids) for column in _VERSIONS.values()))
        traces = self.tx.value(self.tx.select(spans, func.count(spans.c.trace_id.distinct())).where(mine))
        named = self.tx.select(spans, spans.c.endpoint).where(mine, spans.c.endpoint.is_not(None)).distinct()
        return int(traces), sorted(row.endpoint for row in self.tx.rows(named))

    def _ordered(self, statement: Select[Any], before: Place | None, oldest_first: bool) -> Select[Any]:
        if before is not None:
            place = tuple_(*_PLACE)
            statement = statement.where(place > before if oldest_first else place < before)
        return statement.order_by(*(column.asc() if oldest_first else column.desc() for column in _PLACE))
