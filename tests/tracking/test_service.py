"""Runs on both databases."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from sqlalchemy import text

from tests.tracking.conftest import EVE, Rig
from volano_server.catalog import NodeRef, VersionNotFound
from volano_server.db import Tx, verify_chain
from volano_server.kit.ids import new_id
from volano_server.tracking import Link, NewPoint, RunFinished, RunNotFound, RunUpdate
from volano_server.tracking.errors import InvalidMetric, InvalidRun, RunChanged, RunStateRefused, TooManyMetrics
from volano_server.tracking.service import series


def test_a_run_goes_from_start_to_finish_with_all_it_knows(rig: Rig) -> None:
    run_id = rig.start(
        parameters={"lora": {"rank": 8}}, tags={"team": "triage"}, seed=7, code_version="abc",
        environment_digest="sha256:" + "1" * 64,
    )  # fmt: skip
    rig.log(run_id, NewPoint("loss", 2.0), NewPoint("loss", 1.0), NewPoint("lr", 0.1, step=1))
    done = rig.finish(run_id, cost_micros=1200)
    assert (done.state, done.cost_micros, done.seed, done.started_by) == ("succeeded", 1200, 7, "Anna")
    assert done.parameters == {"lora": {"rank": 8}}
    assert done.tags == {"team": "triage"}
    loss = done.metrics["loss"]
    assert (loss.last, loss.last_step, loss.min, loss.max, loss.count) == (1.0, 1, 1.0, 2.0, 2)
    assert done.finished_at is not None
    assert rig.actions() == ["run:start", "run:progress", "run:finish"]
    assert verify_chain(rig.database, "w1").fault == ""


def test_inputs_and_outputs_become_lineage_from_version_through_run_to_version(rig: Rig) -> None:
    publish = rig.catalog.catalog.publish_version
    mails = rig.write(lambda tx: publish(tx, "suite", "mails", {"rows": 1}))
    run_id = rig.start("nightly", inputs=[Link(role="train", kind="suite", ref="mails")])
    made = rig.write(lambda tx: publish(tx, "pipeline", "triage", {"steps": []}, run_id=run_id))
    done = rig.finish(run_id, outputs=[Link(role="model", kind="pipeline", ref=f"triage@{made.digest}")])
    assert [link.ref for link in done.inputs + done.outputs] == ["mails@1", "triage@1"]
    start = NodeRef("version", mails.id)
    found = rig.read(lambda tx: rig.catalog.lineage.lineage(tx, start, "down"))
    assert [node.label for node in found.nodes] == ["suite/mails@1", "tuning nightly", "pipeline/triage@1"]
    assert sorted(edge.role for edge in found.edges) == ["output", "train"]


def test_a_run_on_a_version_that_is_not_there_does_not_start(rig: Rig) -> None:
    rig.write(lambda tx: rig.catalog.catalog.publish_version(tx, "suite", "mails", {}))
    with pytest.raises(VersionNotFound):
        rig.start(inputs=[Link(role="train", kind="suite", ref="mails@2")])
    assert rig.read(rig.tracking.list_runs).items == []


def test_a_repeated_start_gives_the_same_run_and_a_repeated_finish_changes_nothing(rig: Rig) -> None:
    wanted = new_id()
    assert rig.start(run_id=wanted) == rig.start(run_id=wanted) == wanted
    one = rig.finish(wanted, "failed", error="out of memory\x00")
    two = rig.finish(wanted, "failed")
    assert (one.revision, one.error, one.finished_at) == (two.revision, "out of memory\ufffd", two.finished_at)


def test_what_succeeded_stays_and_what_failed_may_be_taken_up_again(rig: Rig) -> None:
    run_id = rig.start()
    rig.finish(run_id, "failed", error="killed")
    again = rig.write(lambda tx: rig.tracking.update_run(tx, run_id, RunUpdate(state="running")))
    assert (again.state, again.error, again.finished_at) == ("running", None, None)
    rig.finish(run_id)
    with pytest.raises(RunStateRefused, match="cannot become failed"):
        rig.finish(run_id, "failed")
    with pytest.raises(RunFinished):
        rig.log(run_id, NewPoint("loss", 1.0))
    with pytest.raises(RunFinished):
        rig.write(lambda tx: rig.tracking.append_logs(tx, run_id, ["late"]))


def test_a_point_sent_twice_counts_once(rig: Rig) -> None:
    run_id = rig.start()
    points = [NewPoint("loss", 2.0, 0, 1000), NewPoint("loss", 1.0, 1, 2000)]
    rig.log(run_id, *points)
    answer = rig.write(lambda tx: rig.tracking.log_metrics(tx, run_id, [*points, NewPoint("loss", 0.5, 2, 3000)]))
    assert (answer.accepted, answer.repeated) == (1, 2)
    run = rig.read(lambda tx: rig.tracking.get_run(tx, run_id))
    assert (run.metrics["loss"].count, run.metrics["loss"].last) == (3, 0.5)


def test_nan_and_infinities_are_kept_and_reported(rig: Rig) -> None:
    run_id = rig.start()
    points = [NewPoint("loss", 1.0, 0), NewPoint("loss", math.nan, 1), NewPoint("loss", "-Infinity", 2)]
    answer = rig.write(lambda tx: rig.tracking.log_metrics(tx, run_id, points))
    assert answer.not_finite_count == 2
    assert [(found.step, found.value) for found in answer.not_finite] == [(1, "NaN"), (2, "-Infinity")]
    run = rig.read(lambda tx: rig.tracking.get_run(tx, run_id))
    loss = run.metrics["loss"]
    assert (loss.last, loss.min, loss.max, loss.not_finite) == ("-Infinity", 1.0, 1.0, 2)
    curve = rig.read(lambda tx: rig.tracking.get_metrics(tx, run_id)).curves[0]
    assert [point.value for point in curve.points] == [1.0, "NaN", "-Infinity"]


def test_a_long_curve_is_thinned_and_keeps_its_spike(rig: Rig) -> None:
    run_id = rig.start()
    for first in range(0, 12_000, 4_000):
        rig.log(run_id, *(NewPoint("loss", 99.0 if n == 7_777 else 1.0, n) for n in range(first, first + 4_000)))
    curve = rig.read(lambda tx: rig.tracking.get_metrics(tx, run_id, ["loss", "absent"], limit=50)).curves
    assert [found.key for found in curve] == ["loss"]
    assert curve[0].thinned
    assert len(curve[0].points) <= 50
    assert [point.step for point in curve[0].points if point.value == 99.0] == [7_777]
    late = rig.read(lambda tx: rig.tracking.get_metrics(tx, run_id, ["loss"], since=11_990)).curves[0]
    assert ([point.step for point in late.points], late.thinned) == (list(range(11_990, 12_000)), False)


def test_progress_is_announced_at_most_once_a_second(rig: Rig) -> None:
    run_id = rig.start()
    for number in range(5):
        rig.log(run_id, NewPoint("loss", number))
    events = rig.read(
        lambda tx: tx.rows(text("SELECT ts FROM events WHERE action = 'run:progress' AND workspace_id = 'w1'"))
    )
    gaps = [later.ts - earlier.ts for earlier, later in pairwise(events)]
    assert events
    assert all(gap >= series.PROGRESS_EVERY for gap in gaps)


def test_too_many_metric_keys_are_refused_and_leave_nothing(rig: Rig) -> None:
    run_id = rig.start()
    with pytest.raises(TooManyMetrics, match="2001 metric keys"):
        rig.log(run_id, *(NewPoint(f"k{n}", 1.0) for n in range(series.MAX_KEYS + 1)))
    with pytest.raises(InvalidMetric, match="points in one batch"):
        rig.log(run_id, *(NewPoint("k", 1.0, n) for n in range(series.MAX_BATCH + 1)))
    assert rig.read(lambda tx: rig.tracking.get_run(tx, run_id)).metrics == {}


def test_logs_come_back_in_order_by_stream_and_from_the_end(rig: Rig) -> None:
    run_id = rig.start()
    rig.write(lambda tx: rig.tracking.append_logs(tx, run_id, [f"out {n}" for n in range(5)]))
    rig.write(lambda tx: rig.tracking.append_logs(tx, run_id, ["\x1b[31mbad\x1b[0m\x00"], stream="stderr"))
    first = rig.read(lambda tx: rig.tracking.get_logs(tx, run_id, limit=4))
    rest = rig.read(lambda tx: rig.tracking.get_logs(tx, run_id, limit=4, cursor=first.next_cursor))
    assert [line.line for line in first.items + rest.items] == [1, 2, 3, 4, 5, 6]
    assert rest.next_cursor is None
    assert rest.items[-1].text == "\x1b[31mbad\x1b[0m\ufffd"
    tail = rig.read(lambda tx: rig.tracking.get_logs(tx, run_id, limit=2, tail=True, stream="stdout"))
    assert [line.text for line in tail.items] == ["out 3", "out 4"]


def test_logs_over_the_allowance_are_dropped_and_counted(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "MAX_LOG_BYTES", 10)
    run_id = rig.start()
    answer = rig.write(lambda tx: rig.tracking.append_logs(tx, run_id, ["12345", "1234567", "x"]))
    assert (answer.accepted, answer.dropped) == (1, 2)
    assert rig.read(lambda tx: rig.tracking.get_logs(tx, run_id)).dropped_lines == 2


def test_runs_are_found_by_kind_state_name_tag_and_parent_page_by_page(rig: Rig) -> None:
    parent = rig.start("Sweep 100%", tags={"team": "a"})
    trials = [
        rig.write(
            lambda tx, n=n: rig.tracking.start_run(tx, "trial", f"trial {n}", parent_id=parent, tags={"n": str(n)})
        ).id
        for n in range(5)
    ]
    rig.finish(trials[0], "failed")

    def found(**filters: object) -> list[str]:
        return [run.id for run in rig.read(lambda tx: rig.tracking.list_runs(tx, **filters)).items]  # type: ignore[arg-type]

    assert found(kinds=["tuning"]) == [parent]
    assert found(states=["failed", "cancelled"]) == [trials[0]]
    assert found(name="sweep 100%") == [parent]
    assert found(name="%") == [parent]
    assert found(tags=["team"]) == [parent]
    assert found(tags=["n=3"]) == [trials[3]]
    assert found(tags=["n=3", "team"]) == []
    assert found(parent_id=parent) == list(reversed(trials))
    pages, cursor = [], None
    while True:
        page = rig.read(lambda tx, at=cursor: rig.tracking.list_runs(tx, limit=4, cursor=at))
        pages.append([run.id for run in page.items])
        if (cursor := page.next_cursor) is None:
            break
    assert pages == [list(reversed(trials))[:4], [trials[0], parent]]


def test_runs_are_compared_with_their_differences(rig: Rig) -> None:
    one = rig.start(parameters={"rank": 8, "seed": 1})
    two = rig.start(parameters={"rank": 16, "seed": 1})
    rig.log(one, NewPoint("f1", 0.8), NewPoint("loss", 1.0))
    rig.log(two, NewPoint("f1", 0.9))
    found = rig.read(lambda tx: rig.tracking.compare_runs(tx, [two, one]))
    assert [run.id for run in found.runs] == [two, one]
    assert [(row.key, row.values, row.differs) for row in found.parameters] == [
        ("rank", [16, 8], True),
        ("seed", [1, 1], False),
    ]
    assert [(row.key, [value and value.last for value in row.values]) for row in found.metrics] == [
        ("f1", [0.9, 0.8]),
        ("loss", [None, 1.0]),
    ]
    for ids in ([one], [one, one], [one] * 21):
        with pytest.raises(InvalidRun):
            rig.read(lambda tx, ids=ids: rig.tracking.compare_runs(tx, ids))


def test_a_change_needs_the_revision_that_was_seen(rig: Rig) -> None:
    run_id = rig.start(tags={"a": "1", "b": "2"})
    changed = rig.write(
        lambda tx: rig.tracking.update_run(tx, run_id, RunUpdate(name="new", tags={"a": None, "c": "3"}), if_match=1)
    )
    assert (changed.name, changed.tags, changed.revision) == ("new", {"b": "2", "c": "3"}, 2)
    with pytest.raises(RunChanged, match="revision 2, you last saw 1"):
        rig.write(lambda tx: rig.tracking.update_run(tx, run_id, RunUpdate(name="newer"), if_match=1))


def test_a_deleted_run_is_gone_and_a_running_one_stays(rig: Rig) -> None:
    run_id = rig.start()
    rig.write(lambda tx: rig.tracking.add_artifact(tx, run_id, "report.json", "sha256:" + "a" * 64, 10))
    with pytest.raises(RunStateRefused):
        rig.write(lambda tx: rig.tracking.delete_run(tx, run_id))
    rig.finish(run_id)
    assert rig.read(rig.tracking.blob_digests) == {"sha256:" + "a" * 64}
    rig.write(lambda tx: rig.tracking.delete_run(tx, run_id))
    with pytest.raises(RunNotFound):
        rig.read(lambda tx: rig.tracking.get_run(tx, run_id))
    assert rig.read(rig.tracking.blob_digests) == set()


def test_an_artifact_of_the_same_name_takes_its_place(rig: Rig) -> None:
    run_id = rig.start()
    for letter in "ab":
        rig.write(
            lambda tx, c=letter: rig.tracking.add_artifact(
                tx, run_id, "r.json", "sha256:" + c * 64, 10, "application/json"
            ),
        )
    run = rig.read(lambda tx: rig.tracking.get_run(tx, run_id))
    assert [(found.name, found.digest[-1], found.size_bytes) for found in run.artifacts] == [("r.json", "b", 10)]


def test_another_workspace_sees_and_changes_nothing(rig: Rig) -> None:
    run_id = rig.start(tags={"team": "a"})
    attempts: list[Callable[[Tx], object]] = [
        lambda tx: rig.tracking.get_run(tx, run_id),
        lambda tx: rig.tracking.finish_run(tx, run_id),
        lambda tx: rig.tracking.log_metrics(tx, run_id, [NewPoint("a", 1.0)]),
        lambda tx: rig.tracking.append_logs(tx, run_id, ["x"]),
        lambda tx: rig.tracking.get_logs(tx, run_id),
        lambda tx: rig.tracking.get_metrics(tx, run_id),
        lambda tx: rig.tracking.delete_run(tx, run_id),
        lambda tx: rig.tracking.start_run(tx, "trial", "x", parent_id=run_id),
        lambda tx: rig.tracking.add_artifact(tx, run_id, "a", "sha256:" + "a" * 64, 1),
        lambda tx: rig.tracking.add_inputs(tx, run_id, []),
    ]
    for attempt in attempts:
        with pytest.raises(RunNotFound):
            rig.write(attempt, EVE)
    assert rig.read(lambda tx: rig.tracking.list_runs(tx, tags=["team"]), EVE).items == []
    assert rig.actions() == ["run:start"]
