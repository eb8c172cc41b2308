"""Jobs as everybody else sees them: enqueue, look, cancel, retry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.jobs.domain import FINISHED, RETRYABLE, State
from volano_server.jobs.errors import JobFinished, JobKeyReused, JobNotFound, JobNotRetryable
from volano_server.jobs.service.registry import JobHandler, JobRegistry
from volano_server.jobs.store import ClaimStore, JobStore, WorkerStore
from volano_server.kit.errors import BadInput
from volano_server.kit.ids import new_id
from volano_server.kit.paging import cut_page, decode_cursor
from volano_server.kit.subject import Subject

MAX_KEY = 200
MAX_ATTEMPTS = 1000
MAX_PRIORITY = 1_000_000


class JobService:
    """Durable work: what is enqueued in a transaction happens exactly when that transaction commits."""

    def __init__(self, registry: JobRegistry) -> None:
        self.registry = registry

    def enqueue(
        self,
        tx: Tx,
        kind: str,
        args: BaseModel | dict[str, Any],
        *,
        queue: str | None = None,
        key: str | None = None,
        run_at: int | None = None,
        max_attempts: int | None = None,
        priority: int = 0,
        parent: str | None = None,
        run: str | None = None,
    ) -> str:
        """The id of the job, which will run as `tx.subject` once `tx` has committed.

        `queue` and `max_attempts` default to the handler's. With a `key` the same job is enqueued once per
        workspace, and repeating it returns the first one's id. `run_at` is in microseconds since 1970. A higher
        `priority` goes first. Raises UnknownJobKind, InvalidJobArgs, JobTooLarge, JobKeyReused, PermissionDenied.
        """
        handler = self.registry.find(kind)
        return self.enqueue_as(
            tx, tx.subject, handler, handler.plain_args(args), queue=queue, key=key, run_at=run_at,
            max_attempts=max_attempts, priority=priority, parent=parent, run=run,
        )  # fmt: skip

    def enqueue_as(
        self,
        tx: Tx,
        owner: Subject,
        handler: JobHandler[Any],
        args: dict[str, Any],
        *,
        queue: str | None = None,
        key: str | None = None,
        run_at: int | None = None,
        max_attempts: int | None = None,
        priority: int = 0,
        parent: str | None = None,
        run: str | None = None,
    ) -> str:
        """As `enqueue`, for checked `args`, carrying `owner` in place of the transaction's subject."""
        attempts = handler.max_attempts if max_attempts is None else max_attempts
        _check_order(key, attempts, priority)
        if owner.kind != "system":
            owner.require(handler.permission)
        store = JobStore(tx)
        if key is not None and (before := store.by_key(key)):
            return _same_job(before, handler.kind, args)
        job_id = new_id()
        row = {
            "id": job_id, "kind": handler.kind, "queue": queue or handler.queue, "args": args,
            "subject": owner.to_json(), "state": "queued", "rank": -priority,
            "run_at": tx.now() if run_at is None else run_at, "attempt": 0, "max_attempts": attempts, "fence": 0,
            "dedupe_key": key, "parent_id": parent, "run_id": run, "created_at": tx.now(),
            "workspace_id": tx.workspace_id,
        }  # fmt: skip
        store.add(row)
        tx.record("job:enqueued", "job", job_id, name=handler.kind, data={"queue": row["queue"], "run_id": run})
        return job_id

    def find(self, tx: Tx, job_id: str) -> Row[Any]:
        """The row of a job. Raises JobNotFound."""
        row = JobStore(tx).find(job_id)
        if row is None:
            raise _not_found(job_id)
        return row

    def steps(self, tx: Tx, job_id: str) -> Sequence[Row[Any]]:
        """The finished steps of a job, in order."""
        return JobStore(tx).steps(job_id)

    def page(
        self,
        tx: Tx,
        *,
        state: State | None = None,
        kind: str | None = None,
        queue: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> tuple[Sequence[Row[Any]], str | None]:
        """The newest jobs first, and the cursor of the next page."""
        before = decode_cursor(cursor, str)[0] if cursor else None
        rows = JobStore(tx).page(state=state, kind=kind, queue=queue, before=before, limit=limit + 1)
        return cut_page(rows, limit, lambda row: (row.id,))

    def cancel(self, tx: Tx, job_id: str) -> Row[Any]:
        """The job: cancelled when it waits or its worker is silent, else asked to stop.

        Raises JobNotFound or JobFinished.
        """
        store = JobStore(tx)
        row = self._lock(store, job_id)
        if row.state in FINISHED - {"cancelled"}:
            raise JobFinished(f"the job is {row.state} already", hint="nothing is left to cancel")
        is_kept = row.state == "running" and row.lease_until >= tx.now()
        if row.state == "cancelled" or (is_kept and row.cancel_requested_at is not None):
            return row
        if not is_kept:
            store.change(job_id, state="cancelled", finished_at=tx.now(), lease_until=None, worker_id=None)
            tx.record("job:cancelled", "job", job_id, name=row.kind)
            self.registry.following.tell(tx, row, "cancelled", "somebody cancelled it")
        else:
            store.change(job_id, cancel_requested_at=tx.now())
            tx.record("job:cancel_requested", "job", job_id, name=row.kind)
        return self.find(tx, job_id)

    def retry(self, tx: Tx, job_id: str) -> Row[Any]:
        """The job, waiting again with all its attempts; its finished steps stay finished.

        It runs as the one who retries it, unless the platform itself had started it. Raises JobNotFound,
        JobNotRetryable, UnknownJobKind or PermissionDenied.
        """
        store = JobStore(tx)
        row = self._lock(store, job_id)
        if row.state not in RETRYABLE:
            raise JobNotRetryable(
                f"the job is {row.state}; only failed, cancelled and dead ones can be retried",
                hint="wait for it to end" if row.state in ("queued", "running") else "enqueue a new one",
            )
        owner = row.subject
        if tx.subject.kind != "system":
            tx.subject.require(self.registry.find(row.kind).permission)
            owner = owner if owner["kind"] == "system" else tx.subject.to_json()
        store.change(
            job_id, state="queued", subject=owner, attempt=0, run_at=tx.now(), cancel_requested_at=None, error=None,
            started_at=None, finished_at=None, worker_id=None, lease_until=None,
        )  # fmt: skip
        tx.record("job:retried", "job", job_id, name=row.kind, data={"by_hand": True})
        self.registry.following.tell(tx, row, "queued")
        return self.find(tx, job_id)

    def workers(self, tx: Tx) -> Sequence[Row[Any]]:
        """The workers that are alive, oldest first; empty means that nothing will run."""
        return WorkerStore(tx).alive()

    def counts(self, tx: Tx) -> dict[tuple[str, str], int]:
        """How many jobs are `queued` and `running`, by (queue, state); for a platform transaction."""
        store = ClaimStore(tx)
        counts: Counter[tuple[str, str]] = Counter()
        for state, lanes in (("queued", store.waiting()), ("running", store.running())):
            for (_, queue), number in lanes.items():
                counts[queue, state] += number
        return dict(counts)

    @staticmethod
    def _lock(store: JobStore, job_id: str) -> Row[Any]:
        row = store.find_to_change(job_id)
        if row is None:
            raise _not_found(job_id)
        return row


def _check_order(key: str | None, max_attempts: int, priority: int) -> None:
    if key is not None and not 0 < len(key) <= MAX_KEY:
        raise BadInput(f"the key of a job has {len(key)} characters", hint=f"use 1 to {MAX_KEY}")
    if not 1 <= max_attempts <= MAX_ATTEMPTS:
        raise BadInput(f"`max_attempts` is {max_attempts}", hint=f"use 1 to {MAX_ATTEMPTS}")
    if abs(priority) > MAX_PRIORITY:
        raise BadInput(f"`priority` is {priority}", hint=f"use -{MAX_PRIORITY} to {MAX_PRIORITY}")


def _same_job(before: Row[Any], kind: str, args: dict[str, Any]) -> str:
    if before.kind != kind or before.args != args:
        raise JobKeyReused(
            f"the key `{before.dedupe_key}` belongs to another job, `{before.kind}` {before.id}",
            hint="use one key for one piece of work",
        )
    return str(before.id)


def _not_found(job_id: str) -> JobNotFound:
    return JobNotFound(f"there is no job `{job_id[:60]}` here", hint="list them: `volano jobs list`")
