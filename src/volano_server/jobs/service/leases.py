"""A worker's side of the queue: claim, keep, finish and lose jobs.

A claim counts the attempt and raises the job's fence. Every later write of that attempt names the fence, inside the
transaction of the change itself, so that a worker that was given up writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from volano_server.access import Admission
from volano_server.db import Database, Tx
from volano_server.jobs.domain import QueueLimit, choose, state_after_failure
from volano_server.jobs.domain.choice import Lane, room_in
from volano_server.jobs.errors import LeaseLost
from volano_server.jobs.service.following import Following
from volano_server.jobs.store import ClaimStore, JobStore
from volano_server.kit.clock import SECOND
from volano_server.kit.subject import Subject, system_subject

Result = TypeVar("Result")
LANES = 64
_EVENTS = {"queued": "job:retried", "failed": "job:failed", "dead": "job:dead", "cancelled": "job:cancelled"}
_SILENT = {
    "code": "worker_silent",
    "message": "the worker that ran this job stopped answering; it was killed, paused or cut off from the database",
    "hint": "see the worker's log; the job needs smaller steps if memory ran out",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker holds, under `fence`. `attempt` counts from 1."""

    id: str
    workspace_id: str
    kind: str
    queue: str
    args: dict[str, Any]
    subject: dict[str, Any]
    fence: int
    attempt: int
    max_attempts: int
    run_id: str | None
    is_started: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in an attempt. `final` when trying again cannot help; `delay` in seconds before trying."""

    code: str
    message: str
    hint: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    final: bool = False
    delay: float = 0.0

    def to_json(self, attempt: int) -> dict[str, Any]:
        """What the job keeps and shows."""
        shown = {"code": self.code, "message": self.message, "hint": self.hint, "details": self.details}
        return shown | {"attempt": attempt}


class Leases:
    """The jobs of one worker. `lease_seconds` is how long it may be silent before it loses them."""

    def __init__(
        self, database: Database, worker_id: str, lease_seconds: float, following: Following | None = None
    ) -> None:
        self._database = database
        self._lease = round(lease_seconds * SECOND)
        self._platform = system_subject("worker")
        self._last_lane: Lane = ("", "")
        self._following = following or Following()
        self.worker_id = worker_id

    # ---- across workspaces --------------------------------------------------------------------------------

    def claim(
        self,
        kinds: Collection[str],
        limits: Mapping[str, QueueLimit],
        count: int,
        queues: Collection[str] | None = None,
    ) -> list[Claim]:
        """Up to `count` due jobs of `kinds` (in `queues`, or in any), which no other worker has or gets."""
        lanes = self._database.read(self._platform, lambda tx: self._due_lanes(tx, queues))
        if not lanes or not kinds:
            return []
        claims = self._database.write(self._platform, lambda tx: self._claim(tx, kinds, limits, count, lanes))
        if claims:
            self._last_lane = (claims[-1].workspace_id, claims[-1].queue)
        return claims

    def renew(self, job_ids: Collection[str]) -> None:
        """Nothing; keeps those of `job_ids` that are still this worker's for another lease.

        A claim whose answer was lost with the connection is not among them, so that it runs out.
        """

        def work(tx: Tx) -> None:
            ClaimStore(tx).renew(self.worker_id, job_ids, tx.now() + self._lease)

        self._database.write(self._platform, work)

    def held(self) -> dict[str, tuple[int, bool]]:
        """The fence of each job this worker holds, and whether its cancellation was asked for."""
        rows = self._database.read(self._platform, lambda tx: ClaimStore(tx).held(self.worker_id))
        return {row.id: (row.fence, row.cancel_requested_at is not None) for row in rows}

    def set_progress(self, claim: Claim, done: int, total: int | None, message: str) -> None:
        """Nothing; shows how far the job is. Raises LeaseLost."""

        def work(tx: Tx) -> bool:
            return ClaimStore(tx).set_progress(claim.id, claim.fence, done, total, message)

        if not self._database.write(self._platform, work):
            raise _lost(claim)

    def expire(self, in_hand: Collection[str] = (), limit: int = 100) -> int:
        """How many jobs of silent workers went back to the queue, or to their end.

        Those `in_hand` are left alone: a worker that can ask is not silent, only late.
        """
        rows = self._database.read(self._platform, lambda tx: ClaimStore(tx).expired(limit))
        return sum(self._expire(row.workspace_id, row.id, row.fence) for row in rows if row.id not in in_hand)

    def _due_lanes(self, tx: Tx, queues: Collection[str] | None) -> list[Lane]:
        """The next lanes with a due job, beginning after the one served last, so that every lane has its turn."""
        store = ClaimStore(tx)
        found: list[Lane] = []
        seen: set[Lane] = set()
        lane, wrapped = self._last_lane, self._last_lane == ("", "")
        while len(seen) < LANES:
            row = store.next_lane(lane)
            if row is None and wrapped:
                break
            if row is None:
                lane, wrapped = ("", ""), True
                continue
            lane = (row.workspace_id, row.queue)
            if lane in seen:
                break
            seen.add(lane)
            if row.run_at <= tx.now() and (queues is None or row.queue in queues):
                found.append(lane)
        return found

    def _claim(
        self, tx: Tx, kinds: Collection[str], limits: Mapping[str, QueueLimit], count: int, lanes: list[Lane]
    ) -> list[Claim]:
        store = ClaimStore(tx)
        store.lock_claims()
        running = store.running()
        candidates = []
        for lane in lanes:
            room = room_in(lane, running, limits)
            if room != 0:
                candidates += store.due_in(lane, kinds, count if room is None else min(count, room))
        chosen = choose(candidates, running, limits, count)
        if not chosen:
            return []
        rows = store.take([one.id for one in chosen], self.worker_id, tx.now() + self._lease)
        return [
            Claim(
                row.id, row.workspace_id, row.kind, row.queue, row.args, row.subject, row.fence, row.attempt,
                row.max_attempts, row.run_id, row.started_at is not None,
            )
            for row in rows
        ]  # fmt: skip

    # ---- within the workspace of one job ------------------------------------------------------------------

    def begin(self, claim: Claim, admission: Admission, permission: str) -> tuple[Subject, dict[str, Any]]:
        """The subject the job runs as, with the rights its owner has now, and the results of finished steps.

        Raises LeaseLost, InvalidKey or PermissionDenied.
        """

        def start(tx: Tx) -> tuple[Subject, dict[str, Any]]:
            if not JobStore(tx).mark_started(claim.id, claim.fence):
                raise _lost(claim)
            tx.record("job:started", "job", claim.id, name=claim.kind, data={"attempt": claim.attempt})
            return load(tx)

        def load(tx: Tx) -> tuple[Subject, dict[str, Any]]:
            subject = admission.restore(tx, claim.workspace_id, claim.subject)
            if subject.kind != "system":
                subject.require(permission)
            return subject, {step.name: step.result for step in JobStore(tx).steps(claim.id)}

        if claim.is_started:
            return self._database.read(self._platform_in(claim), load)
        return self._database.write(self._platform_in(claim), start)

    def write(self, claim: Claim, subject: Subject, work: Callable[[Tx], Result]) -> Result:
        """What `work` returns, committed only if the job is still ours. Raises LeaseLost."""

        def fenced(tx: Tx) -> Result:
            if not JobStore(tx).keep(claim.id, claim.fence, tx.now() + self._lease):
                raise _lost(claim)
            return work(tx)

        return self._database.write(subject, fenced)

    def succeed(self, claim: Claim, result: Any, progress: Mapping[str, Any] | None = None) -> None:
        """Nothing; the job is done. Raises LeaseLost."""

        def work(tx: Tx) -> None:
            self._end(tx, claim, "succeeded", result=result, error=None, **(progress or {}))
            tx.record("job:succeeded", "job", claim.id, name=claim.kind, data={"attempt": claim.attempt})

        self._database.write(self._platform_in(claim), work)

    def cancelled(self, claim: Claim) -> None:
        """Nothing; the job stopped because somebody cancelled it. Raises LeaseLost."""

        def work(tx: Tx) -> None:
            self._end(tx, claim, "cancelled")
            tx.record("job:cancelled", "job", claim.id, name=claim.kind, data={"attempt": claim.attempt})

        self._database.write(self._platform_in(claim), work)

    def fail(self, claim: Claim, failure: Failure) -> str:
        """The state the job is in now: queued again, failed, dead or cancelled. Raises LeaseLost."""

        def work(tx: Tx) -> str:
            row = JobStore(tx).find(claim.id)
            if row is None or row.fence != claim.fence:
                raise _lost(claim)
            state = state_after_failure(
                claim.attempt, claim.max_attempts,
                cancel_requested=row.cancel_requested_at is not None, final=failure.final,
            )  # fmt: skip
            self._leave(tx, claim, state, failure)
            return state

        return self._database.write(self._platform_in(claim), work)

    def give_back(self, claim: Claim) -> None:
        """Nothing; the job waits again, and this attempt does not count. Raises LeaseLost."""

        def work(tx: Tx) -> None:
            values = {"state": "queued", "attempt": claim.attempt - 1, "lease_until": None, "worker_id": None}
            if not JobStore(tx).change_running(claim.id, claim.fence, **values):
                raise _lost(claim)

        self._database.write(self._platform_in(claim), work)

    def _expire(self, workspace_id: str, job_id: str, fence: int) -> bool:
        def work(tx: Tx) -> bool:
            store = JobStore(tx)
            row = store.find(job_id)
            if row is None or row.fence != fence:
                return False
            state = state_after_failure(
                row.attempt, row.max_attempts, cancel_requested=row.cancel_requested_at is not None, final=False
            )
            error = _SILENT | {"attempt": row.attempt, "details": {}}
            ended = {"finished_at": tx.now()} if state != "queued" else {"run_at": tx.now()}
            if not store.change_late(
                job_id, fence, state=state, error=error, lease_until=None, worker_id=None, **ended
            ):
                return False
            data = {"attempt": row.attempt, "code": _SILENT["code"]}
            tx.record(_EVENTS[state], "job", job_id, name=row.kind, data=data)
            if state != "queued":
                self._following.tell(tx, row, state, _SILENT["message"])
            return True

        return self._database.write(system_subject("worker", workspace_id), work)

    def _leave(self, tx: Tx, claim: Claim, state: str, failure: Failure) -> None:
        error = failure.to_json(claim.attempt)
        if state == "queued":
            later = {"run_at": tx.now() + round(failure.delay * SECOND), "lease_until": None, "worker_id": None}
            if not JobStore(tx).change_running(claim.id, claim.fence, state=state, error=error, **later):
                raise _lost(claim)
        else:
            self._end(tx, claim, state, error=error)
        data = {"attempt": claim.attempt, "code": failure.code}
        tx.record(_EVENTS[state], "job", claim.id, name=claim.kind, data=data)

    def _end(self, tx: Tx, claim: Claim, state: str, **values: Any) -> None:
        final = {"state": state, "finished_at": tx.now(), "lease_until": None, "worker_id": None}
        if not JobStore(tx).change_running(claim.id, claim.fence, **final, **values):
            raise _lost(claim)
        if state != "succeeded":
            self._following.tell(tx, claim, state, (values.get("error") or {}).get("message", ""))

    def _platform_in(self, claim: Claim) -> Subject:
        return system_subject("worker", claim.workspace_id)


def _lost(claim: Claim) -> LeaseLost:
    return LeaseLost(f"job {claim.id} is no longer ours under fence {claim.fence}")
