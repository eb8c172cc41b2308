"""Directories of e-mails, one file each, at any depth."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.base import ImportReport, ReadOptions, reader
from volano_server.data.plugins.readers.eml import read_mail_file
from volano_server.data.plugins.readers.mails import RawMail, mail_rows


@reader
class MailFolderReader:
    """E-mails in a directory; hidden files are left out, links are not followed."""

    name = "mail_folder"
    summary = "a directory of e-mails, one file each"
    priority = 10

    def recognises(self, path: Path) -> bool:
        return path.is_dir()

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
        return mail_rows(self._mails(paths, options, report), options, report)

    def _mails(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> Iterator[RawMail]:
        for path in paths:
            if not path.is_dir():
                raise BadSource(f"{path} is no directory", hint="use the reader `eml` for single files")
            before = report.files
            for file in files_below(path):
                source = file.relative_to(path).as_posix()
                if file.is_symlink() or not file.is_file():
                    report.refuse(options, source, "not a plain file", "copy the file itself", "a link or device")
                    continue
                mail = read_mail_file(file, source, options, report)
                if mail is not None:
                    yield mail
            if report.files == before:
                raise BadSource(f"there is no file in the directory {path}", hint="check the path")


def files_below(directory: Path) -> Iterator[Path]:
    """Files below `directory` in the order of their names, without hidden ones; links are not followed."""
    for root, folders, files in os.walk(directory):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in sorted(files) if not name.startswith("."))
