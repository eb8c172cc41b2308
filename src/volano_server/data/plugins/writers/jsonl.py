"""JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from volano_server.data.plugins.writers.base import plain_rows, writer

if TYPE_CHECKING:
    import pyarrow as pa


@writer
class JsonlWriter:
    """One object per line; cells that hold JSON become JSON again, numbers that are not finite become null."""

    name = "jsonl"
    media_type = "application/x-ndjson"
    suffix = ".jsonl"

    def write(self, rows: pa.RecordBatchReader, sink: BinaryIO, tick: Callable[[int], None]) -> None:
        nested = [field.name for field in rows.schema if (field.metadata or {}).get(b"volano") == b"json"]
        done = 0
        for batch in rows:
            lines = []
            for row in plain_rows(batch):
                for name in nested:
                    row[name] = None if row[name] is None else json.loads(row[name])
                lines.append(_line(row))
            sink.write("".join(lines).encode())
            done += batch.num_rows
            tick(done)


def _line(row: dict[str, object]) -> str:
    try:
        return json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n"
    except ValueError:
        finite = {name: None if isinstance(v, float) and v - v != 0 else v for name, v in row.items()}
        return json.dumps(finite, ensure_ascii=False) + "\n"
