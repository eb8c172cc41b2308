"""The job that makes a version again, compares it, and leaves nothing but its report."""

from __future__ import annotations

import shutil
from typing import Any

from pydantic import BaseModel

from volano_server.config import Settings
from volano_server.db import Tx
from volano_server.jobs import JobCancelled, JobContext, JobHandler, job_handler
from volano_server.kit.errors import AppError
from volano_server.lake import BlobStore
from volano_server.tracking.domain.metrics import NewPoint
from volano_server.tracking.domain.remade import in_words
from volano_server.tracking.service import ReproductionService, TrackingService
from volano_server.tracking.service.provenance import differences_since, provenance_of


class ReproduceArgs(BaseModel):
    run_id: str
    kind: str
    ref: str


@job_handler("runs:reproduce", args=ReproduceArgs, permission="runs:write", queue="heavy", max_attempts=3)
def reproduce(context: JobContext[ReproduceArgs]) -> dict[str, Any]:
    """The report: `same`, how it was compared, both values, and what of code and environment has changed since.

    A version that comes out different is a result, not a failure of the job: its run fails and says what differs.
    """
    folder = context.service(Settings).home / "work" / "reproductions" / context.job_id
    folder.mkdir(parents=True, exist_ok=True)
    try:
        told = context.step("remake", lambda: _remake(context, folder))
    except (AppError, JobCancelled):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    made_by = provenance_of(context.service(BlobStore))  # type: ignore[type-abstract]

    def finish(tx: Tx) -> None:
        tracking, run_id = context.service(TrackingService), context.args.run_id
        tracking.note_provenance(tx, run_id, made_by)
        tracking.log_metrics(tx, run_id, [NewPoint("same", float(told["same"]), 0)])
        tracking.finish_run(tx, run_id, "succeeded" if told["same"] else "failed", error=_error(told))

    context.write_step("finish", finish)
    shutil.rmtree(folder, ignore_errors=True)
    return dict(told)


def _remake(context: JobContext[ReproduceArgs], folder: Any) -> dict[str, Any]:
    service, args = context.service(ReproductionService), context.args
    version = context.read(lambda tx: service.find(tx, args.kind, args.ref))
    service.check_files(version)
    remade = service.maker_of(version).remake(context, version, folder)
    recorded = version.metadata
    since = differences_since(
        context.service(BlobStore),  # type: ignore[type-abstract]
        recorded["code_version"],
        recorded["environment_digest"],
    )
    return {"version": f"{version.kind}:{version.ref}", **remade.to_json(), "differences": since}


def _error(told: dict[str, Any]) -> str | None:
    return None if told["same"] else in_words(told["version"], told)


HANDLERS: list[JobHandler[Any]] = [reproduce]
