"""A table version as a file."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from volano_server.data.plugins.watch import Progress, Watch, never_stop, no_progress
from volano_server.data.plugins.writers import find_writer
from volano_server.lake import Condition, DatasetStore, disk_errors


def export_rows(
    store: DatasetStore,
    table: str,
    version: int | str | None,
    sink: BinaryIO,
    kind: str,
    *,
    columns: list[str] | None = None,
    where: str | Condition | None = None,
    on_progress: Progress = no_progress,
    should_stop: Callable[[], bool] = never_stop,
) -> int:
    """Number of rows written to `sink` as `jsonl`, `csv` or `parquet`. Raises BadExport, BadFilter, Cancelled."""
    chosen = find_writer(kind)
    snapshot = store.open(table, version)
    total = snapshot.count(where)
    watch = Watch(on_progress, should_stop)
    chosen.write(snapshot.scan(columns, where, batch_rows=1_000), sink, lambda done: watch.tick(done, total, "writing"))
    return total


def export_file(
    store: DatasetStore,
    table: str,
    version: int | str | None,
    path: Path,
    kind: str,
    *,
    columns: list[str] | None = None,
    where: str | Condition | None = None,
    on_progress: Progress = no_progress,
    should_stop: Callable[[], bool] = never_stop,
) -> int:
    """Number of rows written to `path`, which appears when it is complete and durable, and not before."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    with disk_errors(f"write {path.name}"):
        try:
            with temporary.open("wb") as sink:
                rows = export_rows(
                    store, table, version, sink, kind,
                    columns=columns, where=where, on_progress=on_progress, should_stop=should_stop,
                )  # fmt: skip
                sink.flush()
                os.fsync(sink.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    return rows
