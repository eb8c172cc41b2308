"""What all readers of e-mails share: one raw mail in, one row out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import pyarrow as pa

from volano_server.data.domain.mail import UnreadableMail, parse_mail
from volano_server.data.domain.text import clean_text
from volano_server.data.plugins.readers.base import KEY, ImportReport, ReadOptions, RowKeys

MAIL_SCHEMA = pa.schema(
    [
        pa.field(KEY, pa.string(), nullable=False),
        ("subject", pa.large_string()),
        ("sender", pa.large_string()),
        ("sent_at", pa.timestamp("us", "UTC")),
        ("body", pa.large_string()),
        ("label", pa.string()),
        ("group", pa.string()),
        ("source", pa.string()),
        ("raw", pa.large_binary()),
    ]
)
_HINT = "look at the file with a mail program, or remove it"


@dataclass(frozen=True, slots=True)
class RawMail:
    """An undecoded e-mail; `place` says in messages where it comes from, `source` in its row."""

    content: bytes
    place: str
    source: str
    label: str | None = None
    group: str | None = None


def mail_rows(mails: Iterator[RawMail], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
    """The rows of e-mails, with the columns of `MAIL_SCHEMA`."""
    return pa.RecordBatchReader.from_batches(MAIL_SCHEMA, _batches(mails, options, report))


def folder_of(source: str) -> str | None:
    """The innermost folder in a relative path, or None."""
    parent = PurePosixPath(source).parent.name
    return parent or None


def _batches(mails: Iterator[RawMail], options: ReadOptions, report: ImportReport) -> Iterator[pa.RecordBatch]:
    rows: list[dict[str, object]] = []
    size = 0
    keys = RowKeys()
    for mail in mails:
        row = _row(mail, options, report, keys)
        if row is None:
            continue
        rows.append(row)
        size += 2 * len(mail.content)
        if len(rows) >= options.limits.batch_rows or size >= options.limits.batch_bytes:
            yield pa.RecordBatch.from_pylist(rows, MAIL_SCHEMA)
            rows, size = [], 0
    if rows:
        yield pa.RecordBatch.from_pylist(rows, MAIL_SCHEMA)


def _row(mail: RawMail, options: ReadOptions, report: ImportReport, keys: RowKeys) -> dict[str, object] | None:
    if not mail.content.strip():
        report.refuse(options, mail.place, "empty mail", "remove the file")
        return None
    try:
        parsed = parse_mail(mail.content)
    except UnreadableMail as error:
        report.refuse(options, mail.place, "unreadable mail", _HINT, str(error))
        return None
    report.rows += 1
    report.replaced_characters += parsed.replaced
    folder = folder_of(mail.source)
    return {
        KEY: keys.key_of(hashlib.sha256(mail.content).digest()[:16]),
        "subject": parsed.subject,
        "sender": parsed.sender,
        "sent_at": parsed.sent_at,
        "body": parsed.body,
        "label": mail.label or options.label or (folder if options.label_from_folder else None),
        "group": mail.group or folder,
        "source": clean_text(mail.source)[0],
        "raw": mail.content,
    }
