"""The job of one look: reads traffic, weighs it, keeps the alert, holds back who must be held back."""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic import BaseModel

from volano_server.catalog import CatalogService
from volano_server.data import DataService
from volano_server.db import Tx
from volano_server.jobs import JobContext, JobHandler, job_handler
from volano_server.kit.clock import SECOND
from volano_server.monitoring.domain.abuse import AbuseVerdict
from volano_server.monitoring.schemas import AbuseParameters, DriftParameters
from volano_server.monitoring.service import (
    GUARD_CODE,
    Look,
    MonitorService,
    histories,
    look_for_abuse,
    look_for_drift,
)
from volano_server.serving import Embedder, EndpointService, RefusalLedger
from volano_server.telemetry import CallerWindow, SpanFilter, SpanOut, TelemetryService

MOST_SPANS = 5_000
PAGE = 200


class LookArgs(BaseModel):
    name: str


@job_handler(
    "monitoring:look", args=LookArgs, permission="monitoring:read", queue="monitoring", max_attempts=2, schedulable=True
)
def look(context: JobContext[LookArgs]) -> dict[str, Any]:
    """Where the monitor's alert is now."""
    service = context.service(MonitorService)
    monitor = context.read(lambda tx: service.get(tx, context.args.name))
    if monitor.kind == "input_drift":
        found = drift(context, monitor.endpoint, DriftParameters(**monitor.parameters))
        return context.write(lambda tx: service.keep(tx, monitor.name, found))
    parameters = AbuseParameters(**monitor.parameters)
    found, verdicts = abuse(context, monitor.endpoint, parameters)

    def work(tx: Tx) -> dict[str, Any]:
        if parameters.act:
            hold_back(tx, context.service(EndpointService), verdicts, parameters.hold_seconds)
        return service.keep(tx, monitor.name, found)

    return context.write(work)


def drift(context: JobContext[LookArgs], endpoint: str, parameters: DriftParameters) -> Look:
    """What the look for drift found."""
    data = context.service(DataService)
    dataset = context.read(lambda tx: context.service(CatalogService).resolve(tx, "dataset", parameters.dataset))
    key = data.key_of(dataset)
    rows = data.read_rows(dataset, columns=sorted({key, parameters.column}), where=parameters.where)
    rows.sort(key=lambda row: hashlib.sha256(f"{parameters.seed}:{row[key]}".encode()).digest())
    reference = [(str(row[key]), str(row[parameters.column] or "")) for row in rows[: parameters.reference_rows]]
    spans = recent_spans(context, endpoint, parameters.window_seconds)
    embedder = context.service(Embedder)  # type: ignore[type-abstract]
    return look_for_drift(parameters, reference, [span for span in spans if span.status != "error"], embedder)


def abuse(
    context: JobContext[LookArgs], endpoint: str, parameters: AbuseParameters
) -> tuple[Look, dict[str, AbuseVerdict]]:
    """What the look for abuse found, and the verdict on each caller."""
    spans = recent_spans(context, endpoint, parameters.window_seconds)
    telemetry, ledger = context.service(TelemetryService), context.service(RefusalLedger)
    width, past = parameters.window_seconds * SECOND, parameters.history_windows

    def read(tx: Tx) -> tuple[list[CallerWindow], dict[tuple[str, int], int]]:
        begin, now = tx.now() - (past + 1) * width, tx.now()
        wanted = SpanFilter(since=begin, until=now - width, endpoint=endpoint, service="gateway")
        return telemetry.activity(tx, wanted, width, GUARD_CODE), ledger.windows(tx, begin, width)

    windows, refused = context.read(read)
    earlier = {place: count for place, count in refused.items() if place[1] < past}
    current = {caller: count for (caller, window), count in refused.items() if window >= past}
    return look_for_abuse(spans, current, histories(windows, earlier))


def recent_spans(context: JobContext[LookArgs], endpoint: str, seconds: int) -> list[SpanOut]:
    """The endpoint's newest calls in the window, at most MOST_SPANS."""
    telemetry = context.service(TelemetryService)
    since = context.read(lambda tx: tx.now()) - seconds * SECOND
    wanted = SpanFilter(since=since, endpoint=endpoint, service="gateway")
    found: list[SpanOut] = []
    cursor: str | None = None
    while len(found) < MOST_SPANS:
        page = context.read(lambda tx, at=cursor: telemetry.list_spans(tx, wanted, cursor=at, limit=PAGE))  # type: ignore[misc]
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return found


def hold_back(tx: Tx, endpoints: EndpointService, verdicts: dict[str, AbuseVerdict], seconds: int) -> None:
    """Nothing; throttles and blocks the callers whose verdict says so."""
    for caller, verdict in verdicts.items():
        if verdict.action in ("throttle", "block"):
            reason = "; ".join(reason.text for reason in verdict.reasons[:3])
            endpoints.restrict(tx, caller, verdict.action, reason, tx.now() + seconds * SECOND)


HANDLERS: list[JobHandler[Any]] = [look]
