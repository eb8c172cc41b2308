"""Claiming stays on its indexes however long the queue and its history are, and a kept lease is not taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.base import Executable

from tests.jobs.kinds import PLATFORM, SYSTEM, enqueue, jobs_of
from volano_server.db import Database, Tx
from volano_server.jobs import QueueLimit
from volano_server.jobs.service import Leases
from volano_server.jobs.store import ClaimStore, JobStore
from volano_server.jobs.tables import jobs
from volano_server.kit.ids import new_id

MANY = 10_000
STATES = ["succeeded", "queued", "failed", "queued", "dead"]


def fill(tx: Tx) -> None:
    """10,000 waiting jobs in three workspaces and two queues, among 15,000 that have ended."""
    base = {
        "kind": "test:double", "args": {"number": 1, "note": ""}, "subject": SYSTEM.to_json(), "attempt": 0,
        "max_attempts": 3, "fence": 0, "created_at": 1,
    }  # fmt: skip
    rows = [
        base
        | {
            "id": new_id(), "workspace_id": f"w{n % 3}", "queue": f"q{n % 2}", "state": STATES[n % 5],
            "rank": n % 7 - 3, "run_at": n,
        }
        for n in range(MANY * 5 // 2)
    ]  # fmt: skip
    tx._connection.execute(insert(jobs), rows)


def plan_of(database: Database, statement: Executable) -> str:
    """How the database will run `statement`, in its own words."""
    dialect = sqlite.dialect() if database.dialect == "sqlite" else postgresql.dialect()  # type: ignore[no-untyped-call]
    sql = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
    prefix = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
    rows = database.read(PLATFORM, lambda tx: tx.rows(text(prefix + str(sql).replace(":", "\\:"))))
    return "\n".join(str(row[-1]) for row in rows)


class Recorder:
    """Stands in for a transaction and keeps the statements it is asked for, with the real one behind it."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.statements: list[Executable] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tx, name)

    def row(self, statement: Any) -> Any:
        self.statements.append(statement)
        return self.tx.row(statement)

    def rows(self, statement: Any) -> Any:
        self.statements.append(statement)
        return self.tx.rows(statement)


OF_RUNNING = "ix_jobs_(running|held)"  # both hold the running jobs only
QUESTIONS: list[tuple[Callable[[ClaimStore], object], str]] = [
    (lambda store: store.next_lane(("w0", "q0")), "ix_jobs_due"),
    (lambda store: store.due_in(("w1", "q1"), ["test:double"], 4), "ix_jobs_claim"),
    (lambda store: store.running(), OF_RUNNING),
    (lambda store: store.held("worker"), OF_RUNNING),
    (lambda store: store.expired(100), OF_RUNNING),
]


def test_every_question_of_a_worker_reads_an_index_of_ten_thousand(database: Database) -> None:
    """With and without statistics: SQLite gathers none of its own accord."""
    database.write(PLATFORM, fill)
    check_plans(database)
    database.write(PLATFORM, lambda tx: tx.execute(text("ANALYZE")))
    check_plans(database)


def check_plans(database: Database) -> None:
    for ask, index in QUESTIONS:

        def statement_of(tx: Tx, ask: Callable[[ClaimStore], object] = ask) -> Executable:
            recorder = Recorder(tx)
            ask(ClaimStore(cast("Tx", recorder)))
            (statement,) = recorder.statements
            return statement

        plan = plan_of(database, database.write(PLATFORM, statement_of))
        assert re.search(index, plan)
        assert "Seq Scan" not in plan
        assert "SCAN jobs\n" not in plan + "\n"
        if index == "ix_jobs_claim":  # the order comes from the index, too
            assert "Sort" not in plan
            assert "TEMP B-TREE" not in plan


def test_ten_thousand_waiting_jobs_are_claimed_by_turns_of_their_workspaces(database: Database) -> None:
    database.write(PLATFORM, fill)
    leases = Leases(database, "a", 60)
    claims = leases.claim(["test:double"], {"q0": QueueLimit(per_workspace=1)}, 30)
    assert len(claims) == 30
    lanes = {(one.workspace_id, one.queue) for one in claims}
    assert {workspace for workspace, _ in lanes} == {"w0", "w1", "w2"}
    assert sum(one.queue == "q0" for one in claims) == 3


def test_every_lane_has_its_turn_even_when_there_are_more_than_one_look_takes_in(database: Database) -> None:
    jobs_service = jobs_of()
    for number in range(150):
        enqueue(database, jobs_service, "test:double", queue=f"q{number:03}")
    leases, seen = Leases(database, "a", 60), set()
    while claims := leases.claim(["test:double"], {}, 20):
        seen |= {claim.queue for claim in claims}
    assert len(seen) == 150


def test_a_lease_that_was_kept_in_the_meantime_is_not_taken(database: Database) -> None:
    jobs_service = jobs_of()
    job_id = enqueue(database, jobs_service, "test:double")
    (claim,) = Leases(database, "a", 60).claim(["test:double"], {}, 1)
    late = database.write(SYSTEM, lambda tx: JobStore(tx).change_late(job_id, claim.fence, state="queued"))
    assert late is False
    assert database.read(SYSTEM, lambda tx: jobs_service.find(tx, job_id)).state == "running"
