"""Enqueue, look, cancel, retry."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jobs.kinds import SYSTEM, enqueue, events_of, find, jobs_of
from volano_server.db import Database, Tx, verify_chain
from volano_server.jobs import JobNotFound, UnknownJobKind
from volano_server.jobs.errors import InvalidJobArgs, JobFinished, JobKeyReused, JobNotRetryable, JobTooLarge
from volano_server.jobs.service import Failure, Leases
from volano_server.jobs.service.registry import JobRegistry, job_handler
from volano_server.kit.errors import AppError, BadInput
from volano_server.kit.strict_json import MalformedJson
from volano_server.kit.subject import PermissionDenied, Subject, system_subject

JOBS = jobs_of()
EDITOR = Subject("w1", "person", "p1", "Anna", "p1", "editor", frozenset({"datasets:write", "jobs:write"}))
VIEWER = Subject("w1", "person", "p2", "Bob", "p2", "viewer", frozenset({"jobs:read"}))


def claim_one(database: Database, worker: str = "a") -> Any:
    (claim,) = Leases(database, worker, 30).claim(JOBS.registry.kinds, {}, 1)
    return claim


def test_a_job_exists_only_if_the_change_it_belongs_to_was_committed(database: Database) -> None:
    made: list[str] = []

    def work(tx: Tx) -> None:
        made.append(JOBS.enqueue(tx, "test:double", {"number": 2}))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        database.write(SYSTEM, work)
    with pytest.raises(JobNotFound):
        find(database, JOBS, made[-1])
    job_id = enqueue(database, JOBS, "test:double", args={"number": 2}, priority=3, run="r1", subject=EDITOR)
    row = find(database, JOBS, job_id)
    assert (row.state, row.args, row.rank, row.run_id) == ("queued", {"number": 2, "note": ""}, -3, "r1")
    assert row.subject["owner_id"] == "p1"
    assert events_of(database, job_id) == ["job:enqueued"]


@pytest.mark.parametrize(
    ("kind", "args", "options", "error", "found"),
    [
        ("test:nothing", {}, {}, UnknownJobKind, "test:nothing"),
        ("test:double", {"number": -1}, {}, InvalidJobArgs, "`number`"),
        ("test:double", {"numbr": 1}, {}, InvalidJobArgs, "`numbr`"),
        ("test:double", {"number": "many"}, {}, InvalidJobArgs, "`number`"),
        ("test:double", {"number": float("nan")}, {}, InvalidJobArgs, "`number`"),
        ("test:double", {"note": "x" * 70_000}, {}, JobTooLarge, "65536"),
        ("test:double", {"note": "\x00"}, {}, MalformedJson, "NUL"),
        ("test:double", {"number": 2**70}, {}, MalformedJson, "64 bits"),
        ("test:double", {}, {"key": ""}, BadInput, "key"),
        ("test:double", {}, {"key": "k" * 201}, BadInput, "201"),
        ("test:double", {}, {"max_attempts": 0}, BadInput, "max_attempts"),
        ("test:double", {}, {"priority": 2**40}, BadInput, "priority"),
    ],
)
def test_a_bad_order_is_refused_before_anything_is_written(
    database: Database, kind: str, args: dict[str, Any], options: dict[str, Any], error: type[AppError], found: str
) -> None:
    with pytest.raises(error) as caught:
        enqueue(database, JOBS, kind, args=args, **options)
    assert found in caught.value.message
    assert caught.value.hint
    assert database.read(SYSTEM, JOBS.page) == ([], None)


def test_who_lacks_the_permission_of_a_kind_cannot_enqueue_or_retry_it(database: Database) -> None:
    with pytest.raises(PermissionDenied):
        enqueue(database, JOBS, "test:double", subject=VIEWER)
    job_id = enqueue(database, JOBS, "test:double", subject=EDITOR)
    database.write(EDITOR, lambda tx: JOBS.cancel(tx, job_id))
    with pytest.raises(PermissionDenied):
        database.write(VIEWER, lambda tx: JOBS.retry(tx, job_id))


def test_a_key_makes_one_job_of_a_repeated_order(database: Database) -> None:
    first = enqueue(database, JOBS, "test:double", key="import-7")
    assert enqueue(database, JOBS, "test:double", key="import-7") == first
    with pytest.raises(JobKeyReused, match="import-7"):
        enqueue(database, JOBS, "test:double", key="import-7", args={"number": 5})
    other = system_subject("test", "w2")
    assert enqueue(database, JOBS, "test:double", key="import-7", subject=other) != first


def test_another_workspace_sees_and_changes_nothing(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    stranger = system_subject("test", "w2")
    for work in (JOBS.find, JOBS.cancel, JOBS.retry):
        with pytest.raises(JobNotFound):
            database.write(stranger, lambda tx, work=work: work(tx, job_id))  # type: ignore[misc]
    assert database.read(stranger, JOBS.page) == ([], None)
    assert find(database, JOBS, job_id).state == "queued"


def test_a_waiting_job_is_cancelled_at_once_and_can_be_queued_again(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    assert database.write(SYSTEM, lambda tx: JOBS.cancel(tx, job_id)).state == "cancelled"
    assert database.write(SYSTEM, lambda tx: JOBS.cancel(tx, job_id)).state == "cancelled"
    assert Leases(database, "a", 30).claim(JOBS.registry.kinds, {}, 1) == []
    row = database.write(SYSTEM, lambda tx: JOBS.retry(tx, job_id))
    assert (row.state, row.attempt, row.finished_at) == ("queued", 0, None)
    assert claim_one(database).id == job_id
    assert events_of(database, job_id) == ["job:enqueued", "job:cancelled", "job:retried"]


def test_a_running_job_is_asked_to_stop_once(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    claim = claim_one(database)
    for _ in range(2):
        row = database.write(SYSTEM, lambda tx: JOBS.cancel(tx, job_id))
        assert (row.state, row.cancel_requested_at is not None) == ("running", True)
    leases = Leases(database, "a", 30)
    assert leases.held() == {job_id: (claim.fence, True)}
    leases.cancelled(claim)
    assert events_of(database, job_id) == ["job:enqueued", "job:cancel_requested", "job:cancelled"]


def test_what_has_ended_cannot_be_cancelled_and_what_lives_cannot_be_retried(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    with pytest.raises(JobNotRetryable, match="queued"):
        database.write(SYSTEM, lambda tx: JOBS.retry(tx, job_id))
    claim = claim_one(database)
    with pytest.raises(JobNotRetryable, match="running"):
        database.write(SYSTEM, lambda tx: JOBS.retry(tx, job_id))
    Leases(database, "a", 30).succeed(claim, {"done": True})
    with pytest.raises(JobNotRetryable, match="succeeded"):
        database.write(SYSTEM, lambda tx: JOBS.retry(tx, job_id))
    with pytest.raises(JobFinished, match="succeeded"):
        database.write(SYSTEM, lambda tx: JOBS.cancel(tx, job_id))


def test_a_retried_job_runs_as_who_retried_it_with_all_its_attempts(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double", subject=EDITOR, max_attempts=1)
    assert Leases(database, "a", 30).fail(claim_one(database), Failure("x", "went wrong")) == "dead"
    boris = Subject("w1", "person", "p9", "Boris", "p9", "editor", frozenset({"datasets:write"}))
    row = database.write(boris, lambda tx: JOBS.retry(tx, job_id))
    assert (row.state, row.subject["owner_id"], row.error) == ("queued", "p9", None)
    assert (claim_one(database).attempt, find(database, JOBS, job_id).fence) == (1, 2)


def test_pages_hold_every_job_once_newest_first(database: Database) -> None:
    made = [enqueue(database, JOBS, "test:double" if n % 2 else "test:crash", queue=f"q{n % 3}") for n in range(9)]
    seen, cursor = [], None
    while True:
        rows, cursor = database.read(SYSTEM, lambda tx, at=cursor: JOBS.page(tx, cursor=at, limit=4))  # type: ignore[misc]
        seen += [row.id for row in rows]
        if cursor is None:
            break
    assert seen == sorted(made, reverse=True)
    rows, _ = database.read(SYSTEM, lambda tx: JOBS.page(tx, kind="test:crash", queue="q0", state="queued"))
    assert {row.id for row in rows} == {made[0], made[6]}
    assert database.read(SYSTEM, lambda tx: JOBS.page(tx, state="dead")) == ([], None)


def test_counts_show_what_waits_and_runs(database: Database) -> None:
    for queue in ("heavy", "heavy", "data"):
        enqueue(database, JOBS, "test:double", queue=queue)
    Leases(database, "a", 30).claim(JOBS.registry.kinds, {}, 1, queues=["heavy"])
    counts = database.read(system_subject("test"), JOBS.counts)
    assert counts == {("heavy", "queued"): 1, ("heavy", "running"): 1, ("data", "queued"): 1}


def test_every_change_is_in_an_unbroken_chain(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    leases = Leases(database, "a", 30)
    claim = claim_one(database)
    leases.fail(claim, Failure("x", "went wrong"))
    leases.succeed(claim_one(database), None)
    assert events_of(database, job_id) == ["job:enqueued", "job:retried", "job:succeeded"]
    assert verify_chain(database, "w1").fault == ""


def test_a_registry_refuses_what_would_never_work() -> None:
    from tests.jobs.kinds import Numbers, double

    with pytest.raises(RuntimeError, match="two handlers"):
        JobRegistry([double, double])
    make = job_handler("test:x", args=Numbers, permission="no:such")
    with pytest.raises(RuntimeError, match="no:such"):
        JobRegistry([make(lambda _: None)])
    make = job_handler("Test X", args=Numbers, permission="datasets:write")
    with pytest.raises(RuntimeError, match="area:verb"):
        JobRegistry([make(lambda _: None)])
