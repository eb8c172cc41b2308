"""One writer per table: a lock inside the process and a lock file between processes (released when one dies)."""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from volano_server.lake.errors import TableBusy
from volano_server.lake.store.disk import disk_errors

_POLL_SECONDS = 0.02


class WriterLocks:
    """Lock files under `directory`; they are never removed, since removal would race with a waiting writer."""

    def __init__(self, directory: Path, wait_seconds: float) -> None:
        self._directory = directory
        self._wait = wait_seconds
        self._inside: dict[str, threading.Lock] = {}

    @contextmanager
    def hold(self, table: str) -> Iterator[None]:
        """The writer's right for `table`. Raises TableBusy after the waiting time, StorageReadOnly, StorageFull."""
        deadline = time.monotonic() + self._wait
        path = self._directory / (table.replace("/", "~") + ".lock")
        inside = self._inside.setdefault(table, threading.Lock())
        if not inside.acquire(timeout=max(self._wait, 0)):
            raise self._busy(table, path)
        try:
            with disk_errors(f"lock the table `{table}`"):
                self._directory.mkdir(parents=True, exist_ok=True)
                handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                self._wait_for(handle, deadline, table, path)
                yield
            finally:
                os.close(handle)
        finally:
            inside.release()

    def _wait_for(self, handle: int, deadline: float, table: str, path: Path) -> None:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise self._busy(table, path) from None
                time.sleep(_POLL_SECONDS)
        note = json.dumps({"process": os.getpid()}).encode()
        with suppress(OSError):  # a full disk must not keep anybody from cleaning up
            os.pwrite(handle, note, 0)
            os.ftruncate(handle, len(note))

    def _busy(self, table: str, path: Path) -> TableBusy:
        try:
            holder = f"process {json.loads(path.read_bytes())['process']}"
        except (OSError, ValueError, KeyError, TypeError):
            holder = "another writer"
        return TableBusy(
            f"the table `{table}` is being written by {holder}; waited {self._wait:g} s",
            retry_after=max(1.0, self._wait),
            hint="try again when that writer has finished, or allow a longer wait",
        )
