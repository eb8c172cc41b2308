"""CSV (RFC 4180) that a spreadsheet program may open."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from volano_server.data.plugins.writers.base import plain_rows, writer

if TYPE_CHECKING:
    import pyarrow as pa

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@writer
class CsvWriter:
    """A header and rows. Texts that a spreadsheet would take for a formula get an apostrophe in front."""

    name = "csv"
    media_type = "text/csv"
    suffix = ".csv"

    def write(self, rows: pa.RecordBatchReader, sink: BinaryIO, tick: Callable[[int], None]) -> None:
        sink.write(_encoded([[_cell(name) for name in rows.schema.names]]))
        done = 0
        for batch in rows:
            sink.write(_encoded([[_cell(value) for value in row.values()] for row in plain_rows(batch)]))
            done += batch.num_rows
            tick(done)


def _encoded(rows: list[list[Any]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return "'" + value
    return value
