"""Rows of plain values as typed columns: what JSONL and CSV share."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import pyarrow as pa

from volano_server.data.domain.text import clean_text
from volano_server.data.errors import BadSource
from volano_server.data.plugins.readers.base import KEY, ImportReport, ReadOptions, RowKeys
from volano_server.lake import row_digests

Kind = Literal["integer", "float", "boolean", "text", "json", "time"]
KINDS: dict[str, pa.DataType] = {
    "integer": pa.int64(),
    "float": pa.float64(),
    "boolean": pa.bool_(),
    "text": pa.large_string(),
    "json": pa.large_string(),
    "time": pa.timestamp("us", "UTC"),
}
_FORMS = {
    "integer": "a whole number",
    "float": "a number",
    "boolean": "true or false",
    "text": "a text",
    "json": "a nested value",
    "time": "a time such as 2026-11-21T22:51:07Z",
}
_NUMBERS = frozenset({"integer", "float"})
JSON_FLAG = {b"volano": b"json"}
_LARGEST = 2**63


class BadValue(ValueError):
    """A value that does not fit its column; the text says what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class Located:
    """A row of values and where it stands, for messages and for its `source` column."""

    place: str
    source: str
    size: int
    values: dict[str, Any]


@dataclass(slots=True)
class Columns:
    """The columns seen so far, in the order of their first appearance, with the kind of their values."""

    kinds: dict[str, Kind | None] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    first: dict[str, str] = field(default_factory=dict)

    def learn(self, row: Located) -> None:
        """Takes note of a row. Raises BadValue when a value does not fit what came before."""
        for name, value in row.values.items():
            self.kinds.setdefault(name, None)
            known = self.kinds[name]
            if value is None or name in self.fixed:
                continue
            found = _kind_of(value)
            if known is None:
                self.kinds[name], self.first[name] = found, row.place
            elif known != found and _NUMBERS.issuperset((known, found)):
                self.kinds[name] = "float"
            elif known != found:
                before = f"{_FORMS[known]} before ({self.first[name]})"
                raise BadValue(f"the column `{name[:80]}` holds {_FORMS[found]} here and {before}")

    def schema(self) -> pa.Schema:
        """The key, the columns, and `source` unless there is one; a column without any value is a text."""
        fields = [pa.field(KEY, pa.string(), nullable=False)]
        for name, kind in self.kinds.items():
            if name != KEY:
                flag = JSON_FLAG if kind == "json" else None
                fields.append(pa.field(name, KINDS[kind or "text"], metadata=flag))
        own_source = [] if "source" in self.kinds else [pa.field("source", pa.string())]
        return pa.schema([*fields, *own_source])

    def check_fixed(self, seen: set[str]) -> None:
        """Nothing, when every column with a fixed type occurs. Raises BadSource."""
        for name in sorted(self.fixed - seen):
            known = ", ".join(f"`{one}`" for one in sorted(seen))
            raise BadSource(f"`types` names the column `{name}`; there are {known}", hint="name one of these")


def fixed_columns(options: ReadOptions) -> Columns:
    """Columns with the kinds that the options fix. Raises BadSource for an unknown kind."""
    for name, kind in options.types.items():
        if kind not in KINDS:
            raise BadSource(f"`{kind}` is no type for the column `{name}`", hint=f"use one of {', '.join(KINDS)}")
    kinds: Mapping[str, Any] = options.types
    return Columns(dict(kinds), frozenset(options.types))


def typed_rows(
    rows: Callable[[], Iterator[Located]],
    columns: Columns,
    convert: Callable[[Any, Kind], Any],
    options: ReadOptions,
    report: ImportReport,
) -> pa.RecordBatchReader:
    """The rows as batches of the learnt schema. `rows` gives them once more; `convert` makes a value fit its kind."""
    schema = columns.schema()
    return pa.RecordBatchReader.from_batches(schema, _batches(rows(), columns, convert, schema, options, report))


def _batches(
    rows: Iterator[Located],
    columns: Columns,
    convert: Callable[[Any, Kind], Any],
    schema: pa.Schema,
    options: ReadOptions,
    report: ImportReport,
) -> Iterator[pa.RecordBatch]:
    key = options.key or (KEY if KEY in columns.kinds else None)
    if key is not None and key not in columns.kinds:
        known = ", ".join(f"`{name}`" for name in columns.kinds)
        raise BadSource(f"there is no key column `{key}`; there are {known}", hint="name one of these as `key`")
    keys = KeyColumn(key)
    pending: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        values = _fitted(row, columns, convert, options, report)
        if values is None or not keys.accept(row, options, report):
            continue
        pending.append({"source": row.source} | values)
        size += row.size
        if len(pending) >= options.limits.batch_rows or size >= options.limits.batch_bytes:
            yield keys.keyed(pending, schema)
            pending, size = [], 0
    if pending:
        yield keys.keyed(pending, schema)


class KeyColumn:
    """Fills the key column from a column of the rows, or from a digest of their content."""

    def __init__(self, key: str | None) -> None:
        self._key = key
        self._places: dict[str, str] = {}
        self._digests = RowKeys()
        self._pending: list[str] = []

    def accept(self, row: Located, options: ReadOptions, report: ImportReport) -> bool:
        """Whether the row may stay; one without a key of its own, where keys are wanted, is refused."""
        if self._key is not None:
            value = row.values.get(self._key)
            text = "" if value is None else str(value)
            if not text or text in self._places:
                what = f"it is that of {self._places[text]}" if text else "it is empty"
                report.refuse(options, row.place, f"no key of its own in `{self._key}`", "make keys unique", what)
                return False
            self._places[text] = row.place
            self._pending.append(clean_text(text)[0])
        report.rows += 1
        return True

    def keyed(self, rows: list[dict[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
        """The batch of the accepted rows with their keys."""
        content = pa.schema([field for field in schema if field.name != KEY])
        batch = pa.RecordBatch.from_pylist(rows, content)
        if self._key is None:
            without_source = batch.select([name for name in content.names if name != "source"])
            self._pending = [self._digests.key_of(digest) for digest in row_digests(without_source)]
        keys = pa.array(self._pending, pa.string())
        self._pending = []
        return pa.RecordBatch.from_arrays([keys, *batch.columns], schema=schema)


def fit_value(value: Any, kind: Kind) -> Any:
    """A JSON value as the Python value of its column. Raises BadValue when it does not fit."""
    if value is None:
        return None
    if kind == "json":
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    fits = {
        "integer": isinstance(value, int) and not isinstance(value, bool) and -_LARGEST <= value < _LARGEST,
        "float": isinstance(value, int | float) and not isinstance(value, bool),
        "boolean": isinstance(value, bool),
        "text": isinstance(value, str),
        "time": isinstance(value, str),
    }
    if not fits[kind]:
        too_large = " of at most 64 bits" if kind == "integer" and isinstance(value, int) else ""
        raise BadValue(f"holds {_FORMS[_kind_of(value)]}, not {_FORMS[kind]}{too_large}")
    if kind == "float":
        return finite(float(value))
    return parse_time(value) if kind == "time" else value


def finite(number: float) -> float:
    """The number itself. Raises BadValue for NaN and infinities."""
    if not math.isfinite(number):
        raise BadValue("holds a number that is not finite")
    return number


def parse_time(text: str) -> datetime:
    """The moment; one without an offset counts as UTC. Raises BadValue."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue(f"holds a text that is not {_FORMS['time']}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def clean_values(values: Iterable[tuple[str, Any]], report: ImportReport) -> dict[str, Any]:
    """The values with NUL characters and lone surrogates in texts replaced and counted, at any depth."""
    return {_clean(name, report): _clean(value, report) for name, value in values}


def _clean(value: Any, report: ImportReport) -> Any:
    if isinstance(value, str):
        text, replaced = clean_text(value)
        report.replaced_characters += replaced
        return text
    if isinstance(value, list):
        return [_clean(item, report) for item in value]
    if isinstance(value, dict):
        return {_clean(name, report): _clean(item, report) for name, item in value.items()}
    return value


def _fitted(
    row: Located,
    columns: Columns,
    convert: Callable[[Any, Kind], Any],
    options: ReadOptions,
    report: ImportReport,
) -> dict[str, Any] | None:
    fitted: dict[str, Any] = {}
    for name, kind in columns.kinds.items():
        value = row.values.get(name)
        try:
            if kind == "json" and name not in columns.fixed and not isinstance(value, list | dict | None):
                raise BadValue(f"holds {_FORMS[_kind_of(value)]}, and nested values elsewhere")
            fitted[name] = convert(value, kind or "text")
        except BadValue as error:
            if options.nan == "empty" and "not finite" in str(error):
                report.empty_cells_for_nan += 1
                fitted[name] = None
                continue
            detail = f"the column `{name[:80]}` {error}"
            report.refuse(options, row.place, "wrong type", "correct the value or fix the type with `types`", detail)
            return None
    return fitted


def _kind_of(value: Any) -> Kind:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "float"
    return "text" if isinstance(value, str) else "json"


def check_header(names: Sequence[str], place: str) -> None:
    """Nothing, when the names can be columns. Raises BadSource for an empty or repeated one."""
    for position, name in enumerate(names, start=1):
        if not name.strip():
            raise BadSource(f"{place}: column {position} has no name", hint="name every column in the first line")
        if name in names[: position - 1]:
            raise BadSource(f"{place}: the column `{name[:80]}` occurs twice", hint="rename one of them")
