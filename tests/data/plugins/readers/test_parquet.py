"""Parquet files, whole and otherwise."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.data.conftest import limits, read
from volano_server.data.errors import BadSource


def write(folder: Path, table: pa.Table, name: str = "a.parquet") -> Path:
    pq.write_table(table, folder / name)
    return folder / name


def test_types_are_kept_and_nested_values_become_json(tmp_path: Path) -> None:
    table = pa.table(
        {
            "t": pa.array(["a", None]),
            "cat": pa.array(["x", "y"]).dictionary_encode(),
            "n": pa.array([1, 2], pa.int32()),
            "when": pa.array([datetime(2026, 1, 1, tzinfo=UTC)] * 2, pa.timestamp("ms", "UTC")),
            "vector": pa.array([[0.5, 1.5], [2.0, 3.0]], pa.list_(pa.float32(), 2)),
            "chat": [[{"role": "user", "content": "è"}], None],
            "none": pa.nulls(2),
        }
    )
    found, report = read(None, write(tmp_path, table))
    types = {field.name: field.type for field in found.schema}
    assert (types["t"], types["cat"], types["n"], types["none"]) == (
        pa.large_string(),
        pa.large_string(),
        pa.int32(),
        pa.large_string(),
    )
    assert types["vector"] == pa.list_(pa.float32(), 2)
    assert found.column("chat").to_pylist() == ['[{"role": "user", "content": "\\u00e8"}]', None]
    assert found.column("source").to_pylist() == ["a.parquet:1", "a.parquet:2"]
    assert (report.files, report.rows) == (1, 2)


def test_a_truncated_file_is_refused_with_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, pa.table({"t": ["x" * 1000 + str(n) for n in range(1000)]}))
    whole = path.read_bytes()
    for kept in (3, 10, len(whole) // 2, len(whole) - 5):
        path.write_bytes(whole[:kept])
        with pytest.raises(BadSource, match=r"a\.parquet: the file is no whole Parquet file") as caught:
            read("parquet", path)
        assert caught.value.hint


def test_a_damaged_page_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, pa.table({"t": [f"text {n}" for n in range(5000)]}))
    content = bytearray(path.read_bytes())
    content[20:400] = b"\xff" * 380
    path.write_bytes(content)
    with pytest.raises(BadSource, match=r"a\.parquet"):
        read("parquet", path)


def test_files_with_other_columns_are_refused(tmp_path: Path) -> None:
    one, two = write(tmp_path, pa.table({"t": ["a"]})), write(tmp_path, pa.table({"u": ["a"]}), "b.parquet")
    with pytest.raises(BadSource, match=r"b\.parquet: its columns differ from those of a\.parquet"):
        read(None, one, two)


def test_numbers_that_are_not_finite_are_refused_or_empty(tmp_path: Path) -> None:
    path = write(tmp_path, pa.table({"x": [1.0, math.nan, None, math.inf], "t": list("abcd")}))
    with pytest.raises(BadSource, match=r"a\.parquet, row 2, column `x`: wrong type: a number that is not finite"):
        read(None, path)
    table, report = read(None, path, on_error="skip")
    assert table.column("t").to_pylist() == ["a", "c"]
    assert report.skipped == {"wrong type": 2}
    table, report = read(None, path, nan="empty")
    assert table.column("x").to_pylist() == [1.0, None, None, None]
    assert report.empty_cells_for_nan == 2


def test_texts_with_nul_or_broken_utf8_are_repaired(tmp_path: Path) -> None:
    broken = pa.array([b"a\x00b", b"x\xffy", b"fine"], pa.binary()).cast(pa.binary())
    text = pa.Array.from_buffers(pa.string(), 3, broken.buffers())
    table, report = read(None, write(tmp_path, pa.table({"t": text})))
    assert table.column("t").to_pylist() == ["a\ufffdb", "x\ufffdy", "fine"]
    assert report.replaced_characters == 2


def test_huge_texts_are_refused_with_their_row(tmp_path: Path) -> None:
    path = write(tmp_path, pa.table({"t": ["a", "x" * 5000]}))
    with pytest.raises(BadSource, match="row 2, column `t`: too large: over 1000 bytes"):
        read(None, path, limits=limits(row_bytes=1000))
    assert read(None, path, on_error="skip", limits=limits(row_bytes=1000))[0].num_rows == 1


def test_keys_come_from_a_column_and_must_be_unique(tmp_path: Path) -> None:
    path = write(tmp_path, pa.table({"id": [1, 2, 2, None], "t": list("abcd")}))
    with pytest.raises(BadSource, match="row 3: no key of its own in `id`: it is that of an earlier row"):
        read(None, path, key="id")
    table, report = read(None, path, key="id", on_error="skip")
    assert table.column("row_id").to_pylist() == ["1", "2"]
    assert report.skipped == {"no key of its own in `id`": 2}
    with pytest.raises(BadSource, match="no key column `name`; there are `id`, `t`"):
        read(None, path, key="name")


def test_repeated_column_names_are_refused(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    with pytest.raises(BadSource, match="the column `a` occurs twice"):
        read(None, write(tmp_path, table))
