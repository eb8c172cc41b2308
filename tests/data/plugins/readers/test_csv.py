"""CSV: separators, types, and rows that are none."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tests.data.conftest import limits, read
from volano_server.data.errors import BadSource


def write(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_from_the_header(separator: str, tmp_path: Path) -> None:
    lines = [["text", "label"], ['"a, b; c"', "ham"]]
    path = write(tmp_path, "\n".join(separator.join(line) for line in lines))
    assert read(None, path)[0].select(["text", "label"]).to_pylist() == [{"text": "a, b; c", "label": "ham"}]


def test_columns_become_the_narrowest_type_that_holds_every_cell(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "n,x,b,t,zip,big,none,mixed\n1,1,true,a,00142,123456789012345678901,,1\n-2,.5,FALSE,,20121,1,,x\n,1e3,,c,,2,,\n",
    )
    table, _ = read(None, path)
    types = [table.schema.field(name).type for name in ("n", "x", "b", "t", "zip", "big", "none", "mixed")]
    text = pa.large_string()
    assert types == [pa.int64(), pa.float64(), pa.bool_(), text, text, text, text, text]
    assert table.to_pylist()[0]["zip"] == "00142"
    assert table.column("n").to_pylist() == [1, -2, None]
    assert table.column("x").to_pylist() == [1.0, 0.5, 1000.0]
    assert table.column("b").to_pylist() == [True, False, None]


def test_quoted_cells_may_hold_line_breaks_and_quotes(tmp_path: Path) -> None:
    path = write(tmp_path, 't,n\r\n"two\r\nlines ""quoted""",1\r\nx,2\r\n')
    rows = read(None, path)[0].to_pylist()
    assert rows[0]["t"] == 'two\nlines "quoted"'
    assert [row["source"] for row in rows] == ["a.csv:2", "a.csv:4"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b,a\n1,2,3\n", r"a\.csv, line 1 at byte 0: the column `a` occurs twice"),
        ("a,,c\n1,2,3\n", r"a\.csv, line 1 at byte 0: column 2 has no name"),
        ("a,b\n1,2\n1,2,3\n", r"a\.csv, line 3 at byte 8: ragged row: 3 cells under 2 columns"),
        ("a,b\n1,2\n1\n", r"a\.csv, line 3 at byte 8: ragged row: 1 cells under 2 columns"),
        ('a,b\n1,2\n"x,3\n4,5\n', r"a\.csv, line 3 at byte 8: not CSV: unexpected end of data"),
        ('a,b\n"x"y,3\n', r"a\.csv, line 2 at byte 4: not CSV: ',' expected after '\"'"),
        ("a,b\n", "there is no row to import"),
        ("", "the file is empty"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadSource, match=message) as caught:
        read("csv", write(tmp_path, content))
    assert caught.value.hint


def test_bad_rows_can_be_skipped_and_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,2\n1,2,3\n"x"y,3\n4,5\n')
    table, report = read(None, path, on_error="skip")
    assert table.column("a").to_pylist() == [1, 4]
    assert report.skipped == {"ragged row": 1, "not CSV": 1}
    assert [sample["place"] for sample in report.samples] == ["a.csv, line 3 at byte 8", "a.csv, line 4 at byte 14"]


def test_nan_in_a_column_of_numbers_is_refused_or_empty(tmp_path: Path) -> None:
    path = write(tmp_path, "x,t\n1.5,nan\nNaN,b\n-inf,c\n")
    with pytest.raises(
        BadSource, match="line 3 at byte 12: wrong type: the column `x` holds a number that is not finite"
    ):
        read(None, path)
    table, report = read(None, path, nan="empty")
    assert table.column("x").to_pylist() == [1.5, None, None]
    assert table.column("t").to_pylist() == ["nan", "b", "c"]
    assert report.empty_cells_for_nan == 2


def test_types_can_be_fixed_and_then_wrong_cells_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "x,when\n1,2026-02-03\nmany,2026-02-04\n")
    with pytest.raises(
        BadSource, match="line 3 at byte 20: wrong type: the column `x` holds 'many', which is not of the type integer"
    ):
        read(None, path, types={"x": "integer"})
    table, _ = read(None, path, types={"when": "time"})
    assert table.schema.field("when").type == pa.timestamp("us", "UTC")
    assert read(None, write(tmp_path, "zip\n20121\n", "b.csv"), types={"zip": "text"})[0].column("zip").to_pylist() == [
        "20121"
    ]


def test_broken_bytes_nul_and_a_byte_order_mark_are_taken(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xef\xbb\xbft,n\nx\xffy,1\na\x00b,2\n")
    table, report = read("csv", path)
    assert table.column("t").to_pylist() == ["x\ufffdy", "a\ufffdb"]
    assert report.replaced_characters == 2


def test_a_quote_that_is_never_closed_does_not_swallow_the_memory(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n"x,1\n' + "1,2\n" * 5000)
    with pytest.raises(BadSource, match="line 2 at byte 4: not CSV: a row of more than 1000 bytes"):
        read(None, path, limits=limits(row_bytes=1000))


def test_several_files_share_their_columns(tmp_path: Path) -> None:
    one, two = write(tmp_path, "a,b\n1,x\n"), write(tmp_path, "b;c\ny;2.5\n", "b.csv")
    rows = read(None, one, two)[0].drop(["row_id"]).to_pylist()
    assert rows == [
        {"a": 1, "b": "x", "c": None, "source": "a.csv:2"},
        {"a": None, "b": "y", "c": 2.5, "source": "b.csv:2"},
    ]
