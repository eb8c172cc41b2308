"""The plugin point for files that become rows: `Reader`, its options, and the report it fills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from volano_server.data.errors import BadSource, MissingSource, UnknownReader

if TYPE_CHECKING:
    import pyarrow as pa

KEY = "row_id"
MAX_SAMPLES = 20
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds against harm; sizes in bytes, `ratio` is unpacked over packed size."""

    row_bytes: int = 16 * MEGABYTE
    rows: int = 20_000_000
    members: int = 200_000
    unpacked_bytes: int = 8 * 1024 * MEGABYTE
    ratio: int = 200
    batch_rows: int = 1_000
    batch_bytes: int = 16 * MEGABYTE


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    `on_error`: `fail` stops at the first bad row, `skip` counts bad rows and goes on. `nan`: what to do with numbers
    that are not finite, refuse the row or leave the cell empty. `types` fixes column types (integer, float, boolean,
    text, json, time). `key` names a column that identifies rows; without it a digest of the content does.
    """

    on_error: Literal["fail", "skip"] = "fail"
    nan: Literal["refuse", "empty"] = "refuse"
    encoding: str = "utf-8"
    delimiter: str | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None
    label: str | None = None
    label_from_folder: bool = False
    limits: ReadLimits = ReadLimits()


def _go_on() -> None:
    """Nothing: the default for a caller that neither watches nor stops."""


@dataclass(slots=True)
class ImportReport:
    """What an import has read so far. Samples name the place of a skipped row, never its content.

    Readers call `tick` for every row or file they look at; it may raise to stop them.
    """

    tick: Callable[[], None] = _go_on
    files: int = 0
    rows: int = 0
    bytes_read: int = 0
    replaced_characters: int = 0
    empty_cells_for_nan: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    samples: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, options: ReadOptions, place: str, reason: str, hint: str, detail: str = "") -> None:
        """Counts a bad row, or raises BadSource when the options say so. `reason` is a class of errors."""
        message = f"{reason}{': ' if detail else ''}{detail}"
        if options.on_error == "fail":
            raise BadSource(f"{place}: {message}", hint=f'{hint}; or import with on_error="skip"')
        self.skipped[reason] += 1
        if len(self.samples) < MAX_SAMPLES:
            self.samples.append({"place": place, "reason": message})

    def to_json(self) -> dict[str, Any]:
        return {
            "files": self.files,
            "rows": self.rows,
            "bytes_read": self.bytes_read,
            "replaced_characters": self.replaced_characters,
            "empty_cells_for_nan": self.empty_cells_for_nan,
            "skipped": dict(self.skipped),
            "samples": self.samples,
        }


class Reader(Protocol):
    """Turns files of one kind into rows with the key column `row_id`, in bounded memory."""

    name: str
    summary: str
    priority: int
    """Readers with a lower number are asked first whether they recognise a file."""

    def recognises(self, path: Path) -> bool:
        """Whether the file or directory looks like this reader's kind; looks at the name and a few bytes."""

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
        """All rows of the files as one stream. Raises BadSource, HostileArchive or RowTooLarge with the place."""


AnyReader = TypeVar("AnyReader", bound=type[Reader])
_READERS: dict[str, Reader] = {}


def reader(kind: AnyReader) -> AnyReader:
    """Registers a reader class under its name."""
    _READERS[kind.name] = kind()
    return kind


def readers() -> dict[str, Reader]:
    """All readers by name, in the order in which they are asked whether they recognise a file."""
    import_module("volano_server.data.plugins.readers.all")  # plugins are loaded by name: they import this module

    return {one.name: one for one in sorted(_READERS.values(), key=lambda one: (one.priority, one.name))}


def find_reader(name: str | None, paths: Sequence[Path]) -> Reader:
    """The reader of that name, or the first one that recognises every path. Raises UnknownReader, MissingSource."""
    known = readers()
    listed = ", ".join(f"`{one}`" for one in known)
    if not paths:
        raise MissingSource("no file is given to import", hint="name at least one file or directory")
    for path in paths:
        if not path.exists():
            raise MissingSource(f"there is no file or directory `{path}`", hint="check the path")
    if name is not None:
        if name not in known:
            raise UnknownReader(f"there is no reader `{name[:80]}`", hint=f"use one of {listed}")
        for path in paths:
            if path.is_dir() and not known[name].recognises(path):
                raise BadSource(f"`{path.name}` is a directory, and `{name}` reads files", hint="name its files")
        return known[name]
    for one in known.values():
        if all(one.recognises(path) for path in paths):
            return one
    kinds = {path: next((one.name for one in known.values() if one.recognises(path)), None) for path in paths}
    odd = next((path for path, kind in kinds.items() if kind is None), None)
    if odd is not None:
        raise UnknownReader(f"the kind of {odd.name} is not recognised", hint=f"name the reader: one of {listed}")
    shown = ", ".join(f"{path.name} is `{kind}`" for path, kind in list(kinds.items())[:5])
    raise UnknownReader(f"the files are of different kinds: {shown}", hint="import one kind at a time")


def head_of(path: Path, size: int = 4_096) -> bytes:
    """The first bytes of a file; none for a directory or a file that cannot be read."""
    if not path.is_file():
        return b""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return b""


class RowKeys:
    """Keys that are equal for equal content, numbered from the second occurrence on: `<32 hex>`, `<32 hex>-2`."""

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}

    def key_of(self, digest: bytes) -> str:
        """The key for the next row with this 16-byte digest."""
        count = self._seen.get(digest, 0) + 1
        self._seen[digest] = count
        return digest.hex() if count == 1 else f"{digest.hex()}-{count}"
