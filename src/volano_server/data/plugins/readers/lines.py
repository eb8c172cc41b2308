"""Lines of text files, bounded in length, decoded, and counted."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from volano_server.data.domain.text import REPLACEMENT
from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.base import ImportReport, ReadOptions

_BLANK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """`text` without its end; `number` counts from 1, `offset` in bytes from the beginning of the file."""

    text: str
    number: int
    offset: int
    size: int


def lines_of(path: Path, options: ReadOptions, report: ImportReport) -> Iterator[Line]:
    """The lines of a file. A line over the limit is refused; bytes that do not fit the encoding are replaced."""
    limit = options.limits.row_bytes
    encoding = _checked(options.encoding)
    report.files += 1
    offset = number = 0
    with path.open("rb") as file:
        while raw := file.readline(limit + 1):
            number += 1
            report.tick()
            size, start = len(raw), offset
            if len(raw) > limit:
                while not raw.endswith(b"\n") and (raw := file.readline(limit)):
                    size += len(raw)
            offset += size
            report.bytes_read += size
            if size > limit:
                place = f"{path.name}, line {number} at byte {start}"
                report.refuse(
                    options, place, "too large", "split or shorten the row", f"{size} of at most {limit} bytes"
                )
                continue
            text = raw.decode(encoding, "replace")
            if found := text.count(REPLACEMENT):
                report.replaced_characters += found - raw.decode(encoding, "ignore").count(REPLACEMENT)
            text = text.removeprefix(_BLANK) if number == 1 else text
            yield Line(text.rstrip("\r\n"), number, start, size)


def _checked(encoding: str) -> str:
    """The name of a codec whose lines end with the byte of LF. Raises BadSource."""
    try:
        name = codecs.lookup(encoding).name
        if "\n".encode(name) == b"\n" and b"\n".decode(name) == "\n":
            return name
    except (LookupError, UnicodeError, TypeError, AssertionError):
        pass
    raise BadSource(
        f"the encoding `{encoding[:40]}` is not known or not readable by lines",
        hint="use utf-8, latin-1, cp1252 or convert the file to UTF-8",
    )
