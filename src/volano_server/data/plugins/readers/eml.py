"""Single e-mails, one file each (RFC 5322): `.eml`, or any file that begins with mail headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.base import ImportReport, ReadOptions, head_of, reader
from volano_server.data.plugins.readers.mails import RawMail, mail_rows

_HEADERS = re.compile(
    rb"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}"  # two fields, folded or not
)


@reader
class EmlReader:
    """E-mails, one per file."""

    name = "eml"
    summary = "single e-mails (.eml or raw RFC 5322 files)"
    priority = 30

    def recognises(self, path: Path) -> bool:
        return path.suffix.lower() == ".eml" or bool(_HEADERS.match(head_of(path)))

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
        return mail_rows(self._mails(paths, options, report), options, report)

    def _mails(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> Iterator[RawMail]:
        for path in paths:
            mail = read_mail_file(path, path.name, options, report)
            if mail is not None:
                yield mail


def read_mail_file(path: Path, source: str, options: ReadOptions, report: ImportReport) -> RawMail | None:
    """The mail in a file, or None when it was refused and counted."""
    limit = options.limits.row_bytes
    report.tick()
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except IsADirectoryError:
        raise BadSource(f"{path} is a directory", hint="use the reader `mail_folder`") from None
    except OSError as error:
        report.refuse(options, source, "cannot be read", "check its permissions", str(error.strerror))
        return None
    report.files += 1
    report.bytes_read += len(content)
    if len(content) > limit:
        report.refuse(options, source, "too large", "remove it", f"more than {limit} bytes")
        return None
    return RawMail(content, source, source)
