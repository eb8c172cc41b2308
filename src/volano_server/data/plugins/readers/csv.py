"""CSV and TSV with a header line (RFC 4180); the separator is found from the header."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.base import ImportReport, ReadOptions, head_of, reader
from volano_server.data.plugins.readers.columns import (
    BadValue,
    Columns,
    Kind,
    Located,
    check_header,
    clean_values,
    finite,
    fixed_columns,
    parse_time,
    typed_rows,
)
from volano_server.data.plugins.readers.lines import Line, lines_of

_INTEGER = re.compile(r"[+-]?(?:0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"[+-]?(?:(?:0|[1-9]\d{0,17})(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)
_BOOLEAN = re.compile(r"true|false", re.IGNORECASE)
_TESTS: tuple[tuple[Kind, tuple[re.Pattern[str], ...]], ...] = (
    ("integer", (_INTEGER,)),
    ("float", (_FLOAT, _NOT_FINITE)),
    ("boolean", (_BOOLEAN,)),
)
_DELIMITERS = ",;\t|"


@reader
class CsvReader:
    """Rows under a header. A column whose cells are all numbers, or all true and false, becomes one of that type."""

    name = "csv"
    summary = "CSV or TSV with a header line"
    priority = 10

    def recognises(self, path: Path) -> bool:
        return path.suffix.lower() in (".csv", ".tsv", ".tab") and b"\x00" not in head_of(path)

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
        csv.field_size_limit(options.limits.row_bytes)
        columns = _learn(paths, options, report)
        return typed_rows(lambda: _rows(paths, options, report), columns, _convert, options, report)


def _learn(paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> Columns:
    """The columns of all files with the narrowest kind that holds every cell."""
    columns = fixed_columns(options)
    open_kinds: dict[str, list[tuple[Kind, tuple[re.Pattern[str], ...]]]] = {}
    filled: set[str] = set()
    found = False
    for row in _rows(paths, options, ImportReport(tick=report.tick)):
        found = True
        for name, cell in row.values.items():
            columns.kinds.setdefault(name, None)
            tests = open_kinds.setdefault(name, list(_TESTS))
            if cell and tests:
                filled.add(name)
                open_kinds[name] = [test for test in tests if any(one.fullmatch(cell) for one in test[1])]
    if not found:
        names = ", ".join(path.name for path in paths[:3])
        raise BadSource(f"{names}: there is no row to import", hint="check the file; the first line is the header")
    columns.check_fixed(set(open_kinds))
    for name, tests in open_kinds.items():
        if name not in columns.fixed:
            columns.kinds[name] = tests[0][0] if tests and name in filled else "text"
    return columns


def _rows(paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> Iterator[Located]:
    for path in paths:
        yield from _rows_of(path, options, report)


def _rows_of(path: Path, options: ReadOptions, report: ImportReport) -> Iterator[Located]:
    lines = _Lines(lines_of(path, options, report), options.limits.row_bytes)
    first = lines.peek()
    if first is None:
        raise BadSource(f"{path.name}: the file is empty", hint="write a header line and rows")
    delimiter = options.delimiter or max(_DELIMITERS, key=first.text.count)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    header: list[str] | None = None
    while True:
        lines.begin()
        try:
            cells = next(rows, None)
        except csv.Error as error:
            place = f"{path.name}, line {lines.number} at byte {lines.offset}"
            report.refuse(options, place, "not CSV", "check quotes and the separator there", str(error))
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        place = f"{path.name}, line {lines.number} at byte {lines.offset}"
        if cells is None:
            return
        if header is None:
            header = [name.strip() for name in cells]
            check_header(header, place)
        elif len(cells) != len(header) and cells:
            detail = f"{len(cells)} cells under {len(header)} columns"
            report.refuse(options, place, "ragged row", "quote cells that hold the separator", detail)
        elif cells:
            values = clean_values(zip(header, cells, strict=True), report)
            yield Located(place, f"{path.name}:{lines.number}", lines.size, values)


class _Lines:
    """Feeds lines to the CSV parser and remembers where the row that is being read began."""

    def __init__(self, lines: Iterator[Line], limit: int) -> None:
        self._lines = lines
        self._waiting: Line | None = None
        self._limit = limit
        self._begun = False
        self.number = self.offset = self.size = 0

    def peek(self) -> Line | None:
        """The next line, which stays."""
        if self._waiting is None:
            self._waiting = next(self._lines, None)
        return self._waiting

    def begin(self) -> None:
        """Says that the next line is the first one of a row."""
        self._begun, self.size = False, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.peek()
        if line is None:
            raise StopIteration
        self._waiting = None
        if not self._begun:
            self._begun, self.number, self.offset = True, line.number, line.offset
        self.size += line.size
        if self.size > self._limit:
            raise csv.Error(f"a row of more than {self._limit} bytes, perhaps a quote that is never closed")
        return line.text + "\n"


def _convert(cell: str | None, kind: Kind) -> Any:
    if cell is None or (not cell and kind != "json"):
        return None
    if kind in ("text", "json"):
        return cell or None
    if kind == "time":
        return parse_time(cell)
    if _NOT_FINITE.fullmatch(cell) and kind == "float":
        raise BadValue("holds a number that is not finite")
    tests = dict(_TESTS)[kind]
    if not any(test.fullmatch(cell) for test in tests):
        raise BadValue(f"holds {cell[:40]!r}, which is not of the type {kind}")
    if kind == "boolean":
        return cell.lower() == "true"
    return int(cell) if kind == "integer" else finite(float(cell))
