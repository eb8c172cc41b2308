"""The fingerprint depends on what rows say and on nothing else."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lake.conftest import SCHEMA, make_rows
from volano_server.lake import Fingerprint, fingerprint_of

CELLS = st.fixed_dictionaries(
    {
        "text": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
        "raw": st.none() | st.binary(max_size=5),
        "number": st.none() | st.integers(-(2**63), 2**63 - 1),
        "score": st.none() | st.floats(),
        "flag": st.none() | st.booleans(),
        "list": st.none() | st.lists(st.none() | st.integers(0, 9), max_size=3),
        "pair": st.none() | st.fixed_dictionaries({"a": st.none() | st.integers(0, 9), "b": st.text("xy", max_size=2)}),
    }
)
TYPES = pa.schema(
    [
        ("text", pa.string()),
        ("raw", pa.binary()),
        ("number", pa.int64()),
        ("score", pa.float64()),
        ("flag", pa.bool_()),
        ("list", pa.list_(pa.int32())),
        ("pair", pa.struct([("a", pa.int64()), ("b", pa.string())])),
    ]
)


def test_the_value_is_fixed_so_that_old_versions_can_be_compared() -> None:
    assert fingerprint_of(make_rows(0, 25)) == "xxh3:402b293914dab8d5623554e213c733d3"
    assert fingerprint_of(SCHEMA.empty_table()) == "xxh3:86000067ead4fbcc30d2004f6eaafc30"


@settings(max_examples=50)
@given(st.lists(CELLS, max_size=8), st.randoms())
def test_order_split_and_column_order_do_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    expected = fingerprint_of(pa.Table.from_pylist(rows, TYPES))
    shuffled = rows[:]
    random.shuffle(shuffled)
    cut = random.randint(0, len(rows))
    names = random.sample(TYPES.names, len(TYPES.names))
    collected = Fingerprint(TYPES)
    for part in (shuffled[:cut], shuffled[cut:]):
        collected.update(pa.Table.from_pylist(part, TYPES).select(names))
    assert collected.hexdigest() == expected
    assert collected.rows == len(rows)


@settings(max_examples=50)
@given(st.lists(CELLS, min_size=1, max_size=6), st.data())
def test_a_changed_cell_and_a_repeated_row_change_it(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    before = fingerprint_of(pa.Table.from_pylist(rows, TYPES))
    assert fingerprint_of(pa.Table.from_pylist([*rows, rows[0]], TYPES)) != before
    other = [dict(row) for row in rows]
    name = data.draw(st.sampled_from(TYPES.names))
    place = data.draw(st.integers(0, len(rows) - 1))
    other[place] = other[place] | {name: data.draw(CELLS)[name]}
    changed = pa.Table.from_pylist(other, TYPES)
    if repr(changed.to_pylist()[place][name]).replace("-0.0", "0.0") != repr(rows[place][name]).replace("-0.0", "0.0"):
        assert fingerprint_of(changed) != before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pa.array(["a", None], pa.string()), pa.array(["a", None], pa.large_string())),
        (pa.array(["a", None], pa.string()), pa.array(["a", None], pa.string()).dictionary_encode()),
        (pa.array([1, None], pa.int8()), pa.array([1, None], pa.int64())),
        (pa.array([1, None], pa.uint64()), pa.array([1, None], pa.int64())),
        (pa.array([0.5, None], pa.float32()), pa.array([0.5, None], pa.float64())),
        (pa.array([0.0, math.nan]), pa.array([-0.0, -math.nan])),
        (pa.array([[1.0]], pa.list_(pa.float32(), 1)), pa.array([[1.0]], pa.list_(pa.float64()))),
        (
            pa.array([datetime(2020, 1, 1, tzinfo=UTC)], pa.timestamp("ms", "UTC")),
            pa.array([datetime(2020, 1, 1, tzinfo=UTC)], pa.timestamp("us", "UTC")),
        ),
    ],
)
def test_types_that_hold_the_same_values_agree(one: pa.Array, other: pa.Array) -> None:
    assert fingerprint_of(pa.table({"x": one})) == fingerprint_of(pa.table({"x": other}))


def test_slices_and_chunks_agree_with_the_whole() -> None:
    whole = pa.concat_tables([make_rows(0, 10), make_rows(10, 30)])
    assert fingerprint_of(whole.slice(5, 20)) == fingerprint_of(make_rows(5, 25))


PLAIN = [pa.date32(), pa.date64(), pa.time32("s"), pa.time64("us"), pa.duration("s"), pa.decimal128(9, 2), pa.null()]


@pytest.mark.parametrize("kind", [*PLAIN, pa.bool_()])
def test_every_plain_type_is_supported(kind: pa.DataType) -> None:
    empty = pa.array([None, None], kind)
    assert fingerprint_of(pa.table({"x": empty})) != fingerprint_of(pa.table({"x": empty.slice(1)}))
    if kind != pa.null():
        filled = pa.array([1, 0], pa.int64()).cast(pa.int32() if kind.bit_width == 32 else pa.int64())
        filled = filled.cast(pa.decimal128(21, 2)).cast(kind) if pa.types.is_decimal(kind) else filled.cast(kind)
        assert fingerprint_of(pa.table({"x": filled})) != fingerprint_of(pa.table({"x": empty}))


def test_maps_are_supported() -> None:
    kind = pa.map_(pa.string(), pa.int64())
    one, other = pa.array([[("a", 1)], None], kind), pa.array([[("a", 2)], None], kind)
    assert fingerprint_of(pa.table({"x": one})) != fingerprint_of(pa.table({"x": other}))
