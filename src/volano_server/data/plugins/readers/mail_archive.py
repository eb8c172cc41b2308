"""Archives of e-mails: .zip, .tar, .tar.gz, .tar.bz2, .tar.xz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import pyarrow as pa

from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.archive import is_archive, members_of
from volano_server.data.plugins.readers.base import ImportReport, ReadOptions, reader
from volano_server.data.plugins.readers.mails import RawMail, mail_rows

_NESTED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")


@reader
class MailArchiveReader:
    """E-mails in an archive, one member each; hidden members are left out, archives inside are not opened."""

    name = "mail_archive"
    summary = "e-mails in a .zip or .tar(.gz) archive, one member each"
    priority = 10

    def recognises(self, path: Path) -> bool:
        return is_archive(path)

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
        return mail_rows(self._mails(paths, options, report), options, report)

    def _mails(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> Iterator[RawMail]:
        for path in paths:
            if not is_archive(path):
                raise BadSource(f"{path.name} is no .zip or .tar archive", hint="check the file, or name its reader")
            report.files += 1
            found = False
            for member in members_of(path, options, report):
                found = True
                if any(part.startswith(".") for part in PurePosixPath(member.name).parts):
                    continue
                if member.name.lower().endswith(_NESTED):
                    report.refuse(options, member.place, "an archive inside", "import it by itself")
                    continue
                yield RawMail(member.content, member.place, member.name)
            if not found:
                raise BadSource(f"{path.name}: there is no file in the archive", hint="check the archive")
