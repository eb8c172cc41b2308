"""Parquet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from volano_server.data.plugins.writers.base import writer

if TYPE_CHECKING:
    import pyarrow as pa


@writer
class ParquetWriter:
    """Columns with their types, compressed with zstd; vectors become lists, which every reader understands."""

    name = "parquet"
    media_type = "application/vnd.apache.parquet"
    suffix = ".parquet"

    def write(self, rows: pa.RecordBatchReader, sink: BinaryIO, tick: Callable[[int], None]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        done, schema = 0, pa.schema([_readable(field) for field in rows.schema])
        with pq.ParquetWriter(sink, schema, compression="zstd") as file:
            for batch in rows:
                file.write_batch(batch.cast(schema))
                done += batch.num_rows
                tick(done)


def _readable(field: pa.Field) -> pa.Field:
    import pyarrow as pa

    fixed = pa.types.is_fixed_size_list(field.type)
    return field.with_type(pa.list_(field.type.value_type)) if fixed else field
