"""Spans and traces on both databases."""

from __future__ import annotations

import random
import threading
from itertools import pairwise

import pytest
from sqlalchemy import text

from tests.telemetry.conftest import EVE, Rig
from volano_server.access import Admission
from volano_server.catalog import NodeRef, Plugs, build_catalog
from volano_server.db import verify_chain
from volano_server.kit.clock import HOUR, MINUTE
from volano_server.kit.paging import InvalidCursor
from volano_server.telemetry import SpanFilter, SpanNotFound, SpanRejected, TraceLineage, TraceNotFound
from volano_server.telemetry.errors import InvalidQuery
from volano_server.telemetry.service import telemetry as module


def names(rig: Rig, **facets: object) -> list[str]:
    """The first letters of the ids of the traces that are found."""
    page = rig.read(lambda tx: rig.telemetry.list_traces(tx, SpanFilter(**facets)))  # type: ignore[arg-type]
    return [trace.trace_id[0] for trace in page.items]


def test_a_span_that_was_taken_is_counted_and_found_at_once(rig: Rig) -> None:
    span = rig.span(
        model="gpt-4o-mini", provider="openai", input_tokens=1000, output_tokens=100, input="hi", output="spam"
    )
    assert rig.record(span).accepted == 1
    assert rig.read(rig.telemetry.count_spans) == 1
    found = rig.read(lambda tx: rig.telemetry.get_trace(tx, "a" * 32))
    only = found.spans[0]
    assert (only.input, only.output, only.payload, only.latency_ms) == ("hi", "spam", "full", 100.0)
    assert (only.cost_micros, only.principal_id, only.principal_name) == (210, "k1", "Anna")
    assert (found.summary.cost_micros, found.summary.models, found.summary.cost_known) == (210, ["gpt-4o-mini"], True)
    assert verify_chain(rig.database, "w1").fault == ""


def test_a_span_sent_twice_is_stored_once_and_stays_as_it_was(rig: Rig) -> None:
    span = rig.span(name="first")
    rig.record(span)
    span.name = "second"
    again = rig.record(span, rig.span(), span)
    assert (again.accepted, again.repeated) == (1, 2)
    assert rig.read(lambda tx: rig.telemetry.get_span(tx, span.trace_id, span.span_id)).name == "first"


def test_the_same_ids_in_another_workspace_are_other_spans(rig: Rig) -> None:
    span = rig.span()
    rig.record(span)
    assert rig.record(span, who=EVE).accepted == 1
    other = rig.span("b")
    rig.record(other)
    assert rig.read(rig.telemetry.count_spans, EVE) == 1
    with pytest.raises(TraceNotFound):
        rig.read(lambda tx: rig.telemetry.get_trace(tx, "b" * 32), EVE)
    with pytest.raises(SpanNotFound):
        rig.read(lambda tx: rig.telemetry.get_span(tx, "b" * 32, other.span_id), EVE)
    assert rig.read(lambda tx: rig.telemetry.list_traces(tx, SpanFilter()), EVE).items[0].trace_id == "a" * 32


def test_a_bad_span_in_a_batch_leaves_nothing_half_written(rig: Rig) -> None:
    with pytest.raises(SpanRejected):
        rig.record(rig.span(), rig.span(lasts=-1))
    assert rig.read(rig.telemetry.count_spans) == 0


def test_many_writers_at_once_lose_and_double_nothing(rig: Rig) -> None:
    batches = [[rig.span(f"{n:x}", after=m) for m in range(10)] for n in range(1, 9)]
    threads = [threading.Thread(target=rig.record, args=(*batch, *batches[0])) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rig.read(rig.telemetry.count_spans) == 80


def test_arrivals_are_announced_at_most_every_few_seconds(rig: Rig) -> None:
    for _ in range(5):
        rig.record(rig.span())
    statement = text("SELECT ts FROM events WHERE action = 'spans:arrive' AND workspace_id = 'w1' ORDER BY seq")
    times = [row.ts for row in rig.read(lambda tx: tx.rows(statement))]
    assert times
    assert all(later - earlier >= module.ANNOUNCE_EVERY for earlier, later in pairwise(times))


def test_children_that_come_before_their_parent_stand_below_it_later(rig: Rig) -> None:
    root = rig.span(kind="chain", name="root", lasts=5)
    child = rig.span(after=1, parent_id=root.span_id)
    rig.record(child)
    early = rig.read(lambda tx: rig.telemetry.get_trace(tx, "a" * 32))
    assert (early.spans[0].orphan, early.summary.root_span_id) == (True, child.span_id)
    rig.record(root)
    late = rig.read(lambda tx: rig.telemetry.get_trace(tx, "a" * 32))
    assert [(span.name, span.depth, span.orphan) for span in late.spans] == [("root", 0, False), ("call", 1, False)]
    assert late.summary.root_span_id == root.span_id


def test_traces_are_found_by_each_facet(rig: Rig) -> None:
    rig.record(
        rig.span("1", endpoint="triage", version_ref="m@1", session_id="s1", user_id="u1"),
        rig.span("2", endpoint="triage", version_ref="m@2", status="error", lasts=3),
        rig.span("3", model="x", kind="embedding", prompt_ref="p@1", after=60),
        rig.span("4", kind="chain", pipeline_ref="qa@1", run_id="r1", service="app", after=120, principal_id="other"),
    )
    assert names(rig) == ["4", "3", "2", "1"]
    assert names(rig, endpoint="triage") == ["2", "1"]
    assert names(rig, endpoint="triage", version_ref="m@1") == ["1"]
    assert names(rig, session_id="s1") == names(rig, user_id="u1") == ["1"]
    assert names(rig, status="error") == names(rig, min_latency_micros=2_000_000) == ["2"]
    assert names(rig, kinds=("embedding", "chain")) == ["4", "3"]
    assert names(rig, pipeline_ref="qa@1") == names(rig, run_id="r1") == names(rig, service="app") == ["4"]
    assert names(rig, principal_id="other") == ["4"]
    assert names(rig, since=rig.base + MINUTE, until=rig.base + 2 * MINUTE) == ["3"]
    assert names(rig, endpoint="' OR 1=1 --") == []


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_every_trace_is_listed_once_however_its_spans_are_spread(rig: Rig, limit: int) -> None:
    shuffled = random.Random(limit)
    spans = [rig.span(f"{n:x}", after=shuffled.randrange(50)) for n in range(1, 13) for _ in range(5)]
    rig.record(*spans)
    newest = {span.trace_id: max(s.started_at for s in spans if s.trace_id == span.trace_id) for span in spans}
    seen: list[str] = []
    cursor = None
    while True:
        page = rig.read(lambda tx, at=cursor: rig.telemetry.list_traces(tx, SpanFilter(), cursor=at, limit=limit))  # type: ignore[misc]
        seen += [trace.trace_id for trace in page.items]
        assert len(page.items) <= limit
        if (cursor := page.next_cursor) is None:
            break
    assert len(seen) == len(set(seen)) == 12
    assert [newest[trace] for trace in seen] == sorted(newest.values(), reverse=True)


def test_a_cursor_of_another_list_is_refused(rig: Rig) -> None:
    with pytest.raises(InvalidCursor):
        rig.read(lambda tx: rig.telemetry.list_traces(tx, SpanFilter(), cursor="bogus"))


def test_spans_come_page_by_page_with_content_in_either_direction(rig: Rig) -> None:
    rig.record(*(rig.span(after=n, input=n) for n in range(5)))
    newest = rig.read(lambda tx: rig.telemetry.list_spans(tx, SpanFilter(), limit=3))
    rest = rig.read(lambda tx: rig.telemetry.list_spans(tx, SpanFilter(), limit=3, cursor=newest.next_cursor))
    assert [span.input for span in newest.items + rest.items] == [4, 3, 2, 1, 0]
    oldest = rig.read(lambda tx: rig.telemetry.list_spans(tx, SpanFilter(), limit=9, oldest_first=True))
    assert [span.input for span in oldest.items] == [0, 1, 2, 3, 4]


def test_contents_over_the_bound_are_left_out_of_a_trace_and_fetched_one_by_one(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_PAYLOAD_BYTES", 200)
    noise = random.Random(1)
    spans = [rig.span(after=n, input=noise.randbytes(30).hex()) for n in range(3)]
    rig.record(*spans)
    found = rig.read(lambda tx: rig.telemetry.get_trace(tx, "a" * 32))
    assert [span.payload for span in found.spans] == ["full", "left_out", "left_out"]
    one = rig.read(lambda tx: rig.telemetry.get_span(tx, "a" * 32, spans[2].span_id))
    assert (one.payload, one.input) == ("full", spans[2].input)


def test_a_trace_with_too_many_spans_is_shown_in_part_and_says_so(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SPANS", 3)
    rig.record(*(rig.span(after=n) for n in range(5)))
    found = rig.read(lambda tx: rig.telemetry.get_trace(tx, "a" * 32))
    assert (len(found.spans), found.truncated) == (3, True)


def test_statistics_add_up_by_time_and_dimension(rig: Rig) -> None:
    start = rig.base - rig.base % MINUTE
    offset = (start - rig.base) / 1_000_000
    for n in range(60):
        rig.record(
            rig.span(
                f"{n % 15 + 1:x}", after=offset + n, lasts=0.1 * (n + 1), endpoint="a" if n % 3 else "b",
                status="error" if n % 10 == 0 else "ok", provider="openai", model="gpt-4o-mini", input_tokens=10,
                output_tokens=5, first_token_micros=1000,
            ),
            rig.span("f", after=offset + n, kind="agent", input_tokens=1000),
        )  # fmt: skip
    wanted = SpanFilter(since=start, until=start + HOUR)
    stats = rig.read(lambda tx: rig.telemetry.get_stats(tx, wanted, by="endpoint"))
    assert [(series.value, series.total.requests) for series in stats.series] == [("a", 40), ("b", 20)]
    whole = rig.read(lambda tx: rig.telemetry.get_stats(tx, wanted)).series[0]
    assert (whole.total.requests, whole.total.errors, whole.total.input_tokens) == (60, 6, 600)
    assert whole.total.cost_micros == 60 * 5  # 4.5 millionths each, rounded half up
    assert whole.total.latency_p50_ms == pytest.approx(3000, rel=0.03)
    assert whole.total.latency_p95_ms == pytest.approx(5700, rel=0.03)
    assert whole.total.first_token_mean_ms == 1
    assert [point.requests for point in whole.points] == [60]
    agents = rig.read(
        lambda tx: rig.telemetry.get_stats(tx, SpanFilter(since=start, until=start + HOUR, kinds=("agent",)))
    )
    assert (agents.series[0].total.requests, agents.series[0].total.input_tokens) == (60, 0)


def test_beyond_twenty_values_statistics_add_the_rest_together(rig: Rig) -> None:
    rig.record(*(rig.span(endpoint=f"e{n}", after=n) for n in range(30)), rig.span(endpoint="e0"))
    stats = rig.read(
        lambda tx: rig.telemetry.get_stats(tx, SpanFilter(since=rig.base - 1), by="endpoint", bucket="hour")
    )
    assert len(stats.series) == 21
    assert (stats.series[0].value, stats.series[-1].value, stats.series[-1].total.requests) == ("e0", "(other)", 10)


def test_statistics_over_too_many_buckets_are_refused(rig: Rig) -> None:
    with pytest.raises(InvalidQuery, match="too many"):
        rig.read(lambda tx: rig.telemetry.get_stats(tx, SpanFilter(since=0)))
    with pytest.raises(InvalidQuery, match="no minutes"):
        rig.read(lambda tx: rig.telemetry.get_stats(tx, SpanFilter(since=rig.base, until=rig.base - 1)))


def test_lineage_leads_from_a_trace_to_its_versions_and_back(rig: Rig) -> None:
    plugs = Plugs(sources=[TraceLineage()], labels={"trace": TraceLineage()})
    catalog = build_catalog(Admission(rig.database), plugs)
    model = rig.write(lambda tx: catalog.catalog.publish_version(tx, "pipeline", "triage", {"n": 1}))
    prompt = rig.write(lambda tx: catalog.catalog.publish_version(tx, "suite", "words", {}))
    rig.record(rig.span("a", name="answer", version_id=model.id, prompt_version_id=prompt.id), rig.span("b"))
    up = rig.read(lambda tx: catalog.lineage.lineage(tx, NodeRef("trace", "a" * 32), "up"))
    assert sorted(node.label for node in up.nodes) == ["answer", "pipeline/triage@1", "suite/words@1"]
    down = rig.read(lambda tx: catalog.lineage.lineage(tx, NodeRef("version", model.id), "down"))
    assert [(edge.target, edge.role) for edge in down.edges] == [(f"trace:{'a' * 32}", "model")]
    assert rig.read(lambda tx: catalog.lineage.lineage(tx, NodeRef("trace", "a" * 32), "up"), EVE).edges == []
