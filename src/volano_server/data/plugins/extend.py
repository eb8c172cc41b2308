"""Further rows for a table: plain dictionaries, fitted to the columns that are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from volano_server.data.errors import BadSource
from volano_server.lake import DatasetStore, Fingerprint, Snapshot


@dataclass(frozen=True, slots=True)
class Extended:
    """The published version of the table with all its rows."""

    version: int
    rows: int
    fingerprint: str


def extend_table(target: DatasetStore, base: Snapshot, table: str, rows: Sequence[dict[str, Any]]) -> Extended:
    """The version of `table` in `target` with the rows of `base` and `rows`; a known key takes the old row's place.

    The base passes through in batches. Columns that a row lacks are empty. Raises BadSource for an unknown column, a
    missing key, a foreign type, and DuplicateKey when two of the new rows share a key.
    """
    fresh = fitted(rows, base.schema, base.key)
    seen = Fingerprint(base.schema)
    stream = pa.RecordBatchReader.from_batches(base.schema, _merged(base, fresh, seen))
    version = target.replace(table, stream, key=base.key)
    return Extended(version, seen.rows, seen.hexdigest())


def fitted(rows: Sequence[dict[str, Any]], schema: pa.Schema, key: str) -> pa.Table:
    """The rows as a table of this schema. Raises BadSource naming the row that does not fit."""
    known = set(schema.names)
    for number, row in enumerate(rows):
        if unknown := sorted(set(row) - known):
            raise BadSource(
                f"row {number} has the column `{unknown[0]}`; there are {', '.join(schema.names)}",
                hint="leave it out, or prepare a version that has it",
            )
        if not row.get(key):
            raise BadSource(f"row {number} has no `{key}`", hint="give every row a key of its own")
    try:
        return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise BadSource(f"a row does not fit the columns: {error}", hint="check types and missing values") from None


def _merged(base: Snapshot, fresh: pa.Table, seen: Fingerprint) -> Iterator[pa.RecordBatch]:
    """The base's rows but those that are replaced, then the fresh ones; `seen` sees every row that passes."""
    replaced = set(fresh.column(base.key).to_pylist())
    for batch in base.scan():
        kept = [value not in replaced for value in batch.column(base.key).to_pylist()]
        passed = batch if all(kept) else batch.filter(pa.array(kept, pa.bool_()))
        seen.update(passed)
        yield passed
    for batch in fresh.to_batches():
        seen.update(batch)
        yield batch
