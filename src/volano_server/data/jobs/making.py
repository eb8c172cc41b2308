"""The jobs of data sets: each makes rows in the lake first, then a version that names them, in one transaction."""

from __future__ import annotations

import shutil
from typing import Any

from pydantic import BaseModel

from volano_server.catalog import CatalogService, LineageService, NodeRef, VersionOut
from volano_server.data.jobs.work import apply_steps, put_rows, read_files, stopper, work_folder
from volano_server.data.schemas import DatasetExtend, DatasetImport, DatasetPrepare
from volano_server.data.service import DataService, table_content, table_name
from volano_server.data.service.datasets import table_of
from volano_server.db import Tx
from volano_server.jobs import JobContext, JobHandler, job_handler
from volano_server.kit.canonical import canonical_json
from volano_server.lake import BlobStore, DatasetStore
from volano_server.tracking import Link, NewPoint, Provenance, TrackingService, provenance_of


class ImportArgs(BaseModel):
    run_id: str
    name: str
    body: DatasetImport


class PrepareArgs(BaseModel):
    run_id: str
    name: str
    body: DatasetPrepare


class ExtendArgs(BaseModel):
    run_id: str
    name: str
    body: DatasetExtend


class ProfileArgs(BaseModel):
    run_id: str
    ref: str


@job_handler("data:import", args=ImportArgs, permission="datasets:write", queue="data", max_attempts=2)
def import_dataset(context: JobContext[ImportArgs]) -> dict[str, Any]:
    """The new version's reference and rows."""
    body, lake = context.args.body, context.service(DatasetStore)  # type: ignore[type-abstract]
    blobs = context.service(BlobStore)  # type: ignore[type-abstract]
    folder, table = work_folder(context), table_name(context.subject.workspace_id, context.args.name)
    recipe: dict[str, Any] = {
        "kind": "import",
        "reader": body.reader,
        "options": body.options.model_dump(),
        "files": [{"name": one.name, "digest": one.digest} for one in body.files],
    }
    made = read_files(context, lake, table, recipe, folder)
    recipe["reader"] = made.reader
    content = table_content(lake.open(table, made.version), made.fingerprint)
    files = [(f"{number}-{one.name}", one.digest, blobs.size(one.digest) or 0) for number, one in enumerate(body.files)]
    finishing = Finishing(context, content, recipe, "import", made.report, files=files)
    ref = context.write_step("publish", finishing.publish)
    shutil.rmtree(folder, ignore_errors=True)
    return {"dataset": ref, "rows": made.rows}


@job_handler("data:prepare", args=PrepareArgs, permission="datasets:write", queue="data", max_attempts=2)
def prepare_dataset(context: JobContext[PrepareArgs]) -> dict[str, Any]:
    """The new version's reference and rows."""
    body, lake = context.args.body, context.service(DatasetStore)  # type: ignore[type-abstract]
    source = resolved(context, body.source)
    folder, table = work_folder(context), table_name(context.subject.workspace_id, context.args.name)
    recipe = {"kind": "prepare", "steps": body.recipe}
    made = apply_steps(context, table_of(source), recipe, lake, table, folder)
    content = table_content(lake.open(table, made.version), made.fingerprint)
    content["removed"] = {"uri": made.removed_table, "version": made.removed_version}
    lake.tag(made.removed_table, f"kept-{made.removed_version}", made.removed_version)
    inputs = [("source", "dataset", source.ref)]
    finishing = Finishing(context, content, recipe, "recipe", made.report, inputs=inputs)
    ref = context.write_step("publish", finishing.publish)
    shutil.rmtree(folder, ignore_errors=True)
    return {"dataset": ref, "rows": made.rows}


@job_handler("data:extend", args=ExtendArgs, permission="datasets:write", queue="data", max_attempts=2)
def extend_dataset(context: JobContext[ExtendArgs]) -> dict[str, Any]:
    """The new version's reference and how many rows it has."""
    body, lake = context.args.body, context.service(DatasetStore)  # type: ignore[type-abstract]
    base, table = resolved(context, body.base), table_name(context.subject.workspace_id, context.args.name)
    rows = context.service(BlobStore).put(canonical_json(body.rows))  # type: ignore[type-abstract]
    recipe = {"kind": "extend", "rows": rows.digest}
    made = put_rows(context, table_of(base), recipe, lake, table)
    content = table_content(lake.open(table, made.version), made.fingerprint)
    finishing = Finishing(
        context, content, recipe, "extend", {"added": len(body.rows), "traces": len(body.traces)},
        inputs=[("base", "dataset", base.ref)], files=[("added-rows.json", rows.digest, rows.size)],
    )  # fmt: skip

    def publish(tx: Tx) -> str:
        ref = finishing.publish(tx)
        made = context.service(CatalogService).resolve(tx, "dataset", ref)
        for trace in body.traces:
            context.service(LineageService).link(tx, NodeRef("trace", trace), NodeRef("version", made.id), "feedback")
        return ref

    ref = context.write_step("publish", publish)
    return {"dataset": ref, "rows": made.rows}


@job_handler("data:profile", args=ProfileArgs, permission="datasets:write", queue="data", max_attempts=2)
def profile_dataset(context: JobContext[ProfileArgs]) -> dict[str, Any]:
    """The profiled version's reference."""
    from volano_server.data.plugins.profiles import profile

    version = resolved(context, context.args.ref)
    found = table_of(version)
    lake = context.service(DatasetStore)  # type: ignore[type-abstract]
    report = profile(lake, found.uri, found.version, on_progress=context.progress, should_stop=stopper(context))

    def keep(tx: Tx) -> None:
        context.service(DataService).put_report(tx, version.id, "profile", report)
        context.service(TrackingService).finish_run(tx, context.args.run_id)
        tx.record("dataset:profile", "version", version.id, name=version.ref)

    context.write(keep)
    return {"dataset": version.ref}


class Finishing:
    """The last step of a job that made rows: the version, its report, and the end of its run in one transaction."""

    def __init__(
        self, context: JobContext[Any], content: dict[str, Any], recipe: dict[str, Any], report_kind: str,
        report: dict[str, Any], *, inputs: list[tuple[str, str, str]] | None = None,
        files: list[tuple[str, str, int]] | None = None,
    ) -> None:  # fmt: skip
        self._context, self._content, self._recipe = context, content, recipe
        self._report_kind, self._report = report_kind, report
        self._inputs, self._files = inputs or [], files or []
        self._made_by: Provenance = provenance_of(context.service(BlobStore))  # type: ignore[type-abstract]
        table = content["table"]
        # keeps the lake's clean-up away from a version that the catalog is about to name
        context.service(DatasetStore).tag(table["uri"], f"kept-{table['version']}", table["version"])  # type: ignore[type-abstract]

    def publish(self, tx: Tx) -> str:
        """The reference of the published version."""
        context, args = self._context, self._context.args
        catalog, tracking = context.service(CatalogService), context.service(TrackingService)
        version = catalog.publish_version(
            tx, "dataset", args.name, self._content, inputs=self._inputs, run_id=args.run_id, notes=args.body.notes,
            metadata=self._made_by.metadata(self._recipe, {}), blobs=self._files, force_new=True,
        )  # fmt: skip
        context.service(DataService).put_report(tx, version.id, self._report_kind, self._report)
        tracking.log_metrics(tx, args.run_id, [NewPoint("rows", float(self._content["table"]["rows"]), 0)])
        tracking.note_provenance(tx, args.run_id, self._made_by)
        tracking.finish_run(tx, args.run_id, outputs=[Link(role="dataset", kind="dataset", ref=version.ref)])
        return version.ref


def resolved(context: JobContext[Any], ref: str) -> VersionOut:
    """The dataset version."""
    return context.read(lambda tx: context.service(CatalogService).resolve(tx, "dataset", ref))


HANDLERS: list[JobHandler[Any]] = [import_dataset, prepare_dataset, extend_dataset, profile_dataset]
