"""What both implementations do with streams of batches on their way in and out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from volano_server.lake.domain.conditions import Condition, parse_condition
from volano_server.lake.domain.filters import check_condition
from volano_server.lake.errors import BadFilter, InvalidTable

if TYPE_CHECKING:
    from volano_server.lake.store.datasets import Rows


def batches_of(rows: Rows) -> Iterator[pa.RecordBatch]:
    """The batches of a table or reader, without empty ones."""
    parts = rows.to_batches() if isinstance(rows, pa.Table) else rows
    return (batch for batch in parts if batch.num_rows)


def fit(batch: pa.RecordBatch, schema: pa.Schema, table: str) -> pa.RecordBatch:
    """`batch` with the columns of `schema`, in its order and types. Raises InvalidTable when it has others."""
    if set(batch.schema.names) != set(schema.names):
        missing = sorted(set(schema.names) - set(batch.schema.names))
        extra = sorted(set(batch.schema.names) - set(schema.names))
        raise InvalidTable(
            f"the new rows do not fit `{table}`: missing columns {missing}, unknown columns {extra}",
            hint="give every column of the table, or replace the table",
        )
    try:
        return pa.record_batch([batch.column(field.name).cast(field.type) for field in schema], schema=schema)
    except pa.ArrowException as error:
        raise InvalidTable(
            f"the new rows do not fit the column types of `{table}`: {str(error).splitlines()[0]}",
            hint="cast the columns to the types of the table, or replace the table",
        ) from None


class Relay:
    """Feeds batches to a native writer and keeps the Python error that stopped them, which it would flatten."""

    def __init__(self, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
        self.error: BaseException | None = None
        self.reader = pa.RecordBatchReader.from_batches(schema, self._watched(batches))

    def _watched(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            yield from batches
        except BaseException as error:
            self.error = error
            raise


def read_condition(where: str | Condition | None, schema: pa.Schema) -> Condition | None:
    """The checked condition of a filter, or None. Raises BadFilter."""
    if where is None:
        return None
    condition = parse_condition(where) if isinstance(where, str) else where
    check_condition(condition, schema)
    return condition


def check_projection(columns: list[str] | None, schema: pa.Schema) -> list[str]:
    """The columns to read, all when None. Raises BadFilter for one that the table does not have."""
    wanted = list(schema.names) if columns is None else columns
    unknown = [name for name in wanted if name not in schema.names]
    if unknown or not wanted:
        known = ", ".join(f"`{name}`" for name in schema.names)
        named = f"`{unknown[0]}` is asked for" if unknown else "no column is asked for"
        raise BadFilter(f"{named}; the table has {known}", hint="ask for at least one of these columns")
    return wanted


def check_positions(positions: list[int], rows: int) -> None:
    """Nothing, when all positions lie inside the table. Raises BadFilter."""
    outside = [position for position in positions if not 0 <= position < rows]
    if outside:
        raise BadFilter(f"position {outside[0]} lies outside the table of {rows} rows", hint="positions count from 0")
