"""Further rows for a table: plain dictionaries, fitted to the columns that are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from volano_server.data.errors import BadSource
from volano_server.lake import DatasetStore


def extend_table(store: DatasetStore, base: str, version: int, table: str, rows: Sequence[dict[str, Any]]) -> int:
    """The version of `table` with the rows of `base` at `version` and `rows`; a known key takes the old row's place.

    Columns that a row lacks are empty. Raises BadSource for an unknown column, a missing key, a foreign type.
    """
    snapshot = store.open(base, version)
    schema, key = snapshot.schema, snapshot.key
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
        fresh = pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise BadSource(f"a row does not fit the columns: {error}", hint="check types and missing values") from None
    new = {row[key] for row in rows}
    kept = list(snapshot.scan())
    old = pa.Table.from_batches(kept, schema=schema) if kept else schema.empty_table()
    mask = pa.array([value not in new for value in old.column(key).to_pylist()], pa.bool_())
    return store.replace(table, pa.concat_tables([old.filter(mask), fresh]).to_reader(), key=key)
