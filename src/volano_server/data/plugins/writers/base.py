"""The plugin point for rows that become files: `Writer`."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeVar

from volano_server.data.errors import BadExport

if TYPE_CHECKING:
    import pyarrow as pa


class Writer(Protocol):
    """Writes a stream of rows as one file, in bounded memory."""

    name: str
    media_type: str
    suffix: str

    def write(self, rows: pa.RecordBatchReader, sink: BinaryIO, tick: Callable[[int], None]) -> None:
        """Writes all rows; calls `tick` with the number of rows after each batch."""


AnyWriter = TypeVar("AnyWriter", bound=type[Writer])
_WRITERS: dict[str, Writer] = {}


def writer(kind: AnyWriter) -> AnyWriter:
    """Registers a writer class under its name."""
    _WRITERS[kind.name] = kind()
    return kind


def writers() -> dict[str, Writer]:
    """All writers by name."""
    import_module("volano_server.data.plugins.writers.all")  # plugins are loaded by name: they import this module

    return dict(sorted(_WRITERS.items()))


def find_writer(name: str) -> Writer:
    """The writer of that name. Raises BadExport with the ones there are."""
    known = writers()
    if name not in known:
        listed = ", ".join(f"`{one}`" for one in known)
        raise BadExport(f"there is no export as `{name[:80]}`", hint=f"use one of {listed}")
    return known[name]


def plain_rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Rows as values that JSON has: times as RFC 3339, bytes in base64."""
    for row in batch.to_pylist():
        yield {name: plain(value) for name, value in row.items()}


def plain(value: Any) -> Any:
    """The value, or what stands for it in JSON."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value
