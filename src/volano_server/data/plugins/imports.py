"""Files become a table of the lake."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from volano_server.data.plugins.readers.base import KEY, ImportReport, ReadOptions, find_reader
from volano_server.data.plugins.spool import Spool, spool_folder
from volano_server.data.plugins.watch import Progress, Watch, never_stop, no_progress
from volano_server.lake import DatasetStore


@dataclass(frozen=True, slots=True)
class Imported:
    """The published version; `rows` and `fingerprint` are those of the whole table, `report` tells what was read."""

    table: str
    version: int
    rows: int
    fingerprint: str
    reader: str
    report: dict[str, Any]


def import_files(
    store: DatasetStore,
    table: str,
    paths: Sequence[Path],
    *,
    reader: str | None = None,
    options: ReadOptions | None = None,
    mode: Literal["create", "replace", "add"] = "create",
    on_progress: Progress = no_progress,
    should_stop: Callable[[], bool] = never_stop,
    work_dir: Path | None = None,
) -> Imported:
    """The version of `table` with the rows of the files, published in one commit after everything was read.

    `add` puts rows to those that are there; a row with a known key takes the old one's place, so that importing a
    file twice changes nothing. Progress counts bytes. Raises what the reader and the store raise, and Cancelled.
    """
    chosen = find_reader(reader, paths)
    total = sum(_size(path) for path in paths)
    watch = Watch(on_progress, should_stop)
    report = ImportReport()
    report.tick = lambda: watch.tick(min(report.bytes_read, total), total, "reading")
    with spool_folder(work_dir) as folder:
        stream = chosen.read(paths, options or ReadOptions(), report)
        spool = Spool(folder, stream.schema)
        for batch in stream:
            spool.write(batch)
            report.tick()
        spool.finish()
        watch.tick(total, total, "publishing", now=True)
        return _publish(store, table, spool, mode, chosen.name, report)


def _publish(
    store: DatasetStore,
    table: str,
    spool: Spool,
    mode: Literal["create", "replace", "add"],
    reader: str,
    report: ImportReport,
) -> Imported:
    told, fingerprint = report.to_json(), spool.fingerprint.hexdigest()
    metadata = {"made_by": "import", "reader": reader, "fingerprint": fingerprint, "report": json.dumps(told)}
    if mode == "add":
        version = store.upsert(table, spool.reader()).version
        whole = store.open(table, version)
        return Imported(table, version, whole.count(), whole.fingerprint(), reader, told)
    publish = store.create if mode == "create" else store.replace
    version = publish(table, spool.reader(), key=KEY, metadata=metadata)
    return Imported(table, version, spool.rows, fingerprint, reader, told)


def _size(path: Path) -> int:
    """Bytes of a file, or of all files below a directory."""
    if not path.is_dir():
        return path.stat().st_size
    return sum(os.lstat(Path(root, name)).st_size for root, _, files in os.walk(path) for name in files)
