"""Parquet files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from volano_server.data.domain.text import REPLACEMENT, clean_text
from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.base import KEY, ImportReport, ReadOptions, RowKeys, head_of, reader
from volano_server.data.plugins.readers.columns import JSON_FLAG
from volano_server.lake import row_digests

_HINT = "write the file again, or import it as JSON Lines"


@reader
class ParquetReader:
    """Rows of Parquet files with equal columns. Structs and maps become JSON texts; lists of numbers stay."""

    name = "parquet"
    summary = "Parquet files"
    priority = 10

    def recognises(self, path: Path) -> bool:
        return head_of(path, 4) == b"PAR1"

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
        schemas = [_plain_schema(_open(path).schema_arrow) for path in paths]
        for path, schema in zip(paths, schemas, strict=True):
            if not schema.equals(schemas[0]):
                raise BadSource(
                    f"{path.name}: its columns differ from those of {paths[0].name}", hint="import them as two datasets"
                )
        content = schemas[0]
        key = options.key or (KEY if KEY in content.names else None)
        if key is not None and key not in content.names:
            known = ", ".join(f"`{name}`" for name in content.names)
            raise BadSource(f"there is no key column `{key}`; there are {known}", hint="name one of these as `key`")
        fields = [field for field in content if field.name != KEY]
        own_source = [] if "source" in content.names else [pa.field("source", pa.string())]
        schema = pa.schema([pa.field(KEY, pa.string(), nullable=False), *fields, *own_source])
        return pa.RecordBatchReader.from_batches(schema, _rows(paths, content, schema, key, options, report))


def _open(path: Path) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(path)
        _ = file.schema_arrow.names  # decoded here, where a damaged one is refused
        return file
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise BadSource(
            f"{path.name}: the file is no whole Parquet file ({str(error).splitlines()[0][:160]})", hint=_HINT
        ) from None


def _rows(
    paths: Sequence[Path],
    content: pa.Schema,
    schema: pa.Schema,
    key: str | None,
    options: ReadOptions,
    report: ImportReport,
) -> Iterator[pa.RecordBatch]:
    digests = RowKeys()
    seen: set[str] = set()
    for path in paths:
        report.files += 1
        file, offset = _open(path), 0
        for batch in _batches(file, path, options):
            size = batch.num_rows
            report.tick()
            plain, keep = _checked(_plain(batch, content), path, offset, options, report)
            keys = _given_keys(plain, key) if key else None
            if keys is None:
                keys = [digests.key_of(digest) for digest in row_digests(plain)]
            else:
                keep = _unique_keys(keys, keep, seen, f"{path.name}, row", offset, key or "", options, report)
            source = pa.array([f"{path.name}:{offset + row + 1}" for row in range(size)], pa.string())
            columns = {"source": source, **dict(zip(content.names, plain.columns, strict=True)), KEY: pa.array(keys)}
            arrays = [columns[name] for name in schema.names]
            kept = pa.RecordBatch.from_arrays(arrays, names=schema.names).filter(pa.array(keep))
            report.rows += kept.num_rows
            offset += size
            if kept.num_rows:
                yield kept.cast(schema)
        report.bytes_read += path.stat().st_size


def _batches(file: pq.ParquetFile, path: Path, options: ReadOptions) -> Iterator[pa.RecordBatch]:
    try:
        yield from file.iter_batches(batch_size=options.limits.batch_rows, use_threads=False)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise BadSource(f"{path.name}: the file is broken ({str(error).splitlines()[0][:160]})", hint=_HINT) from None


def _checked(
    batch: pa.RecordBatch, path: Path, offset: int, options: ReadOptions, report: ImportReport
) -> tuple[pa.RecordBatch, list[bool]]:
    """The batch with clean texts, and which of its rows may stay."""
    keep = [True] * batch.num_rows
    arrays = []
    for field, array in zip(batch.schema, batch.columns, strict=True):
        column = array
        if pa.types.is_large_string(field.type):
            column = _clean(column, report)
            for row in _places(pc.greater(pc.binary_length(column), options.limits.row_bytes)):
                place = f"{path.name}, row {offset + row + 1}, column `{field.name}`"
                report.refuse(options, place, "too large", "shorten it", f"over {options.limits.row_bytes} bytes")
                keep[row] = False
        elif pa.types.is_floating(field.type):
            odd = pc.and_(pc.is_valid(column), pc.invert(pc.is_finite(column)))
            if options.nan == "empty":
                report.empty_cells_for_nan += pc.sum(odd).as_py() or 0
                column = pc.if_else(pc.fill_null(odd, False), pa.scalar(None, column.type), column)
            else:
                for row in _places(odd):
                    place = f"{path.name}, row {offset + row + 1}, column `{field.name}`"
                    report.refuse(options, place, "wrong type", 'set nan="empty"', "a number that is not finite")
                    keep[row] = False
        arrays.append(column)
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema), keep


def _clean(column: pa.Array, report: ImportReport) -> pa.Array:
    """Texts without NUL characters and with valid UTF-8, which a Parquet file does not promise."""
    try:
        column.validate(full=True)
        if not pc.any(pc.match_substring(column, "\x00")).as_py():
            return column
    except pa.ArrowInvalid:
        pass
    cleaned = []
    for raw in column.cast(pa.large_binary()).to_pylist():
        text = None if raw is None else raw.decode("utf-8", "replace")
        lost = 0 if text is None else text.count(REPLACEMENT) - raw.count(REPLACEMENT.encode())
        text, more = (None, 0) if text is None else clean_text(text)
        report.replaced_characters += lost + more
        cleaned.append(text)
    return pa.array(cleaned, pa.large_string())


def _places(mask: pa.Array) -> list[int]:
    return [int(row) for row in pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()]


def _given_keys(batch: pa.RecordBatch, key: str) -> list[str]:
    return ["" if value is None else str(value) for value in batch.column(key).to_pylist()]


def _unique_keys(
    keys: list[str],
    keep: list[bool],
    seen: set[str],
    place: str,
    offset: int,
    key: str,
    options: ReadOptions,
    report: ImportReport,
) -> list[bool]:
    for row, value in enumerate(keys):
        if keep[row] and (not value or value in seen):
            what = "it is that of an earlier row" if value else "it is empty"
            reason = f"no key of its own in `{key}`"
            report.refuse(options, f"{place} {offset + row + 1}", reason, "make keys unique", what)
            keep[row] = False
        seen.add(value)
    return keep


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    repeated = [name for name in schema.names if schema.names.count(name) > 1]
    if repeated:
        raise BadSource(f"the column `{repeated[0]}` occurs twice", hint="rename one of them")
    return pa.schema([_plain_field(field) for field in schema])


def _plain_field(field: pa.Field) -> pa.Field:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.field(field.name, pa.large_string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.field(field.name, pa.large_binary())
    nested = pa.types.is_nested(kind)
    vector = nested and not pa.types.is_struct(kind) and pa.types.is_primitive(getattr(kind, "value_type", kind))
    if (nested and not vector) or pa.types.is_null(kind):
        return pa.field(field.name, pa.large_string(), metadata=JSON_FLAG if nested else None)
    return pa.field(field.name, kind)


def _plain(batch: pa.RecordBatch, content: pa.Schema) -> pa.RecordBatch:
    arrays = []
    for field, array in zip(content, batch.columns, strict=True):
        as_json = (field.metadata or {}).get(b"volano") == b"json"
        if as_json and pa.types.is_nested(array.type):
            texts = [None if value is None else json.dumps(value, default=str) for value in array.to_pylist()]
            arrays.append(pa.array(texts, pa.large_string()))
        else:
            arrays.append(array.cast(field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=content)
