"""JSON Lines: types, positions of errors, and odd values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.data.conftest import limits, read
from volano_server.data.errors import BadSource


def write(folder: Path, *lines: str | bytes, name: str = "a.jsonl") -> Path:
    path = folder / name
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\n")
    return path


def test_types_are_learnt_from_all_rows(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '{"n": 1, "x": 1, "t": "a", "b": true, "o": {"k": [1]}, "e": null}',
        "",
        '{"n": 2, "x": 1.5, "t": null, "b": false, "o": [1, 2], "late": "y"}',
    )
    table, _ = read(None, path)
    types = {field.name: field.type for field in table.schema}
    assert types == {
        "row_id": pa.string(),
        "n": pa.int64(),
        "x": pa.float64(),
        "t": pa.large_string(),
        "b": pa.bool_(),
        "o": pa.large_string(),
        "e": pa.large_string(),
        "late": pa.large_string(),
        "source": pa.string(),
    }
    rows = table.to_pylist()
    assert rows[0]["o"] == '{"k": [1]}'
    assert (rows[0]["x"], rows[1]["x"], rows[0]["late"], rows[1]["late"]) == (1.0, 1.5, None, "y")
    assert rows[1]["source"] == "a.jsonl:3"


@pytest.mark.parametrize(
    ("bad", "reason", "detail"),
    [
        ('{"t": "a"', "not JSON", "column"),
        ("[1, 2]", "not an object", "found a list"),
        ('{"t": "a"} {"t": "b"}', "not JSON", "Extra data"),
        ('{"t": "a", "t": "b"}', "duplicate key", "the key `t` occurs twice"),
        ('{"t": {"k": 1, "k": 2}}', "duplicate key", "the key `k` occurs twice"),
        ('{"t": 5}', "wrong type", "a text"),
        ('{"x": NaN}', "wrong type", "not finite"),
        ('{"x": 1e999}', "wrong type", "not finite"),
        ('{"o": [NaN]}', "wrong type", "not finite"),
        ('{"n": 9223372036854775808}', "wrong type", "64 bits"),
        ('{"n": ' + "9" * 5000 + "}", "not JSON", "integer string conversion"),
        ('{"o": ' + "[" * 100_000 + "]" * 100_000 + "}", "not JSON", "too deep"),
    ],
)
def test_a_bad_line_is_refused_or_skipped_with_line_and_byte(
    bad: str, reason: str, detail: str, tmp_path: Path
) -> None:
    good = '{"t": "a", "n": 1, "x": 0.5, "o": [1]}'
    path = write(tmp_path, good, bad, good)
    place = f"a.jsonl, line 2 at byte {len(good) + 1}"
    with pytest.raises(BadSource, match=f"^{place}: {reason}: .*{detail}") as caught:
        read(None, path)
    assert caught.value.hint
    table, report = read(None, path, on_error="skip")
    assert table.num_rows == 2
    assert report.skipped == {reason: 1}
    assert report.samples[0]["place"] == place


def test_a_number_that_is_not_finite_may_become_an_empty_cell(tmp_path: Path) -> None:
    path = write(tmp_path, '{"x": NaN, "o": [1, Infinity]}', '{"x": 1}', '{"x": -Infinity}')
    table, report = read(None, path, nan="empty")
    assert table.column("x").to_pylist() == [None, 1.0, None]
    assert table.column("o").to_pylist() == ["[1, null]", None, None]
    assert report.empty_cells_for_nan == 2


def test_nul_surrogates_and_broken_bytes_are_replaced_and_counted(tmp_path: Path) -> None:
    path = write(tmp_path, r'{"t": "a\u0000b\ud800c", "o": {"\u0000": ["\udfff"]}}', b'{"t": "x\xffy"}')
    table, report = read(None, path)
    assert table.column("t").to_pylist() == ["a\ufffdb\ufffdc", "x\ufffdy"]
    assert report.replaced_characters == 5
    table.validate(full=True)


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"t": "a"}\r\n{"t": "b"}\r\n')
    assert read(None, path)[0].column("t").to_pylist() == ["a", "b"]


def test_a_huge_line_is_refused_with_its_size_and_the_limit(tmp_path: Path) -> None:
    path = write(tmp_path, '{"t": "a"}', json.dumps({"t": "x" * 5000}), '{"t": "b"}')
    with pytest.raises(BadSource, match="line 2 at byte 11: too large: 5010 of at most 1000 bytes"):
        read(None, path, limits=limits(row_bytes=1000))
    table, report = read(None, path, on_error="skip", limits=limits(row_bytes=1000))
    assert table.column("t").to_pylist() == ["a", "b"]
    assert report.skipped == {"too large": 1}


def test_one_json_array_gets_a_hint(tmp_path: Path) -> None:
    for lines in (["[", '{"t": 1}', "]"], ['[{"t": 1},', '{"t": 2}]'], ['[{"t": 1}]']):
        with pytest.raises(BadSource) as caught:
            read(None, write(tmp_path, *lines, name="a.json"))
        assert "one JSON array" in caught.value.hint


def test_types_can_be_fixed(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '{"id": "a", "when": "2026-02-03T10:12:00+01:00", "x": 1}',
        '{"id": "b", "when": "2026-02-03", "x": 2}',
    )
    table, _ = read(None, path, types={"when": "time", "x": "float"})
    assert [str(value) for value in table.column("when").to_pylist()] == [
        "2026-02-03 09:12:00+00:00",
        "2026-02-03 00:00:00+00:00",
    ]
    assert table.schema.field("x").type == pa.float64()
    with pytest.raises(
        BadSource, match="line 1 at byte 0: wrong type: the column `id` holds a text, not a whole number"
    ):
        read(None, path, types={"id": "integer"})
    with pytest.raises(BadSource, match="`money` is no type for the column `x`") as caught:
        read(None, path, types={"x": "money"})
    assert "integer, float" in caught.value.hint
    with pytest.raises(BadSource, match="`types` names the column `y`; there are `id`"):
        read(None, path, types={"y": "text"})


def test_nested_and_plain_values_in_one_column_are_refused_unless_the_type_is_fixed(tmp_path: Path) -> None:
    lines = ['{"o": [1]}', '{"o": "plain"}']
    for order in (lines, lines[::-1]):
        path = write(tmp_path, *order)
        with pytest.raises(BadSource, match=r"line 2 .*wrong type: the column `o` holds a (text|nested value) here"):
            read(None, path)
        assert read(None, path, on_error="skip")[0].num_rows == 1
        assert sorted(read(None, path, types={"o": "json"})[0].column("o").to_pylist()) == ['"plain"', "[1]"]


class TestKeys:
    def test_a_named_column_or_row_id_gives_the_keys(self, tmp_path: Path) -> None:
        path = write(tmp_path, '{"id": 7, "row_id": "a"}', '{"id": 8, "row_id": "b"}')
        assert read(None, path)[0].column("row_id").to_pylist() == ["a", "b"]
        assert read(None, path, key="id")[0].to_pylist()[0] == {"row_id": "7", "id": 7, "source": "a.jsonl:1"}
        with pytest.raises(BadSource, match="no key column `name`; there are `id`, `row_id`"):
            read(None, path, key="name")

    def test_a_repeated_or_missing_key_is_refused_with_both_places(self, tmp_path: Path) -> None:
        path = write(tmp_path, '{"id": "a"}', '{"id": "a"}', '{"id": null, "t": "x"}')
        with pytest.raises(BadSource, match=r"line 2 .*no key of its own in `id`: it is that of a.jsonl, line 1"):
            read(None, path, key="id")
        table, report = read(None, path, key="id", on_error="skip")
        assert (table.num_rows, report.skipped) == (1, {"no key of its own in `id`": 2})

    def test_equal_rows_have_numbered_keys_and_the_place_does_not_count(self, tmp_path: Path) -> None:
        one = write(tmp_path, '{"a": 1, "b": "x"}', '{"b": "x", "a": 1}')
        other = write(tmp_path, '{"a": 5, "b": "z"}', '{"a": 1, "b": "x"}', name="b.jsonl")
        keys = read(None, one)[0].column("row_id").to_pylist()
        assert keys[1] == f"{keys[0]}-2"
        assert read(None, other)[0].column("row_id").to_pylist()[1] == keys[0]

    def test_a_source_column_of_the_file_is_kept(self, tmp_path: Path) -> None:
        table, _ = read(None, write(tmp_path, '{"t": "a", "source": "forum"}'))
        assert table.column("source").to_pylist() == ["forum"]


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, '{"t": "caf\u00e9"}')
    for encoding in ("utf-16", "klingon", "hex", ""):
        with pytest.raises(BadSource, match="not known or not readable by lines"):
            read("jsonl", path, encoding=encoding)
    path.write_bytes('{"t": "caf\u00e9"}'.encode("latin-1"))
    assert read("jsonl", path, encoding="latin-1")[0].column("t").to_pylist() == ["caf\u00e9"]


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from("abc"), VALUES | st.lists(VALUES, max_size=2), min_size=1, max_size=3),
        min_size=1,
        max_size=8,
    )
)
def test_any_objects_are_read_or_refused_with_their_line(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    path = write(tmp_path, *(json.dumps(row) for row in rows))
    table, report = read("jsonl", path, on_error="skip")
    assert table.num_rows + sum(report.skipped.values()) == len(rows)
    table.validate(full=True)
    if report.skipped:
        with pytest.raises(BadSource, match=r"a\.jsonl, line "):
            read("jsonl", path)
    else:
        assert read("jsonl", path)[0].num_rows == len(rows)
