"""The fingerprint of a table: equal rows in any order, split or storage format give an equal fingerprint.

Every cell becomes 64 bits (xxh3 of its bytes, splitmix64 of its number), every row 128 bits (xxh3 of its cells in
the order of column names), and rows are added modulo 2**128, so that order does not matter and repeated rows count.
It finds accidents and proves reproduction; it is no defence against somebody who forges rows.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Hashes = npt.NDArray[np.uint64]

_NULL = 0x9E3779B97F4A7C15
_MODULUS = 1 << 128


class Fingerprint:
    """Collects batches of one schema; `hexdigest()` is `xxh3:<32 hex>`."""

    def __init__(self, schema: pa.Schema) -> None:
        self._names = sorted(schema.names)
        self._signature = ";".join(f"{name}:{_family(schema.field(name).type)}" for name in self._names)
        self._sum = 0
        self.rows = 0

    def update(self, batch: pa.RecordBatch | pa.Table) -> None:
        """Adds the rows of `batch`, whose columns may come in any order."""
        import pyarrow as pa

        for part in batch.to_batches() if isinstance(batch, pa.Table) else [batch]:
            for digest in row_digests(part.select(self._names)):
                self._sum += int.from_bytes(digest, "big")
            self._sum %= _MODULUS
            self.rows += part.num_rows

    def hexdigest(self) -> str:
        """`xxh3:<32 hex>` over the column names and types, the number of rows and their sum."""
        import xxhash

        return "xxh3:" + xxhash.xxh3_128_hexdigest(f"{self._signature}|{self.rows}|{self._sum:032x}".encode())


def row_digests(batch: pa.RecordBatch) -> Iterator[bytes]:
    """16 bytes per row over its cells in the order of column names; equal cells give equal digests."""
    import numpy as np
    import xxhash

    names = sorted(batch.schema.names)
    cells = np.empty((batch.num_rows, len(names)), dtype="<u8")
    for position, name in enumerate(names):
        cells[:, position] = _cells(batch.column(name))
    content, width = memoryview(cells.tobytes()), 8 * len(names)
    for start in range(0, batch.num_rows * width, width or 1):
        yield xxhash.xxh3_128_digest(content[start : start + width])


def fingerprint_of(batches: pa.Table | pa.RecordBatchReader) -> str:
    """The fingerprint of all rows in `batches`."""
    import pyarrow as pa

    collected = Fingerprint(batches.schema)
    parts: Iterable[Any] = batches.to_batches() if isinstance(batches, pa.Table) else batches
    for part in parts:
        collected.update(part)
    return collected.hexdigest()


def _family(kind: pa.DataType) -> str:
    """One name for types that hold the same values, so that string and large_string agree."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        return _family(kind.value_type)
    families = {
        "text": types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind),
        "bytes": types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind),
        "integer": types.is_integer(kind),
        "float": types.is_floating(kind),
        "time": types.is_timestamp(kind),
    }
    for name, found in families.items():
        if found:
            return name
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return f"list<{_family(kind.value_type)}>"
    if types.is_struct(kind):
        fields = sorted((field.name, _family(field.type)) for field in kind)
        return "struct<" + ",".join(f"{name}:{inner}" for name, inner in fields) + ">"
    return str(kind)


def _cells(column: pa.Array) -> Hashes:
    """64 bits per cell of `column`."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    family = _family(column.type)
    if family in ("text", "bytes"):
        hashes = _hash_bytes(column)
    elif family.startswith("list<"):
        hashes = _hash_lists(column)
    elif family.startswith("struct<"):
        hashes = _hash_structs(column)
    elif family == "null":
        hashes = np.zeros(len(column), dtype=np.uint64)
    elif family.startswith(("map<", "decimal")):
        hashes = np.fromiter((_hash_text(repr(value)) for value in column.to_pylist()), np.uint64, len(column))
    else:
        hashes = _hash_numbers(column, family)
    if column.null_count:
        hashes = np.where(np.asarray(column.is_null()), np.uint64(_NULL), hashes)
    return hashes


def _hash_bytes(column: pa.Array) -> Hashes:
    import numpy as np
    import pyarrow as pa
    import xxhash

    digest = xxhash.xxh3_64_intdigest
    column = column.cast(pa.large_binary())
    _, offset_buffer, data = column.buffers()
    offsets = np.frombuffer(offset_buffer, dtype=np.int64, count=len(column) + 1, offset=8 * column.offset)
    content = memoryview(data) if data is not None else memoryview(b"")
    edges = offsets.tolist()
    return np.fromiter((digest(content[start:end]) for start, end in pairwise(edges)), np.uint64, len(column))


def _hash_text(text: str) -> int:
    import xxhash

    return xxhash.xxh3_64_intdigest(text.encode())


def _hash_numbers(column: pa.Array, family: str) -> Hashes:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if family == "float":
        floats = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy(zero_copy_only=False) + 0.0
        values = np.where(np.isnan(floats), np.nan, floats).view(np.uint64)
    else:
        if family == "time":
            column = column.cast(pa.timestamp("us", column.type.tz))
        elif family == "bool":
            column = column.cast(pa.int8())
        width = pa.int32() if column.type.bit_width == 32 and not pa.types.is_integer(column.type) else pa.int64()
        if column.type == pa.uint64():
            values = pc.fill_null(column, 0).to_numpy(zero_copy_only=False)
        else:
            values = pc.fill_null(column.cast(width).cast(pa.int64()), 0).to_numpy(zero_copy_only=False).view(np.uint64)
    return _splitmix(values)


def _splitmix(values: Hashes) -> Hashes:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014): spreads near numbers over 64 bits."""
    import numpy as np

    with np.errstate(over="ignore"):
        mixed = values + np.uint64(_NULL)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))


def _hash_lists(column: pa.Array) -> Hashes:
    import numpy as np
    import pyarrow as pa
    import xxhash

    digest = xxhash.xxh3_64_intdigest
    column = column.cast(pa.large_list(column.type.value_type))
    edges = column.offsets.to_pylist()
    content = memoryview(_cells(column.values).astype("<u8").tobytes())
    return np.fromiter(
        (digest(content[8 * start : 8 * end]) for start, end in pairwise(edges)),
        np.uint64,
        len(column),
    )


def _hash_structs(column: pa.Array) -> Hashes:
    import numpy as np
    import xxhash

    names = sorted(field.name for field in column.type)
    cells = np.empty((len(column), len(names)), dtype="<u8")
    for position, name in enumerate(names):
        cells[:, position] = _cells(column.field(name))
    content, width = memoryview(cells.tobytes()), 8 * len(names)
    starts = range(0, len(column) * width, width or 1)
    return np.fromiter((xxhash.xxh3_64_intdigest(content[at : at + width]) for at in starts), np.uint64, len(column))
