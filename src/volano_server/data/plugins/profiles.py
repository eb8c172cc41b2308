"""The profile of a table version: what is in its columns, and what is in its texts. Plain values, ready for JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pyarrow as pa

from volano_server.data.domain.profile import TextProfile
from volano_server.data.errors import BadSource
from volano_server.data.plugins.watch import Progress, Watch, never_stop, no_progress
from volano_server.lake import DatasetStore, Snapshot

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_CATEGORIES = 50
_CATEGORY_LENGTH = 100
_BINS = 20
_BATCH_ROWS = 1_000
_LOCKED_DOWN = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "2",
    "memory_limit": "1GB",
}

_TEXTS = """
    SELECT count(c), count(*) FILTER (c = ''), approx_count_distinct(c), min(length(c)), avg(length(c)), max(length(c)),
        quantile_disc(length(c), [0.05, 0.25, 0.5, 0.75, 0.95, 0.99]), avg(length(c) - length(replace(c, ' ', '')) + 1)
    FROM rows"""
_TEXT_BINS = """
    SELECT ceil(log2(length(c) + 1))::INT AS bin, count(*) FROM rows WHERE c IS NOT NULL GROUP BY bin ORDER BY bin"""
_VALUES = "SELECT c, count(*) AS n FROM rows WHERE c IS NOT NULL GROUP BY c ORDER BY n DESC, c LIMIT 51"
_NUMBERS = """
    SELECT count(*) - count(c), min(v), avg(v), max(v), quantile_disc(v, [0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
    FROM (SELECT c, CASE WHEN isfinite(c::DOUBLE) THEN c::DOUBLE END AS v FROM rows)"""
_NUMBER_BINS = """
    SELECT least(floor((c::DOUBLE - $least) / $width), $last)::INT AS bin, count(*) FROM rows
    WHERE c IS NOT NULL AND isfinite(c::DOUBLE) GROUP BY bin ORDER BY bin"""
_TIMES = """
    SELECT count(c), strftime(min(c), '%Y-%m-%dT%H:%M:%SZ'), strftime(max(c), '%Y-%m-%dT%H:%M:%SZ')
    FROM (SELECT c::TIMESTAMP AS c FROM rows)"""


def profile(
    store: DatasetStore,
    table: str,
    version: int | str | None = None,
    *,
    text_column: str | None = None,
    label_column: str = "label",
    sample_rows: int = 50_000,
    on_progress: Progress = no_progress,
    should_stop: Callable[[], bool] = never_stop,
) -> dict[str, Any]:
    """Rows, columns (missing, distinct, lengths or values with histograms), label balance and the texts of one column.

    Columns are profiled whole. Texts (languages, duplicates, personal data) are looked at in at most `sample_rows`
    evenly spread batches' rows, and `text.rows` says in how many. `text_column` is `body`, `text` or the longest text
    column when not given. Raises BadSource for an unknown column, and Cancelled.
    """
    snapshot = store.open(table, version)
    rows = snapshot.count()
    names = [field.name for field in snapshot.schema]
    watch = Watch(on_progress, should_stop)
    for wanted in (text_column,):
        if wanted is not None and wanted not in names:
            raise BadSource(f"there is no column `{wanted}`; there are {names}", hint="name one of these")
    columns: dict[str, dict[str, Any]] = {}
    for number, field in enumerate(snapshot.schema):
        watch.tick(number, len(names) + 1, f"column {field.name}", now=True)
        columns[field.name] = _profile_column(snapshot, field, rows)
    chosen = text_column or _longest_text(columns)
    found = {"table": table, "version": snapshot.version, "rows": rows, "columns": columns}
    if label_column in columns and "values" in columns[label_column]:
        found["labels"] = _balance(columns[label_column]["values"], rows)
    if chosen is not None:
        found["text"] = {"column": chosen} | _profile_texts(snapshot, chosen, rows, sample_rows, watch)
    watch.tick(len(names) + 1, len(names) + 1, "done", now=True)
    return found


def _profile_column(snapshot: Snapshot, field: pa.Field, rows: int) -> dict[str, Any]:
    kind = field.type
    about: dict[str, Any] = {"type": str(kind)}
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return about | _profile_text_column(snapshot, field.name, rows)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return about | _profile_number_column(snapshot, field.name)
    if pa.types.is_boolean(kind):
        values = [{"value": value, "rows": count} for value, count in _query(snapshot, field.name, _VALUES)]
        return about | {"missing": rows - sum(entry["rows"] for entry in values), "values": values}
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        present, first, last = _query(snapshot, field.name, _TIMES)[0]
        return about | {"missing": rows - present, "first": first, "last": last}
    return about | {"missing": rows - _query(snapshot, field.name, "SELECT count(c) FROM rows")[0][0]}


def _profile_text_column(snapshot: Snapshot, name: str, rows: int) -> dict[str, Any]:
    present, empty, distinct, least, mean, most, quantiles, words = _query(snapshot, name, _TEXTS)[0]
    about: dict[str, Any] = {"missing": rows - present, "empty": empty, "distinct_about": distinct}
    if not present:
        return about
    about["characters"] = _summary(least, mean, most, quantiles)
    about["words_about"] = round(words, 1)
    about["histogram"] = [
        {"from": 2 ** (bin_ - 1) if bin_ else 0, "to": 2**bin_ - 1, "rows": count}
        for bin_, count in _query(snapshot, name, _TEXT_BINS)
    ]
    if distinct <= 2 * _CATEGORIES and most <= _CATEGORY_LENGTH:
        values = _query(snapshot, name, _VALUES)
        if len(values) <= _CATEGORIES:
            about["values"] = [{"value": value, "rows": count} for value, count in values]
    return about


def _profile_number_column(snapshot: Snapshot, name: str) -> dict[str, Any]:
    missing, least, mean, most, quantiles = _query(snapshot, name, _NUMBERS)[0]
    about: dict[str, Any] = {"missing": missing}
    if least is None:
        return about
    width = (most - least) / _BINS or 1.0
    about["numbers"] = _summary(least, mean, most, quantiles)
    about["histogram"] = [
        {"from": least + bin_ * width, "to": least + (bin_ + 1) * width, "rows": count}
        for bin_, count in _query(snapshot, name, _NUMBER_BINS, {"least": least, "width": width, "last": _BINS - 1})
    ]
    return about


def _summary(least: float, mean: float, most: float, quantiles: list[float]) -> dict[str, float]:
    named = {f"p{round(100 * share)}": value for share, value in zip(_QUANTILES, quantiles, strict=True)}
    return {"min": least, **named, "max": most, "mean": round(mean, 4)}


def _query(snapshot: Snapshot, column: str, sql: str, parameters: dict[str, Any] | None = None) -> list[Any]:
    """Rows of a query over `rows(c)`, the one column, in a database that can reach nothing else."""
    schema = pa.schema([pa.field("c", snapshot.schema.field(column).type)])
    renamed = (pa.RecordBatch.from_arrays(batch.columns, schema=schema) for batch in snapshot.scan([column]))
    with duckdb.connect(":memory:", config=dict(_LOCKED_DOWN)) as connection:
        connection.register("rows", pa.RecordBatchReader.from_batches(schema, renamed))
        return connection.execute(sql, parameters or {}).fetchall()


def _balance(values: list[dict[str, Any]], rows: int) -> dict[str, Any]:
    """The labels with their shares, and what always answering the most frequent one would score."""
    labelled = sum(value["rows"] for value in values)
    return {
        "unlabelled": rows - labelled,
        "values": [value | {"share": round(value["rows"] / labelled, 4)} for value in values],
        "majority_share": round(max((value["rows"] for value in values), default=0) / max(labelled, 1), 4),
    }


def _longest_text(columns: dict[str, dict[str, Any]]) -> str | None:
    texts = {name: about["characters"]["mean"] for name, about in columns.items() if "characters" in about}
    for name in ("body", "text"):
        if name in texts:
            return name
    return max(texts, key=lambda name: texts[name]) if texts else None


def _profile_texts(snapshot: Snapshot, column: str, rows: int, sample_rows: int, watch: Watch) -> dict[str, Any]:
    collected, seen = TextProfile(), 0
    every = max(1, -(-rows // max(sample_rows, 1)))
    for number, batch in enumerate(_text_batches(snapshot, column)):
        if number % every == 0:
            collected.add(batch)
        seen += len(batch)
        watch.tick(seen, rows, "texts")
    return collected.to_json()


def _text_batches(snapshot: Snapshot, column: str) -> Iterator[pa.Array]:
    for batch in snapshot.scan([column], batch_rows=_BATCH_ROWS):
        yield batch.column(0).cast(pa.large_string())
