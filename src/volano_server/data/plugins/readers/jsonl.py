"""JSON Lines: one JSON object per line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.base import ImportReport, ReadOptions, head_of, reader
from volano_server.data.plugins.readers.columns import (
    BadValue,
    Columns,
    Located,
    clean_values,
    fit_value,
    fixed_columns,
    typed_rows,
)
from volano_server.data.plugins.readers.lines import Line, lines_of


@reader
class JsonlReader:
    """Objects, one per line. Types are learnt in a first pass; nested values are kept as JSON texts."""

    name = "jsonl"
    summary = "JSON Lines (.jsonl, .ndjson): one object per line"
    priority = 20

    def recognises(self, path: Path) -> bool:
        return (
            path.suffix.lower() in (".jsonl", ".ndjson", ".json")
            or head_of(path).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{"
        )

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> pa.RecordBatchReader:
        columns = _learn(paths, options, report)
        return typed_rows(lambda: _rows(paths, options, report), columns, fit_value, options, report)


def _learn(paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> Columns:
    """The columns of all files; the errors of this pass count only when they stop the import."""
    columns, quiet = fixed_columns(options), ImportReport(tick=report.tick)
    seen: set[str] = set()
    found = False
    for row in _rows(paths, options, quiet):
        found = True
        seen.update(row.values)
        try:
            columns.learn(row)
        except BadValue as error:
            quiet.refuse(options, row.place, "wrong type", "make the values alike or fix the type", str(error))
    if not found:
        names = ", ".join(path.name for path in paths[:3])
        raise BadSource(f"{names}: there is no row to import", hint="check the file")
    columns.check_fixed(seen)
    return columns


def _rows(paths: Sequence[Path], options: ReadOptions, report: ImportReport) -> Iterator[Located]:
    for path in paths:
        for line in lines_of(path, options, report):
            if not line.text.strip():
                continue
            row = _parse(path, line, options, report)
            if row is not None:
                yield row


def _parse(path: Path, line: Line, options: ReadOptions, report: ImportReport) -> Located | None:
    place = f"{path.name}, line {line.number} at byte {line.offset}"
    hint = "write one JSON object per line"
    try:
        value = json.loads(line.text, object_pairs_hook=_unique, parse_constant=float)
    except BadValue as error:
        report.refuse(options, place, "duplicate key", "keep one of the values", str(error))
        return None
    except json.JSONDecodeError as error:
        detail = f"{error.msg} at column {error.colno}"
        if line.number == 1 and line.text.strip().startswith("["):
            hint = "this file is one JSON array; write one object per line instead"
        report.refuse(options, place, "not JSON", hint, detail)
        return None
    except (RecursionError, ValueError) as error:
        detail = "nested too deep" if isinstance(error, RecursionError) else str(error)[:200]
        report.refuse(options, place, "not JSON", hint, detail)
        return None
    if isinstance(value, list):
        hint = "this file is one JSON array; write one object per line instead"
    if not isinstance(value, dict):
        report.refuse(options, place, "not an object", hint, f"found a {type(value).__name__}")
        return None
    nested = [item for item in value.values() if isinstance(item, list | dict)]
    if options.nan == "refuse" and _holds_not_finite(nested):
        report.refuse(options, place, "wrong type", "write null instead of NaN", "a number that is not finite")
        return None
    cleaned = clean_values(((name, _empty_nested(item)) for name, item in value.items()), report)
    return Located(place, f"{path.name}:{line.number}", line.size, cleaned)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadValue(f"the key `{twice[:80]}` occurs twice in one object")
    return found


def _holds_not_finite(value: Any) -> bool:
    if isinstance(value, list):
        return any(_holds_not_finite(item) for item in value)
    if isinstance(value, dict):
        return any(_holds_not_finite(item) for item in value.values())
    return _is_not_finite(value)


def _empty_nested(value: Any) -> Any:
    """Nested values with null in the place of numbers that are not finite."""
    if isinstance(value, list):
        return [_empty_nested(None if _is_not_finite(item) else item) for item in value]
    if isinstance(value, dict):
        return {name: _empty_nested(None if _is_not_finite(item) else item) for name, item in value.items()}
    return value


def _is_not_finite(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)
