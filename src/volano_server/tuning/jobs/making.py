"""The tuning job: rows, training child, blobs, model version. Killed anywhere, it goes on where it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from volano_server.catalog import CatalogService, LineageService, NodeRef
from volano_server.config import Settings
from volano_server.db import Tx
from volano_server.jobs import JobContext, JobHandler, job_handler
from volano_server.lake import BlobStore
from volano_server.tracking import Link, Provenance, TrackingService, provenance_of
from volano_server.tuning.jobs.training import Rows, train, write_rows, write_spec
from volano_server.tuning.schemas import TuningCreate


class TuningArgs(BaseModel):
    run_id: str
    body: TuningCreate


@job_handler("tuning:run", args=TuningArgs, permission="tunings:write", queue="heavy", max_attempts=3)
def run_tuning(context: JobContext[TuningArgs]) -> dict[str, Any]:
    """The tuned model's reference and its final loss."""
    folder = context.service(Settings).home / "work" / "tunings" / context.job_id
    folder.mkdir(parents=True, exist_ok=True)
    body = context.args.body
    rows = write_rows(context, body, folder / "rows.jsonl")
    write_spec(context, body, folder)
    done = train(context, folder)
    files = context.step("store", lambda: store_files(context.service(BlobStore), folder / "output" / "result"))  # type: ignore[type-abstract]
    made_by = provenance_of(context.service(BlobStore))  # type: ignore[type-abstract]
    ref = context.write_step("publish", lambda tx: publish(context, tx, files, done, rows, made_by))
    shutil.rmtree(folder, ignore_errors=True)
    return {"model": ref, "loss": done["loss"], "steps": done["steps"], "rows": rows.count}


def store_files(blobs: BlobStore, result: Path) -> list[tuple[str, str, int]]:
    """(name, digest, size) of every file of the result, kept as blobs."""
    stored = []
    for path in sorted(path for path in result.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            blob = blobs.put(file)
        stored.append((path.relative_to(result).as_posix(), blob.digest, blob.size))
    return stored


def publish(
    context: JobContext[TuningArgs], tx: Tx, files: list[list[Any]], done: dict[str, Any], rows: Rows,
    made_by: Provenance,
) -> str:  # fmt: skip
    """The reference of the new model version; the run ends with it in the same transaction."""
    body, run_id = context.args.body, context.args.run_id
    catalog, tracking = context.service(CatalogService), context.service(TrackingService)
    base = catalog.resolve(tx, "model", body.base)
    weights = next(entry for entry in files if entry[0] == "model.gguf")
    content = {key: base.content.get(key) for key in ("format", "architecture", "license", "context", "chat_template")}
    content |= {"blob": weights[1], "size": weights[2], "base": body.base, "source": f"tuned by run {run_id}"}
    training = {"loss": done["loss"], "steps": done["steps"], "rows": rows.count, "rows_digest": rows.digest}
    version = catalog.publish_version(
        tx, "model", body.name, content,
        blobs=[(name, digest, size) for name, digest, size in files],
        inputs=[("base", "model", body.base), ("train", "dataset", body.dataset), ("prompt", "prompt", body.prompt)],
        run_id=run_id,
        metadata=made_by.metadata({"kind": "tuning", **body.model_dump()}, {"training": body.recipe.seed})
        | {"training": training, "verification": done["verification"]},
    )  # fmt: skip
    dataset = NodeRef("version", catalog.resolve(tx, "dataset", body.dataset).id)
    for learner in (NodeRef("run", run_id), NodeRef("version", version.id)):
        used = {"rows": rows.ids, "count": rows.count}
        context.service(LineageService).link(tx, dataset, learner, "rows", data=used)
    for name, digest, size in files:
        tracking.add_artifact(tx, run_id, name, digest, size)
    tracking.note_provenance(tx, run_id, made_by)
    tracking.finish_run(tx, run_id, outputs=[Link(role="model", kind="model", ref=version.ref)])
    return version.ref


HANDLERS: list[JobHandler[Any]] = [run_tuning]
