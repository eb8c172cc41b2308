"""Mailboxes in the mbox format (RFC 4155, with `>From ` quoting)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.base import ImportReport, ReadOptions, head_of, reader
from volano_server.data.plugins.readers.mails import RawMail, mail_rows

_FROM = b"From "
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_BOUNDARY = re.compile(rb'^content-type:[^\n]*\bmultipart/[^\n]*(?:\n[ \t][^\n]*)*?boundary="?([^"\s;]+)', re.I | re.M)
_SEPARATOR = re.compile(rb"(?<=\n)\r?\n\Z")
_LINE = 1 << 16


@reader
class MboxReader:
    """Mailboxes: many e-mails in one file, each after a line that begins with `From `."""

    name = "mbox"
    summary = "mailboxes in the mbox format"
    priority = 20

    def recognises(self, path: Path) -> bool:
        head = head_of(path)
        return head.startswith(_FROM) and (path.suffix.lower() in (".mbox", ".mbx", "") or b"\nFrom " in head)

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
        return mail_rows(self._mails(paths, options, report), options, report)

    def _mails(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> Iterator[RawMail]:
        for path in paths:
            report.files += 1
            with path.open("rb") as file:
                yield from _messages(file, path, options, report)


@dataclass(frozen=True, slots=True)
class _Found:
    """One mail of a mailbox with its offset in bytes; `content` is None when it is over the limit."""

    offset: int
    size: int
    content: bytes | None
    last: bool


def _messages(file: BinaryIO, path: Path, options: ReadOptions, report: ImportReport) -> Iterator[RawMail]:
    limit = options.limits.row_bytes
    for number, found in enumerate(_split(file, path, limit), start=1):
        place = f"{path.name}, mail {number} at byte {found.offset}"
        report.bytes_read += found.size
        report.tick()
        if found.content is None:
            report.refuse(options, place, "too large", "remove it", f"{found.size} of at most {limit} bytes")
            continue
        missing = _missing_end(found.content) if found.last else None
        if missing:
            report.refuse(options, place, "the mailbox is cut off", "copy the mailbox again", missing)
            continue
        content = _QUOTED.sub(rb"\1", _SEPARATOR.sub(b"", found.content))
        yield RawMail(content, place, f"{path.name}#{number}")


def _split(file: BinaryIO, path: Path, limit: int) -> Iterator[_Found]:
    """The mails without their `From ` lines. Raises BadSource when the file does not begin with one."""
    line = file.readline(_LINE)
    if not line.startswith(_FROM):
        what = "is empty" if not line else "does not begin with `From ` at byte 0"
        raise BadSource(f"{path.name}: {what}, so it is no mailbox", hint="name another reader")
    start = position = size = 0
    lines: list[bytes] = []
    blank = whole = True
    while line:
        if line.startswith(_FROM) and blank and whole:
            if position:
                yield _Found(start, size, b"".join(lines) if size <= limit else None, last=False)
            start, size, lines = position, 0, []
        elif size <= limit:
            lines.append(line)
        position, size = position + len(line), size + len(line)
        blank = whole and line in (b"\n", b"\r\n")
        whole = line.endswith(b"\n")
        line = file.readline(_LINE)
    yield _Found(start, size, b"".join(lines) if size <= limit else None, last=True)


def _missing_end(content: bytes) -> str | None:
    """What shows that the last mail is not whole, or None."""
    headers, blank, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    if not blank and headers.strip():
        return "the headers of the last mail do not end"
    if not content.endswith(b"\n"):
        return "the last line of the last mail does not end"
    boundary = _BOUNDARY.search(headers)
    if boundary and b"--" + boundary.group(1) + b"--" not in body:
        return "the last part of the last mail does not end"
    return None
