"""The key of a table: one non-null column that names each row, marked so that upserts cannot duplicate rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from volano_server.lake.errors import DuplicateKey, InvalidTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

# Without this flag, concurrent upserts of one new key leave two rows in a Lance table and no error.
KEY_FLAG = b"lance-schema:unenforced-primary-key"
MAX_COLUMNS = 2_000


def with_key(schema: pa.Schema, key: str) -> pa.Schema:
    """`schema` with `key` marked as the non-null primary key.

    Raises InvalidTable when the key is missing or neither text nor integer, or when a column name cannot be stored.
    """
    import pyarrow as pa

    _check_columns(schema)
    if key not in schema.names:
        known = ", ".join(f"`{name}`" for name in schema.names)
        raise InvalidTable(f"the key column `{key}` is not among {known}", hint="name one of these as the key")
    kind = schema.field(key).type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)):
        raise InvalidTable(f"the key column `{key}` is of type {kind}", hint="use a text or integer column as the key")
    fields = [_unmarked(field) for field in schema]
    position = schema.get_field_index(key)
    fields[position] = fields[position].with_nullable(False).with_metadata({KEY_FLAG: b"true"})
    return pa.schema(fields)


def key_of(schema: pa.Schema) -> str:
    """The name of the column that `with_key` marked. Raises InvalidTable when there is none."""
    for field in schema:
        if (field.metadata or {}).get(KEY_FLAG) == b"true":
            return str(field.name)
    raise InvalidTable("the table has no key column", hint="create the table through the dataset store")


class KeyCheck:
    """Passes batches through and refuses a null key or a key that came before. Holds every key it has seen."""

    def __init__(self, table: str, key: str) -> None:
        self._table = table
        self._key = key
        self.seen: set[str | int] = set()

    def passed(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The same batches. Raises InvalidTable for a null key and DuplicateKey for a repeated one."""
        for batch in batches:
            column = batch.column(self._key)
            if column.null_count:
                raise InvalidTable(
                    f"the key `{self._key}` is empty in {column.null_count} new rows of `{self._table}`",
                    hint="fill the key column",
                )
            for value in column.to_pylist():
                if value in self.seen:
                    raise duplicate(self._table, self._key, value)
                self.seen.add(value)
            yield batch


def duplicate(table: str, key: str, value: str | int) -> DuplicateKey:
    """The error for a key that occurs twice."""
    return DuplicateKey(
        f"the key `{key}` = `{str(value)[:80]}` occurs twice in `{table}`",
        hint="remove the repeated row, or upsert instead of appending",
    )


def _unmarked(field: pa.Field) -> pa.Field:
    kept = {name: value for name, value in (field.metadata or {}).items() if name != KEY_FLAG}
    return field.with_metadata(kept or None)


def _check_columns(schema: pa.Schema) -> None:
    names = schema.names
    if not 0 < len(names) <= MAX_COLUMNS:
        raise InvalidTable(f"the table has {len(names)} columns", hint=f"use 1 to {MAX_COLUMNS} columns")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InvalidTable(f"the column `{repeated[0]}` occurs twice", hint="rename one of them")
    for name in names:
        odd = not name.strip() or len(name) > 200 or name.lower().startswith("_row")
        if odd or any(char in ".`" or not char.isprintable() for char in name):
            raise InvalidTable(
                f"`{name[:80]}` cannot be a column name",
                hint="use up to 200 printable characters without `.` and back quotes, not beginning with `_row`",
            )
