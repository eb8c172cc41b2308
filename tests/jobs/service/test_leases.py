"""Claims, leases and fences, one rule at a time."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from sqlalchemy import select, update

from tests.jobs.kinds import PLATFORM, SYSTEM, enqueue, find, jobs_of
from volano_server.db import Database, Tx
from volano_server.jobs import LeaseLost, QueueLimit
from volano_server.jobs.service import Claim, Failure, Leases
from volano_server.jobs.tables import jobs as jobs_table
from volano_server.kit.clock import HOUR, SECOND
from volano_server.kit.subject import system_subject

JOBS = jobs_of()
KINDS = JOBS.registry.kinds


def lapse(database: Database, job_id: str) -> None:
    """Lets the lease of a job run out."""
    statement = update(jobs_table).where(jobs_table.c.id == job_id).values(lease_until=0)
    database.write(PLATFORM, lambda tx: tx.execute(statement))


def take(database: Database, worker: str = "a", seconds: float = 60) -> tuple[Leases, Claim]:
    leases = Leases(database, worker, seconds)
    (claim,) = leases.claim(KINDS, {}, 1)
    return leases, claim


def test_a_job_that_waits_for_its_time_is_not_claimed_beside_one_that_is_due(database: Database) -> None:
    later = database.read(PLATFORM, lambda tx: tx.now()) + HOUR
    enqueue(database, JOBS, "test:double", run_at=later, priority=9)
    due = enqueue(database, JOBS, "test:double")
    claims = Leases(database, "a", 60).claim(KINDS, {}, 5)
    assert [claim.id for claim in claims] == [due]


def test_a_failed_attempt_waits_as_long_as_it_was_told(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    leases, claim = take(database)
    before = database.read(PLATFORM, lambda tx: tx.now())
    assert leases.fail(claim, Failure("x", "went wrong", delay=90)) == "queued"
    row = find(database, JOBS, job_id)
    assert row.run_at >= before + 90 * SECOND
    assert row.error == {"code": "x", "message": "went wrong", "hint": "", "details": {}, "attempt": 1}
    assert leases.claim(KINDS, {}, 1) == []


def test_a_cancelled_job_whose_worker_died_is_cancelled_and_not_tried_again(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    leases, _ = take(database)
    database.write(SYSTEM, lambda tx: JOBS.cancel(tx, job_id))
    lapse(database, job_id)
    assert leases.expire() == 1
    assert find(database, JOBS, job_id).state == "cancelled"


def test_a_job_whose_worker_is_silent_can_be_cancelled_although_no_worker_is_left(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    leases, claim = take(database)
    lapse(database, job_id)
    assert database.write(SYSTEM, lambda tx: JOBS.cancel(tx, job_id)).state == "cancelled"
    with pytest.raises(LeaseLost):
        leases.succeed(claim, None)


def test_a_kept_lease_does_not_run_out_and_a_lapsed_one_is_revived_only_while_nobody_took_it(
    database: Database,
) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    leases, claim = take(database)
    lapse(database, job_id)
    leases.renew([job_id])
    assert leases.expire() == 0
    lapse(database, job_id)
    assert leases.expire() == 1
    leases.renew([job_id])
    assert leases.held() == {}
    with pytest.raises(LeaseLost):
        leases.succeed(claim, None)


def test_a_claim_whose_answer_was_lost_is_not_kept_alive_by_the_other_jobs_of_its_worker(database: Database) -> None:
    lost, known = (enqueue(database, JOBS, "test:double") for _ in range(2))
    leases = Leases(database, "a", 60)
    assert len(leases.claim(KINDS, {}, 2)) == 2
    for job_id in (lost, known):
        lapse(database, job_id)
    leases.renew([known])
    assert leases.expire() == 1
    assert find(database, JOBS, lost).state == "queued"
    assert find(database, JOBS, known).state == "running"


def test_every_write_of_a_lost_claim_is_refused_and_leaves_nothing(database: Database) -> None:
    job_id = enqueue(database, JOBS, "test:double")
    old, stale = take(database)
    lapse(database, job_id)
    old.expire()
    _, fresh = take(database, "b")
    assert fresh.fence == stale.fence + 1

    def work(tx: Tx) -> None:
        JOBS.enqueue(tx, "test:double", {"number": 99})

    for attempt in (
        lambda: old.write(stale, SYSTEM, work),
        lambda: old.succeed(stale, None),
        lambda: old.fail(stale, Failure("x", "y")),
        lambda: old.cancelled(stale),
        lambda: old.give_back(stale),
        lambda: old.set_progress(stale, 1, 2, ""),
    ):
        with pytest.raises(LeaseLost):
            attempt()
    ids = database.read(SYSTEM, lambda tx: [row.id for row in tx.rows(tx.select(jobs_table))])
    assert ids == [job_id]
    row = find(database, JOBS, job_id)
    assert (row.state, row.fence, row.worker_id, row.progress_done) == ("running", fresh.fence, "b", None)


def test_workers_that_claim_at_the_same_time_share_the_jobs_within_the_limits(database: Database) -> None:
    for number in range(30):
        enqueue(database, JOBS, "test:double", subject=system_subject("test", f"w{number % 3}"), queue="q")
    limits = {"q": QueueLimit(total=7, per_workspace=3)}
    claims: list[Claim] = []
    start = threading.Barrier(4)

    def run(name: str) -> None:
        leases = Leases(database, name, 60)
        start.wait()
        for _ in range(5):
            claims.extend(leases.claim(KINDS, limits, 2))

    threads = [threading.Thread(target=run, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({claim.id for claim in claims}) == len(claims) == 7
    assert max(Counter(claim.workspace_id for claim in claims).values()) <= 3
    running = select(jobs_table.c.id).where(jobs_table.c.state == "running")
    assert len(database.read(PLATFORM, lambda tx: tx.rows(running))) == 7
