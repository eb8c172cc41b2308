"""The jobs of data sets: each makes rows in the lake first, then a version that names them, in one transaction."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from volano_server.catalog import CatalogService, LineageService, NodeRef, VersionOut
from volano_server.config import Settings
from volano_server.data.domain.recipe import parse_recipe
from volano_server.data.schemas import DatasetExtend, DatasetImport, DatasetPrepare
from volano_server.data.service import DataService, table_content
from volano_server.data.service.datasets import table_of
from volano_server.db import Tx
from volano_server.jobs import JobContext, JobHandler, job_handler
from volano_server.lake import BlobStore, DatasetStore
from volano_server.tracking import Link, NewPoint, TrackingService


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
    from volano_server.data.plugins.imports import import_files
    from volano_server.data.plugins.readers.base import ReadOptions

    body, lake = context.args.body, context.service(DatasetStore)  # type: ignore[type-abstract]
    folder = work_folder(context)
    files = folder / "files"
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    paths, sizes = [], {}
    for number, file in enumerate(body.files):
        place = files / str(number) / safe_name(file.name)
        place.parent.mkdir()
        stored = context.service(BlobStore).local_path(file.digest).absolute()  # type: ignore[type-abstract]
        place.symlink_to(stored)
        sizes[file.digest] = stored.stat().st_size
        paths.append(place)
    table = table_name(context, context.args.name)
    made = import_files(
        lake, table, paths, reader=body.reader, options=ReadOptions(**body.options.model_dump()), mode="replace",
        on_progress=context.progress, should_stop=stopper(context), work_dir=folder,
    )  # fmt: skip
    content = table_content(table, lake.open(table, made.version))
    recipe = {"reader": made.reader, "options": body.options.model_dump(), "files": [one.digest for one in body.files]}

    def publish(tx: Tx) -> str:
        blobs = [(f"{number}-{one.name}", one.digest, sizes[one.digest]) for number, one in enumerate(body.files)]
        return finish(
            context, tx, context.args.name, content, body.notes, [], {"recipe": recipe}, "import", made.report, blobs
        )

    tag(lake, table, made.version)
    ref = context.write_step("publish", publish)
    shutil.rmtree(folder, ignore_errors=True)
    return {"dataset": ref, "rows": made.rows}


@job_handler("data:prepare", args=PrepareArgs, permission="datasets:write", queue="data", max_attempts=2)
def prepare_dataset(context: JobContext[PrepareArgs]) -> dict[str, Any]:
    """The new version's reference and rows."""
    from volano_server.data.plugins.recipes import run_recipe

    body, lake = context.args.body, context.service(DatasetStore)  # type: ignore[type-abstract]
    source = resolved(context, body.source)
    found, table = table_of(source), table_name(context, context.args.name)
    folder = work_folder(context)
    made = run_recipe(
        lake, found.uri, found.version, parse_recipe(body.recipe), table, on_progress=context.progress,
        should_stop=stopper(context), work_dir=folder,
    )  # fmt: skip
    content = table_content(table, lake.open(table, made.version))
    content["removed"] = {"uri": made.removed_table, "version": made.removed_version}
    tag(lake, table, made.version)
    tag(lake, made.removed_table, made.removed_version)
    inputs = [("source", "dataset", source.ref)]
    ref = context.write_step(
        "publish",
        lambda tx: finish(
            context, tx, context.args.name, content, body.notes, inputs, {"recipe": body.recipe}, "recipe", made.report
        ),
    )
    shutil.rmtree(folder, ignore_errors=True)
    return {"dataset": ref, "rows": made.rows}


@job_handler("data:extend", args=ExtendArgs, permission="datasets:write", queue="data", max_attempts=2)
def extend_dataset(context: JobContext[ExtendArgs]) -> dict[str, Any]:
    """The new version's reference and how many rows it has."""
    from volano_server.data.plugins.extend import extend_table

    body, lake = context.args.body, context.service(DatasetStore)  # type: ignore[type-abstract]
    base = resolved(context, body.base)
    found, table = table_of(base), table_name(context, context.args.name)
    version = extend_table(lake, found.uri, found.version, table, body.rows)
    content = table_content(table, lake.open(table, version))
    tag(lake, table, version)
    report = {"added": len(body.rows), "traces": len(body.traces)}
    inputs = [("base", "dataset", base.ref)]

    def publish(tx: Tx) -> str:
        ref = finish(context, tx, context.args.name, content, body.notes, inputs, {}, "extend", report)
        made = context.service(CatalogService).resolve(tx, "dataset", ref)
        for trace in body.traces:
            context.service(LineageService).link(tx, NodeRef("trace", trace), NodeRef("version", made.id), "feedback")
        return ref

    ref = context.write_step("publish", publish)
    return {"dataset": ref, "rows": content["table"]["rows"]}


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


def finish(
    context: JobContext[Any],
    tx: Tx,
    name: str,
    content: dict[str, Any],
    notes: str,
    inputs: list[tuple[str, str, str]],
    metadata: dict[str, Any],
    kind: str,
    report: dict[str, Any],
    blobs: list[tuple[str, str, int]] | None = None,
) -> str:
    """The reference of the published version; its report is kept and the run ends in the same transaction."""
    catalog, tracking = context.service(CatalogService), context.service(TrackingService)
    run_id = context.args.run_id
    version = catalog.publish_version(
        tx, "dataset", name, content, inputs=inputs, run_id=run_id, notes=notes, metadata=metadata, blobs=blobs or [],
        force_new=True,
    )  # fmt: skip
    context.service(DataService).put_report(tx, version.id, kind, report)
    tracking.log_metrics(tx, run_id, [NewPoint("rows", float(content["table"]["rows"]), 0)])
    tracking.finish_run(tx, run_id, outputs=[Link(role="dataset", kind="dataset", ref=version.ref)])
    return version.ref


def resolved(context: JobContext[Any], ref: str) -> VersionOut:
    """The dataset version."""
    return context.read(lambda tx: context.service(CatalogService).resolve(tx, "dataset", ref))


def table_name(context: JobContext[Any], name: str) -> str:
    """The lake table of a data set: one per workspace and name. Names of assets may hold dots, tables may not."""
    return f"{context.subject.workspace_id}/{name.replace('.', '_')}"


def work_folder(context: JobContext[Any]) -> Path:
    """A folder of this job's own."""
    folder = context.service(Settings).home / "work" / "data" / context.job_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def safe_name(name: str) -> str:
    """The last part of a file name, without anything that could leave a folder."""
    return Path(name.replace("\\", "/")).name.replace("\x00", "") or "file"


def tag(lake: DatasetStore, table: str, version: int) -> None:
    """Nothing; keeps the lake's clean-up away from a version that the catalog is about to name."""
    lake.tag(table, f"kept-{version}", version)


def stopper(context: JobContext[Any]) -> Callable[[], bool]:
    """A check for loops: raises when the attempt must end, so it never returns True."""

    def check() -> bool:
        context.check_cancelled()
        return False

    return check


HANDLERS: list[JobHandler[Any]] = [import_dataset, prepare_dataset, extend_dataset, profile_dataset]
