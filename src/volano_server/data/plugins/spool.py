"""Rows on disk between two passes: whole datasets go through in bounded memory, and publishing is a plain copy."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from volano_server.lake import Fingerprint, disk_errors

_PREFIX = "volano-spool-"


class Spool:
    """A temporary stream of batches of one schema, written once and read as often as needed."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self.fingerprint = Fingerprint(schema)
        self._path = folder / uuid.uuid4().hex
        with disk_errors("write temporary rows"):
            self._sink = pa.OSFile(str(self._path), "wb")
            self._writer = pa.ipc.new_stream(self._sink, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))

    @property
    def rows(self) -> int:
        return self.fingerprint.rows

    def write(self, rows: pa.RecordBatch | pa.Table) -> None:
        """Adds rows. Raises StorageFull."""
        with disk_errors("write temporary rows"):
            for batch in rows.to_batches() if isinstance(rows, pa.Table) else [rows]:
                self._writer.write_batch(batch)
        self.fingerprint.update(rows)

    def finish(self) -> Spool:
        """This spool, ready to be read."""
        with disk_errors("write temporary rows"):
            self._writer.close()
            self._sink.close()
        return self

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows in the order in which they were written."""
        with pa.OSFile(str(self._path), "rb") as source, pa.ipc.open_stream(source) as reader:
            yield from reader

    def reader(self) -> pa.RecordBatchReader:
        """The rows as one stream."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())


@contextmanager
def spool_folder(parent: Path | None) -> Iterator[Path]:
    """A folder for spools below `parent` (the system's temporary folder when None), removed at the end.

    What killed processes left there is removed first: a living one holds a lock inside its folder.
    """
    base = parent or Path(tempfile.gettempdir())
    with disk_errors("make a temporary folder"):
        base.mkdir(parents=True, exist_ok=True)
        _remove_dead(base)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(handle)
        shutil.rmtree(folder, ignore_errors=True)


def _remove_dead(base: Path) -> None:
    for folder in base.glob(_PREFIX + "*"):
        try:
            handle = os.open(folder / ".lock", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(handle)
