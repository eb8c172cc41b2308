"""Daft: the same chain as one batch function of a data frame, on Daft's native runner or on the runner it is set to.

The function turns a batch into as many rows of one wide struct: first the kept rows, then the removed ones, with what
each step has to tell as JSON in the first row.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

# Importing Daft reports the import to two hosts on the internet unless this is set; its progress bar is not ours.
os.environ["DAFT_ANALYTICS_ENABLED"] = "0"  # noqa: TID251 - the only switch it has
os.environ.setdefault("DAFT_PROGRESS_BAR", "0")  # noqa: TID251 - the only switch it has
import daft

from volano_server.data.domain.chain import AT_STEP, Chain, Passed, Told

_TOLD = "_told"
_BATCH_ROWS = 1_000


class DaftEngine:
    """Spools the batches to a Parquet file, from which Daft reads, so that memory stays bounded."""

    def run(self, chain: Chain, schema: pa.Schema, batches: Iterator[pa.Table], folder: Path) -> Iterator[Passed]:
        spool = folder / f"{uuid.uuid4().hex}.parquet"
        with pq.ParquetWriter(spool, schema) as writer:
            for batch in batches:
                writer.write_table(batch.select(schema.names).cast(schema))
        wide = _wide_schema(chain)
        kind = daft.DataType.struct({field.name: daft.DataType.from_arrow_type(field.type) for field in wide})
        applied = daft.func.batch(return_dtype=kind, unnest=True, batch_size=_BATCH_ROWS)(
            _function(chain, schema, wide)
        )
        frame = daft.read_parquet(str(spool)).select(applied(*(daft.col(name) for name in schema.names)))
        for batch in frame.to_arrow_iter(results_buffer_size=1):
            yield _passed(pa.Table.from_batches([batch]), chain, wide)


def _wide_schema(chain: Chain) -> pa.Schema:
    fields = {field.name: field for field in chain.removed_schema} | {field.name: field for field in chain.schema}
    plain = [pa.field(field.name, field.type) for field in fields.values()]
    return pa.schema([*plain, pa.field(_TOLD, pa.large_string())])


def _function(chain: Chain, schema: pa.Schema, wide: pa.Schema) -> Callable[..., Any]:
    def apply(*columns: daft.Series) -> daft.Series:
        arrays = [column.to_arrow().cast(field.type) for column, field in zip(columns, schema, strict=True)]
        passed = chain.run(pa.Table.from_arrays(arrays, schema=schema))
        rows = pa.concat_tables([_fitted(passed.kept, wide), _fitted(passed.removed, wide)]).combine_chunks()
        told = [json.dumps([entry.to_json() for entry in passed.told]), *[None] * (rows.num_rows - 1)][: rows.num_rows]
        arrays = [*(column.combine_chunks() for column in rows.columns[:-1]), pa.array(told, pa.large_string())]
        return daft.Series.from_arrow(pa.StructArray.from_arrays(arrays, fields=list(wide)))

    return apply


def _fitted(rows: pa.Table, wide: pa.Schema) -> pa.Table:
    columns = [
        rows.column(field.name).cast(field.type)
        if field.name in rows.column_names
        else pa.nulls(rows.num_rows, field.type)
        for field in wide
    ]
    return pa.Table.from_arrays(columns, schema=wide)


def _passed(rows: pa.Table, chain: Chain, wide: pa.Schema) -> Passed:
    import pyarrow.compute as pc

    rows = rows.select(wide.names).cast(wide)
    gone = pc.is_valid(rows.column(AT_STEP))
    told = [Told() for _ in chain.steps]
    for text in pc.drop_null(rows.column(_TOLD)).to_pylist():
        for total, entry in zip(told, json.loads(text), strict=True):
            total.add(Told(**entry))
    kept = rows.filter(pc.invert(gone)).select(chain.schema.names).cast(chain.schema)
    removed = rows.filter(gone).select(chain.removed_schema.names).cast(chain.removed_schema)
    return Passed(kept, removed, told)
