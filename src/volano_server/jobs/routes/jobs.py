"""Jobs over HTTP: list, look, cancel, retry; and the workers that run them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Row

from volano_server.access import Caller, needs, provided
from volano_server.db import Tx
from volano_server.jobs.domain import State, waiting_reason
from volano_server.jobs.schemas import JobDetail, JobOut, StepOut, WorkerList, WorkerOut
from volano_server.jobs.service import JobService
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["jobs"])
Jobs = Annotated[JobService, provided(JobService)]


@router.get("/jobs", operation_id="jobs:list", response_model=Page[JobOut])
def list_jobs(
    caller: Annotated[Caller, needs("jobs:read")],
    jobs: Jobs,
    state: State | None = None,
    kind: Annotated[str | None, Query(max_length=100)] = None,
    queue: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[JobOut]:
    """The newest jobs first."""

    def work(tx: Tx) -> Page[JobOut]:
        rows, following = jobs.page(tx, state=state, kind=kind, queue=queue, cursor=cursor, limit=limit)
        workers = jobs.workers(tx)
        return Page(items=[JobOut(**_shown(row, workers, tx.now())) for row in rows], next_cursor=following)

    return caller.read(work)


@router.get("/jobs/{job_id}", operation_id="jobs:get", response_model=JobDetail)
def get_job(job_id: str, caller: Annotated[Caller, needs("jobs:read")], jobs: Jobs) -> JobDetail:
    """One job with its arguments, result and finished steps."""
    return caller.read(lambda tx: _detail(tx, jobs, jobs.find(tx, job_id)))


@router.post("/jobs/{job_id}/cancel", operation_id="jobs:cancel", response_model=JobDetail)
def cancel_job(job_id: str, caller: Annotated[Caller, needs("jobs:write")], jobs: Jobs) -> JobDetail:
    """Cancels a waiting job at once; asks a running one to stop, which it does at its next step or check."""
    return caller.write(lambda tx: _detail(tx, jobs, jobs.cancel(tx, job_id)))


@router.post("/jobs/{job_id}/retry", operation_id="jobs:retry", response_model=JobDetail)
def retry_job(job_id: str, caller: Annotated[Caller, needs("jobs:write")], jobs: Jobs) -> JobDetail:
    """Queues a failed, cancelled or dead job again with all its attempts; finished steps stay finished."""
    return caller.write(lambda tx: _detail(tx, jobs, jobs.retry(tx, job_id)))


@router.get("/workers", operation_id="workers:list", response_model=WorkerList)
def list_workers(caller: Annotated[Caller, needs("jobs:read")], jobs: Jobs) -> WorkerList:
    """The workers that are alive; an empty list means that queued jobs will wait."""
    rows = caller.read(jobs.workers)
    return WorkerList(items=[WorkerOut.model_validate(dict(row._mapping)) for row in rows])


def _detail(tx: Tx, jobs: JobService, row: Row[Any]) -> JobDetail:
    steps = [StepOut.model_validate(dict(step._mapping)) for step in jobs.steps(tx, row.id)]
    shown = _shown(row, jobs.workers(tx), tx.now())
    return JobDetail(**shown, args=row.args, result=row.result, steps=steps)


def _shown(row: Row[Any], workers: Sequence[Row[Any]], now: int) -> dict[str, Any]:
    progress = None
    if row.progress_done is not None:
        progress = {"done": row.progress_done, "total": row.progress_total, "message": row.progress_message or ""}
    is_due = row.state == "queued" and row.run_at <= now
    serves = [(worker.queues, worker.kinds) for worker in workers]
    same = ("id", "kind", "queue", "state", "attempt", "max_attempts", "error", "parent_id", "run_id", "run_at",
            "created_at", "started_at", "finished_at")  # fmt: skip
    return {name: row._mapping[name] for name in same} | {
        "priority": -row.rank,
        "progress": progress,
        "cancel_requested": row.cancel_requested_at is not None,
        "waiting_for": waiting_reason(row.kind, row.queue, serves) if is_due else "",
        "owner": row.subject["name"],
    }
