"""Runs on both databases."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from sqlalchemy import text

from volano_server.db import Database, Tx, verify_chain
from volano_server.kit.ids import new_id
from volano_server.kit.subject import Subject
from volano_server.tracking import Link, NewPoint, RunFinished, RunNotFound, RunUpdate, TrackingService
from volano_server.tracking.errors import InvalidMetric, InvalidRun, RunChanged, RunStateRefused, TooManyMetrics
from volano_server.tracking.service import series

ANNA = Subject("w1", "person", "p1", "Anna", "p1", "admin")
EVE = Subject("w2", "person", "p2", "Eve", "p2", "admin")
TRACKING = TrackingService()


def start(database: Database, name: str = "tune", who: Subject = ANNA, **more: object) -> str:
    return database.write(who, lambda tx: TRACKING.start_run(tx, "tuning", name, **more)).id  # type: ignore[arg-type]


def log(database: Database, run_id: str, *points: NewPoint) -> None:
    database.write(ANNA, lambda tx: TRACKING.log_metrics(tx, run_id, points))


def actions(database: Database) -> list[str]:
    rows = database.read(
        ANNA, lambda tx: tx.rows(text("SELECT action FROM events WHERE workspace_id = 'w1' ORDER BY seq"))
    )
    return [row.action for row in rows]


def test_a_run_goes_from_start_to_finish_with_all_it_knows(database: Database) -> None:
    run_id = start(
        database, parameters={"lora": {"rank": 8}}, tags={"team": "triage"}, seed=7, code_version="abc",
        environment_digest="sha256:" + "1" * 64, inputs=[Link(role="train", kind="dataset", ref="mails@2")],
    )  # fmt: skip
    log(database, run_id, NewPoint("loss", 2.0), NewPoint("loss", 1.0), NewPoint("lr", 0.1, step=1))
    done = database.write(
        ANNA,
        lambda tx: TRACKING.finish_run(
            tx, run_id, outputs=[Link(role="model", kind="model", ref="triage@1")], cost_micros=1200
        ),
    )
    assert (done.state, done.cost_micros, done.seed, done.started_by) == ("succeeded", 1200, 7, "Anna")
    assert done.parameters == {"lora": {"rank": 8}}
    assert done.tags == {"team": "triage"}
    loss = done.metrics["loss"]
    assert (loss.last, loss.last_step, loss.min, loss.max, loss.count) == (1.0, 1, 1.0, 2.0, 2)
    assert [link.ref for link in done.inputs + done.outputs] == ["mails@2", "triage@1"]
    assert done.finished_at is not None
    assert actions(database) == ["run:start", "run:progress", "run:finish"]
    assert verify_chain(database, "w1").fault == ""


def test_a_repeated_start_gives_the_same_run_and_a_repeated_finish_changes_nothing(database: Database) -> None:
    wanted = new_id()
    assert start(database, run_id=wanted) == start(database, run_id=wanted) == wanted
    one = database.write(ANNA, lambda tx: TRACKING.finish_run(tx, wanted, "failed", error="out of memory\x00"))
    two = database.write(ANNA, lambda tx: TRACKING.finish_run(tx, wanted, "failed"))
    assert (one.revision, one.error, one.finished_at) == (two.revision, "out of memory\ufffd", two.finished_at)


def test_what_succeeded_stays_and_what_failed_may_be_taken_up_again(database: Database) -> None:
    run_id = start(database)
    database.write(ANNA, lambda tx: TRACKING.finish_run(tx, run_id, "failed", error="killed"))
    again = database.write(ANNA, lambda tx: TRACKING.update_run(tx, run_id, RunUpdate(state="running")))
    assert (again.state, again.error, again.finished_at) == ("running", None, None)
    database.write(ANNA, lambda tx: TRACKING.finish_run(tx, run_id))
    with pytest.raises(RunStateRefused, match="cannot become failed"):
        database.write(ANNA, lambda tx: TRACKING.finish_run(tx, run_id, "failed"))
    with pytest.raises(RunFinished):
        log(database, run_id, NewPoint("loss", 1.0))
    with pytest.raises(RunFinished):
        database.write(ANNA, lambda tx: TRACKING.append_logs(tx, run_id, ["late"]))


def test_a_point_sent_twice_counts_once(database: Database) -> None:
    run_id = start(database)
    points = [NewPoint("loss", 2.0, 0, 1000), NewPoint("loss", 1.0, 1, 2000)]
    log(database, run_id, *points)
    answer = database.write(
        ANNA, lambda tx: TRACKING.log_metrics(tx, run_id, [*points, NewPoint("loss", 0.5, 2, 3000)])
    )
    assert (answer.accepted, answer.repeated) == (1, 2)
    run = database.read(ANNA, lambda tx: TRACKING.get_run(tx, run_id))
    assert (run.metrics["loss"].count, run.metrics["loss"].last) == (3, 0.5)


def test_nan_and_infinities_are_kept_and_reported(database: Database) -> None:
    run_id = start(database)
    points = [NewPoint("loss", 1.0, 0), NewPoint("loss", math.nan, 1), NewPoint("loss", "-Infinity", 2)]
    answer = database.write(ANNA, lambda tx: TRACKING.log_metrics(tx, run_id, points))
    assert answer.not_finite_count == 2
    assert [(found.step, found.value) for found in answer.not_finite] == [(1, "NaN"), (2, "-Infinity")]
    run = database.read(ANNA, lambda tx: TRACKING.get_run(tx, run_id))
    loss = run.metrics["loss"]
    assert (loss.last, loss.min, loss.max, loss.not_finite) == ("-Infinity", 1.0, 1.0, 2)
    curve = database.read(ANNA, lambda tx: TRACKING.get_metrics(tx, run_id)).curves[0]
    assert [point.value for point in curve.points] == [1.0, "NaN", "-Infinity"]


def test_a_long_curve_is_thinned_and_keeps_its_spike(database: Database) -> None:
    run_id = start(database)
    for first in range(0, 12_000, 4_000):
        log(database, run_id, *(NewPoint("loss", 99.0 if n == 7_777 else 1.0, n) for n in range(first, first + 4_000)))
    curve = database.read(ANNA, lambda tx: TRACKING.get_metrics(tx, run_id, ["loss", "absent"], limit=50)).curves
    assert [found.key for found in curve] == ["loss"]
    assert curve[0].thinned
    assert len(curve[0].points) <= 50
    assert [point.step for point in curve[0].points if point.value == 99.0] == [7_777]
    late = database.read(ANNA, lambda tx: TRACKING.get_metrics(tx, run_id, ["loss"], since=11_990)).curves[0]
    assert ([point.step for point in late.points], late.thinned) == (list(range(11_990, 12_000)), False)


def test_progress_is_announced_at_most_once_a_second(database: Database) -> None:
    run_id = start(database)
    for number in range(5):
        log(database, run_id, NewPoint("loss", number))
    events = database.read(
        ANNA, lambda tx: tx.rows(text("SELECT ts FROM events WHERE action = 'run:progress' AND workspace_id = 'w1'"))
    )
    gaps = [later.ts - earlier.ts for earlier, later in pairwise(events)]
    assert events
    assert all(gap >= series.PROGRESS_EVERY for gap in gaps)


def test_too_many_metric_keys_are_refused_and_leave_nothing(database: Database) -> None:
    run_id = start(database)
    with pytest.raises(TooManyMetrics, match="2001 metric keys"):
        log(database, run_id, *(NewPoint(f"k{n}", 1.0) for n in range(series.MAX_KEYS + 1)))
    with pytest.raises(InvalidMetric, match="points in one batch"):
        log(database, run_id, *(NewPoint("k", 1.0, n) for n in range(series.MAX_BATCH + 1)))
    assert database.read(ANNA, lambda tx: TRACKING.get_run(tx, run_id)).metrics == {}


def test_logs_come_back_in_order_by_stream_and_from_the_end(database: Database) -> None:
    run_id = start(database)
    database.write(ANNA, lambda tx: TRACKING.append_logs(tx, run_id, [f"out {n}" for n in range(5)]))
    database.write(ANNA, lambda tx: TRACKING.append_logs(tx, run_id, ["\x1b[31mbad\x1b[0m\x00"], stream="stderr"))
    first = database.read(ANNA, lambda tx: TRACKING.get_logs(tx, run_id, limit=4))
    rest = database.read(ANNA, lambda tx: TRACKING.get_logs(tx, run_id, limit=4, cursor=first.next_cursor))
    assert [line.line for line in first.items + rest.items] == [1, 2, 3, 4, 5, 6]
    assert rest.next_cursor is None
    assert rest.items[-1].text == "\x1b[31mbad\x1b[0m\ufffd"
    tail = database.read(ANNA, lambda tx: TRACKING.get_logs(tx, run_id, limit=2, tail=True, stream="stdout"))
    assert [line.text for line in tail.items] == ["out 3", "out 4"]


def test_logs_over_the_allowance_are_dropped_and_counted(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "MAX_LOG_BYTES", 10)
    run_id = start(database)
    answer = database.write(ANNA, lambda tx: TRACKING.append_logs(tx, run_id, ["12345", "1234567", "x"]))
    assert (answer.accepted, answer.dropped) == (1, 2)
    assert database.read(ANNA, lambda tx: TRACKING.get_logs(tx, run_id)).dropped_lines == 2


def test_runs_are_found_by_kind_state_name_tag_and_parent_page_by_page(database: Database) -> None:
    parent = start(database, "Sweep 100%", tags={"team": "a"})
    trials = [
        database.write(
            ANNA, lambda tx, n=n: TRACKING.start_run(tx, "trial", f"trial {n}", parent_id=parent, tags={"n": str(n)})
        ).id
        for n in range(5)
    ]
    database.write(ANNA, lambda tx: TRACKING.finish_run(tx, trials[0], "failed"))

    def found(**filters: object) -> list[str]:
        return [run.id for run in database.read(ANNA, lambda tx: TRACKING.list_runs(tx, **filters)).items]  # type: ignore[arg-type]

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
        page = database.read(ANNA, lambda tx, at=cursor: TRACKING.list_runs(tx, limit=4, cursor=at))
        pages.append([run.id for run in page.items])
        if (cursor := page.next_cursor) is None:
            break
    assert pages == [list(reversed(trials))[:4], [trials[0], parent]]


def test_runs_are_compared_with_their_differences(database: Database) -> None:
    one = start(database, parameters={"rank": 8, "seed": 1})
    two = start(database, parameters={"rank": 16, "seed": 1})
    log(database, one, NewPoint("f1", 0.8), NewPoint("loss", 1.0))
    log(database, two, NewPoint("f1", 0.9))
    found = database.read(ANNA, lambda tx: TRACKING.compare_runs(tx, [two, one]))
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
            database.read(ANNA, lambda tx, ids=ids: TRACKING.compare_runs(tx, ids))


def test_a_change_needs_the_revision_that_was_seen(database: Database) -> None:
    run_id = start(database, tags={"a": "1", "b": "2"})
    changed = database.write(
        ANNA, lambda tx: TRACKING.update_run(tx, run_id, RunUpdate(name="new", tags={"a": None, "c": "3"}), if_match=1)
    )
    assert (changed.name, changed.tags, changed.revision) == ("new", {"b": "2", "c": "3"}, 2)
    with pytest.raises(RunChanged, match="revision 2, you last saw 1"):
        database.write(ANNA, lambda tx: TRACKING.update_run(tx, run_id, RunUpdate(name="newer"), if_match=1))


def test_a_deleted_run_is_gone_and_a_running_one_stays(database: Database) -> None:
    run_id = start(database)
    database.write(ANNA, lambda tx: TRACKING.add_artifact(tx, run_id, "report.json", "sha256:" + "a" * 64, 10))
    with pytest.raises(RunStateRefused):
        database.write(ANNA, lambda tx: TRACKING.delete_run(tx, run_id))
    database.write(ANNA, lambda tx: TRACKING.finish_run(tx, run_id))
    assert database.read(ANNA, TRACKING.blob_digests) == {"sha256:" + "a" * 64}
    database.write(ANNA, lambda tx: TRACKING.delete_run(tx, run_id))
    with pytest.raises(RunNotFound):
        database.read(ANNA, lambda tx: TRACKING.get_run(tx, run_id))
    assert database.read(ANNA, TRACKING.blob_digests) == set()


def test_an_artifact_of_the_same_name_takes_its_place(database: Database) -> None:
    run_id = start(database)
    for letter in "ab":
        database.write(
            ANNA,
            lambda tx, c=letter: TRACKING.add_artifact(
                tx, run_id, "r.json", "sha256:" + c * 64, 10, "application/json"
            ),
        )
    run = database.read(ANNA, lambda tx: TRACKING.get_run(tx, run_id))
    assert [(found.name, found.digest[-1], found.size_bytes) for found in run.artifacts] == [("r.json", "b", 10)]


def test_another_workspace_sees_and_changes_nothing(database: Database) -> None:
    run_id = start(database, tags={"team": "a"})
    attempts: list[Callable[[Tx], object]] = [
        lambda tx: TRACKING.get_run(tx, run_id),
        lambda tx: TRACKING.finish_run(tx, run_id),
        lambda tx: TRACKING.log_metrics(tx, run_id, [NewPoint("a", 1.0)]),
        lambda tx: TRACKING.append_logs(tx, run_id, ["x"]),
        lambda tx: TRACKING.get_logs(tx, run_id),
        lambda tx: TRACKING.get_metrics(tx, run_id),
        lambda tx: TRACKING.delete_run(tx, run_id),
        lambda tx: TRACKING.start_run(tx, "trial", "x", parent_id=run_id),
        lambda tx: TRACKING.add_artifact(tx, run_id, "a", "sha256:" + "a" * 64, 1),
        lambda tx: TRACKING.add_inputs(tx, run_id, []),
    ]
    for attempt in attempts:
        with pytest.raises(RunNotFound):
            database.write(EVE, attempt)
    assert database.read(EVE, lambda tx: TRACKING.list_runs(tx, tags=["team"])).items == []
    assert actions(database) == ["run:start"]
