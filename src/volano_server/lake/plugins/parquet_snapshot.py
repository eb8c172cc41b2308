"""Reading one version of a Parquet table: its manifest and its rows."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from volano_server.lake.domain.conditions import Condition
from volano_server.lake.domain.filters import to_expression
from volano_server.lake.domain.fingerprint import fingerprint_of
from volano_server.lake.domain.keys import key_of
from volano_server.lake.plugins.batches import check_positions, check_projection, read_condition


@dataclass(frozen=True, slots=True)
class DataFile:
    name: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one version consists of; `schema` is an Arrow IPC schema in base64."""

    version: int
    created_at: int
    schema: str
    files: tuple[DataFile, ...]
    metadata: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    def arrow_schema(self) -> pa.Schema:
        return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(self.schema)))


def stored_schema(schema: pa.Schema) -> pa.Schema:
    """The schema inside data files: lists of fixed size with empty cells can be written to Parquet but not read."""
    fields = []
    for field in schema:
        fixed = pa.types.is_fixed_size_list(field.type)
        fields.append(field.with_type(pa.list_(field.type.value_type)) if fixed else field)
    return pa.schema(fields)


def open_data_file(path: Path, schema: pa.Schema) -> pads.Dataset:
    """A data file of a table with that schema; vectors come as plain lists."""
    return pads.dataset(path, schema=stored_schema(schema), format="parquet")


class ParquetSnapshot:
    """One version of a Parquet table."""

    def __init__(self, table: str, directory: Path, manifest: Manifest) -> None:
        self.table = table
        self.version = manifest.version
        self.schema = manifest.arrow_schema()
        self.metadata = dict(manifest.metadata)
        self._directory = directory
        self._manifest = manifest

    @property
    def key(self) -> str:
        return key_of(self.schema)

    def count(self, where: str | Condition | None = None) -> int:
        expression = self._expression(where)
        if expression is None:
            return self._manifest.rows
        return sum(self._dataset(file).count_rows(filter=expression) for file in self._manifest.files)

    def scan(
        self,
        columns: list[str] | None = None,
        where: str | Condition | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
        batch_rows: int = 4_096,
    ) -> pa.RecordBatchReader:
        wanted = check_projection(columns, self.schema)
        batches = self._batches(wanted, self._expression(where), batch_rows)
        schema = pa.schema([self.schema.field(name) for name in wanted])
        return pa.RecordBatchReader.from_batches(schema, _window(batches, limit, offset))

    def take(self, positions: list[int], columns: list[str] | None = None) -> pa.Table:
        wanted = check_projection(columns, self.schema)
        check_positions(positions, self._manifest.rows)
        parts, order, start = [self.scan(wanted, limit=0).read_all()], [], 0
        for file in self._manifest.files:
            inside = [(place, at - start) for place, at in enumerate(positions) if start <= at < start + file.rows]
            if inside:
                found = self._dataset(file).take([at for _, at in inside], columns=wanted)
                parts.append(found.cast(parts[0].schema))
                order += [place for place, _ in inside]
            start += file.rows
        back = sorted(range(len(order)), key=order.__getitem__)
        return pa.concat_tables(parts).take(pa.array(back, pa.int64()))

    def rows(self, keys: list[str] | list[int], columns: list[str] | None = None) -> pa.Table:
        wanted = check_projection(columns, self.schema)
        listed = pa.array(keys, type=self.schema.field(self.key).type)
        schema = pa.schema([self.schema.field(name) for name in wanted])
        return pa.Table.from_batches(self._batches(wanted, pc.field(self.key).isin(listed), 4_096), schema)

    def fingerprint(self) -> str:
        return fingerprint_of(self.scan())

    def _expression(self, where: str | Condition | None) -> Any:
        condition = read_condition(where, self.schema)
        return None if condition is None else to_expression(condition, self.schema)

    def _dataset(self, file: DataFile) -> pads.Dataset:
        return open_data_file(self._directory / "data" / file.name, self.schema)

    def _batches(self, columns: list[str], expression: Any, batch_rows: int) -> Iterator[pa.RecordBatch]:
        schema = pa.schema([self.schema.field(name) for name in columns])
        for file in self._manifest.files:
            scanner = self._dataset(file).scanner(
                columns=columns, filter=expression, batch_size=batch_rows, batch_readahead=2, use_threads=False
            )
            for batch in scanner.to_batches():
                if batch.num_rows:
                    yield batch.cast(schema)


def _window(batches: Iterator[pa.RecordBatch], limit: int | None, offset: int) -> Iterator[pa.RecordBatch]:
    left = limit
    for batch in batches:
        skipped = min(offset, batch.num_rows)
        offset -= skipped
        part = batch.slice(skipped, left) if left is not None else batch.slice(skipped)
        if left is not None:
            left -= part.num_rows
        if part.num_rows:
            yield part
        if left == 0:
            return
