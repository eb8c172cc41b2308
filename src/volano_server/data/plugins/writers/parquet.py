"""Parquet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from volano_server.data.plugins.writers.base import writer

if TYPE_CHECKING:
    import pyarrow as pa


@writer
class ParquetWriter:
    """Columns with their exact types, compressed with zstd."""

    name = "parquet"
    media_type = "application/vnd.apache.parquet"
    suffix = ".parquet"

    def write(self, rows: pa.RecordBatchReader, sink: BinaryIO, tick: Callable[[int], None]) -> None:
        import pyarrow.parquet as pq

        done = 0
        with pq.ParquetWriter(sink, rows.schema, compression="zstd") as file:
            for batch in rows:
                file.write_batch(batch)
                done += batch.num_rows
                tick(done)
