"""Rows added to a table pass through in batches; a known key takes the old row's place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from volano_server.data.errors import BadSource
from volano_server.data.plugins.extend import Extended, extend_table
from volano_server.lake import DatasetStore, DuplicateKey, open_dataset_store


@pytest.fixture
def lake(tmp_path: Path) -> DatasetStore:
    return open_dataset_store(tmp_path / "lake")


def extend(lake: DatasetStore, *rows: dict[str, Any]) -> Extended:
    table = pa.table({"row_id": [f"r{number}" for number in range(9_000)], "n": list(range(9_000))})
    version = lake.replace("base", table, key="row_id")
    return extend_table(lake, lake.open("base", version), "out", rows)


def test_new_rows_are_added_and_known_ones_replaced(lake: DatasetStore) -> None:
    made = extend(lake, {"row_id": "r7", "n": -7}, {"row_id": "new"})
    found = lake.open("out", made.version)
    assert (found.count(), made.rows) == (9_001, 9_001)
    assert found.rows(["r7"]).to_pylist() == [{"row_id": "r7", "n": -7}]
    assert found.rows(["new"]).to_pylist() == [{"row_id": "new", "n": None}]


def test_the_fingerprint_is_that_of_the_rows_as_they_are_read_back(lake: DatasetStore) -> None:
    made = extend(lake, {"row_id": "r7", "n": -7})
    assert made.fingerprint == lake.open("out", made.version).fingerprint()


@pytest.mark.parametrize(
    ("row", "error", "said"),
    [
        ({"row_id": "x", "m": 1}, BadSource, "has the column `m`"),
        ({"n": 1}, BadSource, "has no `row_id`"),
        ({"row_id": "x", "n": "text"}, BadSource, "does not fit"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(
    lake: DatasetStore, row: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        extend(lake, row)


def test_the_same_key_twice_among_the_new_rows_is_refused(lake: DatasetStore) -> None:
    with pytest.raises(DuplicateKey):
        extend(lake, {"row_id": "x", "n": 1}, {"row_id": "x", "n": 2})
