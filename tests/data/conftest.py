"""Forty invented mails, a store, and a short way to read files."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from volano_server.data.plugins.readers import ImportReport, ReadLimits, ReadOptions, find_reader
from volano_server.lake import DatasetStore, open_dataset_store

MAILS = Path(__file__).parent / "fixtures" / "mails"


@pytest.fixture
def lake(tmp_path: Path) -> DatasetStore:
    return open_dataset_store(tmp_path / "lake")


def read(reader: str | None, *paths: Path, **options: Any) -> tuple[pa.Table, ImportReport]:
    """The rows and the report of reading these files."""
    report = ImportReport()
    return find_reader(reader, paths).read(paths, ReadOptions(**options), report).read_all(), report


def limits(**values: int) -> ReadLimits:
    return ReadLimits(**values)


def fixture_mails() -> list[tuple[str, bytes]]:
    """Name and content of the forty mails, in the order of their names."""
    return [(path.relative_to(MAILS).as_posix(), path.read_bytes()) for path in sorted(MAILS.rglob("*.eml"))]


def make_mbox(path: Path, mails: list[bytes]) -> Path:
    """A mailbox as mail programs write it, with `>From ` quoting."""
    with path.open("wb") as file:
        for mail in mails:
            body = mail.split(b"\n", 1)[1] if mail.startswith(b"From ") else mail
            quoted = b"\n".join(
                b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in body.split(b"\n")
            )
            file.write(b"From somebody@example.org Tue Feb  3 10:12:00 2026\n" + quoted.rstrip(b"\n") + b"\n\n")
    return path


def make_zip(path: Path, members: list[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def make_tar(path: Path, members: list[tuple[str, bytes]], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


Maker = Callable[[Path], Path]
