"""Files that are whole or not there at all, and the disk's refusals as errors a person can act on."""

from __future__ import annotations

import errno
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from volano_server.kit.errors import AppError
from volano_server.lake.errors import StorageFull, StorageReadOnly

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM}
_FULL_TEXT = re.compile(r"no space left|quota exceeded|file too large|os error (28|122|27)\b", re.IGNORECASE)
_REFUSED_TEXT = re.compile(r"read-only file system|permission denied|os error (30|13|1)\b", re.IGNORECASE)
_TRASH = ".trash-"


@contextmanager
def disk_errors(action: str) -> Iterator[None]:
    """Turns a refusal of the disk inside the block into StorageFull or StorageReadOnly; others pass as they are."""
    try:
        yield
    except AppError:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        found = _refusal(error, action)
        if found is None:
            raise
        raise found from error


def _refusal(error: Exception, action: str) -> AppError | None:
    number = error.errno if isinstance(error, OSError) else None
    text = str(error)
    if number in _FULL or _FULL_TEXT.search(text):
        return StorageFull(
            f"could not {action}: the disk is full; the previous version is as it was",
            hint="free space (old versions: clean up the table) or move the home directory to a larger disk",
        )
    if number in _REFUSED or _REFUSED_TEXT.search(text):
        return StorageReadOnly(
            f"could not {action}: the directory cannot be written",
            hint="make the storage directory writable for the user that runs the server",
        )
    return None


def flush_files(paths: Iterable[Path]) -> None:
    """Returns when these files and the entries of their directories are on the disk."""
    directories: set[Path] = set()
    for path in paths:
        _flush(path)
        directories.add(path.parent)
    for directory in directories:
        _flush(directory)


def flush_newer(directory: Path, since: float) -> None:
    """Flushes the files below `directory` that changed after `since` (seconds since 1970, 2 s of slack)."""
    flush_files(
        Path(entry.path)
        for folder in [directory, *(path for path in directory.iterdir() if path.is_dir())]
        for entry in os.scandir(folder)
        if entry.is_file() and entry.stat().st_mtime >= since - 2
    )


def write_whole(path: Path, content: bytes) -> None:
    """Puts `content` at `path` so that a reader, or we after a crash, see the old file or the new one."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def move_to_trash(directory: Path) -> None:
    """Makes `directory` vanish in one step, then frees its space. A crash between leaves trash for `empty_trash`."""
    trash = directory.with_name(f"{_TRASH}{uuid.uuid4().hex}")
    directory.replace(trash)
    _flush(directory.parent)
    shutil.rmtree(trash, ignore_errors=True)


def empty_trash(parent: Path) -> None:
    """Removes what `move_to_trash` left in `parent` when its process died."""
    for left in parent.glob(_TRASH + "*"):
        shutil.rmtree(left, ignore_errors=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
