"""The queue as a state machine: two workers, two workspaces, limits, crashes, cancels and retries in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Table, delete, select, update

from tests.jobs.kinds import PLATFORM, jobs_of
from volano_server.db import Database, Tx
from volano_server.jobs import JobService, LeaseLost, QueueLimit
from volano_server.jobs.errors import JobFinished, JobNotRetryable
from volano_server.jobs.service import Claim, Failure, Leases
from volano_server.jobs.store import JobStore
from volano_server.jobs.tables import job_steps, jobs
from volano_server.kit.ids import new_id
from volano_server.kit.subject import system_subject

KIND = "test:double"
FINISHED = {"succeeded", "failed", "cancelled", "dead"}


@dataclass
class Known:
    """What the store must say about a job."""

    workspace_id: str
    max_attempts: int
    state: str = "queued"
    attempt: int = 0
    fence: int = 0
    due: bool = True
    late: bool = False
    cancel: bool = False
    steps: int = 0


class Queue(RuleBasedStateMachine):
    """Works on `database`; each example has workspaces and queues of its own."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        mark = new_id()[-12:]
        self.jobs: JobService = jobs_of()
        self.spaces = [f"{mark}-1", f"{mark}-2"]
        self.queues = [f"{mark}-a", f"{mark}-b", f"{mark}-c"]
        self.limits = {
            self.queues[0]: QueueLimit(total=2),
            self.queues[1]: QueueLimit(per_workspace=1),
        }
        self.workers = [Leases(self.database, f"{mark}-w{n}", 60) for n in range(2)]
        self.known: dict[str, Known] = {}
        self.claims: list[Claim] = []

    # ---- what callers do --------------------------------------------------------------------------------

    @rule(
        space=st.integers(0, 1), queue=st.integers(0, 2), attempts=st.integers(1, 3), priority=st.integers(-1, 1),
        many=st.integers(1, 3),
    )  # fmt: skip
    def enqueue(self, space: int, queue: int, attempts: int, priority: int, many: int) -> None:
        where = self.spaces[space]
        for _ in range(many):
            job_id = self.database.write(
                system_subject("test", where),
                lambda tx: self.jobs.enqueue(
                    tx, KIND, {}, queue=self.queues[queue], max_attempts=attempts, priority=priority
                ),
            )
            self.known[job_id] = Known(where, attempts)

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        job_id, known = self.pick(data)
        if known.state in FINISHED - {"cancelled"}:
            with pytest.raises(JobFinished):
                self.change(known, lambda tx: self.jobs.cancel(tx, job_id))
            return
        self.change(known, lambda tx: self.jobs.cancel(tx, job_id))
        if known.state == "queued" or (known.state == "running" and known.late):
            known.state = "cancelled"
        elif known.state == "running":
            known.cancel = True

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        job_id, known = self.pick(data)
        if known.state not in FINISHED - {"succeeded"}:
            with pytest.raises(JobNotRetryable):
                self.change(known, lambda tx: self.jobs.retry(tx, job_id))
            return
        self.change(known, lambda tx: self.jobs.retry(tx, job_id))
        known.state, known.attempt, known.due, known.cancel = "queued", 0, True, False

    # ---- what workers do --------------------------------------------------------------------------------

    @rule(worker=st.integers(0, 1), count=st.integers(1, 5), queue=st.none() | st.integers(0, 2))
    def claim(self, worker: int, count: int, queue: int | None) -> None:
        queues = self.queues if queue is None else [self.queues[queue]]
        for claim in self.workers[worker].claim(self.jobs.registry.kinds, self.limits, count, queues):
            known = self.known[claim.id]
            assert (known.state, known.due) == ("queued", True)
            known.state, known.late = "running", False
            known.attempt += 1
            known.fence += 1
            assert (claim.attempt, claim.fence) == (known.attempt, known.fence)
            self.claims.append(claim)

    @rule(worker=st.integers(0, 1))
    def renew(self, worker: int) -> None:
        self.workers[worker].renew([claim.id for claim in self.claims])
        for claim in self.claims:
            if self.is_ours(claim) and self.owner_of(claim) == self.workers[worker].worker_id:
                self.known[claim.id].late = False

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def write(self, data: st.DataObject) -> None:
        claim, known = self.pick_claim(data)
        name = f"step-{known.steps}-{claim.fence}"

        def effect(tx: Tx) -> None:
            JobStore(tx).add_step(claim.id, name, known.steps, claim.attempt, None)

        subject = system_subject("test", known.workspace_id)
        if self.expects(claim, lambda: self.workers[0].write(claim, subject, effect)):
            known.steps += 1
            known.late = False

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def succeed(self, data: st.DataObject) -> None:
        claim, known = self.pick_claim(data)
        if self.expects(claim, lambda: self.workers[0].succeed(claim, {"ok": True})):
            known.state = "succeeded"

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), final=st.booleans(), delay=st.sampled_from([0.0, 1000.0]))
    def fail(self, data: st.DataObject, final: bool, delay: float) -> None:
        claim, known = self.pick_claim(data)
        failure = Failure("broken", "it broke", final=final, delay=delay)
        if self.expects(claim, lambda: self.workers[0].fail(claim, failure)):
            self.after_failure(known, final=final)
            known.due = delay == 0

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        claim, known = self.pick_claim(data)
        if self.expects(claim, lambda: self.workers[0].give_back(claim)):
            known.state = "queued"
            known.attempt -= 1

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def stop_as_cancelled(self, data: st.DataObject) -> None:
        claim, known = self.pick_claim(data)
        if self.expects(claim, lambda: self.workers[0].cancelled(claim)):
            known.state = "cancelled"

    # ---- what time does ---------------------------------------------------------------------------------

    @precondition(lambda self: any(one.state == "running" for one in self.known.values()))
    @rule(data=st.data())
    def lease_runs_out(self, data: st.DataObject) -> None:
        running = [job_id for job_id, one in self.known.items() if one.state == "running"]
        job_id = data.draw(st.sampled_from(running))
        self.database.write(
            PLATFORM, lambda tx: tx.execute(update(jobs).where(jobs.c.id == job_id).values(lease_until=0))
        )
        self.known[job_id].late = True

    @rule(worker=st.integers(0, 1))
    def collect_the_late(self, worker: int) -> None:
        late = [one for one in self.known.values() if one.state == "running" and one.late]
        assert self.workers[worker].expire() == len(late)
        for known in late:
            self.after_failure(known, final=False)
            known.due = True

    @rule()
    def pauses_end(self) -> None:
        mine = jobs.c.workspace_id.in_(self.spaces)
        waiting = update(jobs).where(mine, jobs.c.state == "queued").values(run_at=0)
        self.database.write(PLATFORM, lambda tx: tx.execute(waiting))
        for known in self.known.values():
            known.due = True

    # ---- what must always hold --------------------------------------------------------------------------

    @invariant()
    def everything_holds(self) -> None:
        rows, steps = self.database.read(PLATFORM, lambda tx: (self.rows_in(tx, jobs), self.rows_in(tx, job_steps)))
        self.check_rows({row.id: row for row in rows})
        self.check_limits([row for row in rows if row.state == "running"])
        held = [job_id for worker in self.workers for job_id in worker.held()]
        assert len(held) == len(set(held)), "a job is held twice"
        assert set(held) == {job_id for job_id, one in self.known.items() if one.state == "running"}
        written = Counter(row.job_id for row in steps)
        assert written == Counter({job_id: one.steps for job_id, one in self.known.items() if one.steps})

    def check_rows(self, rows: dict[str, Any]) -> None:
        assert rows.keys() == self.known.keys(), "an acknowledged job vanished or one came from nowhere"
        for job_id, known in self.known.items():
            row = rows[job_id]
            assert (row.state, row.attempt, row.fence) == (known.state, known.attempt, known.fence)
            assert row.attempt <= row.max_attempts
            assert (row.worker_id is not None) == (row.state == "running")
            assert (row.finished_at is not None) == (row.state in FINISHED)

    def check_limits(self, running: list[Any]) -> None:
        in_queue = Counter(row.queue for row in running)
        in_lane = Counter((row.workspace_id, row.queue) for row in running)
        assert in_queue[self.queues[0]] <= 2
        assert all(in_lane[space, self.queues[1]] <= 1 for space in self.spaces)

    def teardown(self) -> None:
        def work(tx: Tx) -> None:
            for table in (job_steps, jobs):
                tx.execute(delete(table).where(table.c.workspace_id.in_(self.spaces)))

        self.database.write(PLATFORM, work)

    # ---- helpers ----------------------------------------------------------------------------------------

    def rows_in(self, tx: Tx, table: Table) -> Any:
        return tx.rows(select(table).where(table.c.workspace_id.in_(self.spaces)))

    def pick(self, data: st.DataObject) -> tuple[str, Known]:
        job_id = data.draw(st.sampled_from(sorted(self.known)))
        return job_id, self.known[job_id]

    def pick_claim(self, data: st.DataObject) -> tuple[Claim, Known]:
        claim = data.draw(st.sampled_from(self.claims))
        return claim, self.known[claim.id]

    def is_ours(self, claim: Claim) -> bool:
        known = self.known[claim.id]
        return known.state == "running" and known.fence == claim.fence

    def owner_of(self, claim: Claim) -> str:
        owner = select(jobs.c.worker_id).where(jobs.c.id == claim.id)
        return str(self.database.read(PLATFORM, lambda tx: tx.value(owner)))

    def expects(self, claim: Claim, work: Callable[[], object]) -> bool:
        """Whether the claim holds; `work` succeeds exactly then."""
        if self.is_ours(claim):
            work()
            return True
        with pytest.raises(LeaseLost):
            work()
        return False

    def after_failure(self, known: Known, *, final: bool) -> None:
        if known.cancel:
            known.state = "cancelled"
        elif final:
            known.state = "failed"
        else:
            known.state = "queued" if known.attempt < known.max_attempts else "dead"

    def change(self, known: Known, work: Callable[[Tx], object]) -> None:
        self.database.write(system_subject("test", known.workspace_id), work)


def run_machine(database: Database, examples: int) -> None:
    run_state_machine_as_test(
        type("QueueOnDatabase", (Queue,), {"database": database}),
        settings=settings(max_examples=examples, stateful_step_count=40, suppress_health_check=list(HealthCheck)),
    )


def test_the_queue_keeps_its_promises_in_any_order_of_events(database: Database) -> None:
    run_machine(database, 6)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_queue_keeps_its_promises_over_many_orders_of_events(database: Database) -> None:
    run_machine(database, 100)
