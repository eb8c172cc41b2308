"""What makes rows: shared by the jobs that publish them and by those that make them again elsewhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from volano_server.catalog import LakeTable
from volano_server.config import Settings
from volano_server.data.domain.recipe import parse_recipe
from volano_server.jobs import JobContext
from volano_server.lake import BlobStore, DatasetStore

if TYPE_CHECKING:
    from volano_server.data.plugins.extend import Extended
    from volano_server.data.plugins.imports import Imported
    from volano_server.data.plugins.recipes import Prepared


def read_files(
    context: JobContext[Any], lake: DatasetStore, table: str, recipe: dict[str, Any], folder: Path
) -> Imported:
    """The rows of the uploaded files that the recipe names, as a new version of `table`. Raises BlobNotFound."""
    from volano_server.data.plugins.imports import import_files
    from volano_server.data.plugins.readers.base import ReadOptions

    blobs, files = context.service(BlobStore), folder / "files"  # type: ignore[type-abstract]
    shutil.rmtree(files, ignore_errors=True)
    paths = []
    for number, file in enumerate(recipe["files"]):
        place = files / str(number) / safe_name(file["name"])
        place.parent.mkdir(parents=True)
        place.symlink_to(blobs.local_path(file["digest"]).absolute())
        paths.append(place)
    return import_files(
        lake, table, paths, reader=recipe["reader"], options=ReadOptions(**recipe["options"]), mode="replace",
        on_progress=context.progress, should_stop=stopper(context), work_dir=folder,
    )  # fmt: skip


def apply_steps(
    context: JobContext[Any], source: LakeTable, recipe: dict[str, Any], lake: DatasetStore, table: str, folder: Path
) -> Prepared:
    """The rows of `source` after the recipe's steps, as a new version of `table` in `lake`."""
    from volano_server.data.plugins.recipes import run_recipe

    return run_recipe(
        context.service(DatasetStore), source.uri, source.version, parse_recipe(recipe["steps"]), table,  # type: ignore[type-abstract]
        target=lake, on_progress=context.progress, should_stop=stopper(context), work_dir=folder,
    )  # fmt: skip


def put_rows(
    context: JobContext[Any], base: LakeTable, recipe: dict[str, Any], lake: DatasetStore, table: str
) -> Extended:
    """The rows of `base` and those that the recipe's blob holds, as a new version of `table` in `lake`."""
    from volano_server.data.plugins.extend import extend_table

    with context.service(BlobStore).open(recipe["rows"], verify=True) as file:  # type: ignore[type-abstract]
        rows = json.load(file)
    snapshot = context.service(DatasetStore).open(base.uri, base.version)  # type: ignore[type-abstract]
    return extend_table(lake, snapshot, table, rows)


def work_folder(context: JobContext[Any]) -> Path:
    """A folder of this job's own."""
    folder = context.service(Settings).home / "work" / "data" / context.job_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def safe_name(name: str) -> str:
    """The last part of a file name, without anything that could leave a folder."""
    return Path(name.replace("\\", "/")).name.replace("\x00", "") or "file"


def stopper(context: JobContext[Any]) -> Callable[[], bool]:
    """A check for loops: raises when the attempt must end, so it never returns True."""

    def check() -> bool:
        context.check_cancelled()
        return False

    return check
