"""Exports: what other programs read back, and what a spreadsheet must not run."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.data.conftest import MAILS, read
from volano_server.data.errors import BadExport, Cancelled
from volano_server.data.plugins.exports import export_file, export_rows
from volano_server.data.plugins.imports import import_files
from volano_server.lake import BadFilter, DatasetStore, fingerprint_of


def exported(lake: DatasetStore, table: str, kind: str, **options: Any) -> bytes:
    sink = io.BytesIO()
    export_rows(lake, table, None, sink, kind, **options)
    return sink.getvalue()


@pytest.fixture
def odd(lake: DatasetStore) -> DatasetStore:
    table = pa.table(
        {
            "id": ["a", "b"],
            "text": ['=HYPERLINK("http://example.org")', 'two\nlines, "quoted" è'],
            "n": pa.array([-5, None], pa.int64()),
            "x": [float("nan"), -1.5],
            "b": [True, None],
            "raw": pa.array([b"\x00\xff", None]),
            "when": pa.array([datetime(2026, 2, 3, 9, 12, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
            "chat": pa.array(['{"role": "user"}', None], pa.large_string()),
            "v": pa.array([[0.5, 1.0], None], pa.list_(pa.float32(), 2)),
        }
    )
    field = table.schema.field("chat").with_metadata({b"volano": b"json"})
    lake.create("odd", table.cast(table.schema.set(7, field)), key="id")
    return lake


def test_json_lines_hold_plain_values(odd: DatasetStore) -> None:
    rows = [json.loads(line) for line in exported(odd, "odd", "jsonl").splitlines()]
    assert rows[0] == {
        "id": "a", "text": '=HYPERLINK("http://example.org")', "n": -5, "x": None, "b": True, "raw": "AP8=",
        "when": "2026-02-03T09:12:00Z", "chat": {"role": "user"}, "v": [0.5, 1.0],
    }  # fmt: skip
    assert rows[1]["chat"] is None


def test_csv_escapes_formulas_and_keeps_numbers(odd: DatasetStore) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(odd, "odd", "csv").decode())))
    assert rows[0]["text"] == '\'=HYPERLINK("http://example.org")'
    assert rows[1]["text"] == 'two\nlines, "quoted" è'
    assert (rows[0]["n"], rows[0]["b"], rows[0]["v"], rows[1]["n"]) == ("-5", "true", "[0.5, 1.0]", "")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1"])
def test_every_beginning_of_a_formula_is_escaped(cell: str, lake: DatasetStore) -> None:
    lake.create("t", pa.table({"id": ["a"], "=evil": [cell]}), key="id")
    lines = list(csv.reader(io.StringIO(exported(lake, "t", "csv").decode(), newline="")))
    assert lines == [["id", "'=evil"], ["a", "'" + cell]]


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_an_export_read_back_gives_the_same_rows(kind: str, lake: DatasetStore, tmp_path: Path) -> None:
    import_files(lake, "mails", [MAILS])
    columns = ["row_id", "subject", "body", "source"]
    path = tmp_path / f"out.{kind}"
    assert export_file(lake, "mails", 1, path, kind, columns=columns) == 40
    back, _ = read(None, path)
    original = lake.open("mails").scan(columns).read_all()
    assert fingerprint_of(back.select(columns)) == fingerprint_of(original)


def test_parquet_keeps_the_types(odd: DatasetStore) -> None:
    table = pq.read_table(io.BytesIO(exported(odd, "odd", "parquet")))
    expected = odd.open("odd").schema.types[:-1]
    assert table.schema.types == [*expected, pa.list_(pa.float32())]
    assert fingerprint_of(table) == odd.open("odd").fingerprint()


def test_columns_and_rows_can_be_chosen(odd: DatasetStore) -> None:
    assert exported(odd, "odd", "csv", columns=["n", "id"], where="n is null") == b"n,id\r\n,b\r\n"
    with pytest.raises(BadFilter):
        exported(odd, "odd", "csv", columns=["colour"])


def test_an_empty_export_is_a_valid_file(odd: DatasetStore) -> None:
    nothing = {"where": "n = 7", "columns": ["id", "n"]}
    assert exported(odd, "odd", "jsonl", **nothing) == b""
    assert exported(odd, "odd", "csv", **nothing) == b"id,n\r\n"
    assert pq.read_table(io.BytesIO(exported(odd, "odd", "parquet", **nothing))).num_rows == 0


def test_an_unknown_kind_is_refused_with_those_there_are(odd: DatasetStore) -> None:
    with pytest.raises(BadExport, match="no export as `xlsx`") as caught:
        exported(odd, "odd", "xlsx")
    assert caught.value.hint == "use one of `csv`, `jsonl`, `parquet`"


def test_a_stopped_export_leaves_the_old_file(odd: DatasetStore, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(Cancelled):
        export_file(odd, "odd", 1, path, "csv", should_stop=lambda: True)
    assert path.read_text() == "old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["lake", "out.csv"]
