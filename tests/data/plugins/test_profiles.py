"""Profiles: plain values about columns and texts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from tests.data.conftest import MAILS
from volano_server.data.errors import BadSource, Cancelled
from volano_server.data.plugins.imports import import_files
from volano_server.data.plugins.profiles import profile
from volano_server.data.plugins.readers import ReadOptions
from volano_server.lake import DatasetStore


@pytest.fixture
def mails(lake: DatasetStore) -> DatasetStore:
    import_files(lake, "mails", [MAILS], options=ReadOptions(on_error="skip", label_from_folder=True))
    return lake


def test_mails_have_labels_lengths_languages_duplicates_and_personal_data(mails: DatasetStore) -> None:
    found = profile(mails, "mails", 1)
    assert json.loads(json.dumps(found)) == found
    assert (found["rows"], found["version"]) == (40, 1)
    assert found["labels"] == {
        "unlabelled": 0,
        "values": [{"value": "ham", "rows": 26, "share": 0.65}, {"value": "spam", "rows": 14, "share": 0.35}],
        "majority_share": 0.65,
    }
    body = found["columns"]["body"]
    assert (body["missing"], body["empty"]) == (0, 1)
    assert body["characters"]["min"] == 0
    assert body["characters"]["p5"] <= body["characters"]["p50"] <= body["characters"]["max"]
    assert sum(entry["rows"] for entry in body["histogram"]) == 40
    assert found["columns"]["sent_at"]["missing"] == 1
    assert found["columns"]["sent_at"]["first"] == "2026-02-03T09:12:00Z"
    assert found["columns"]["raw"] == {"type": "large_binary", "missing": 0}
    text = found["text"]
    assert (text["column"], text["rows"]) == ("body", 40)
    assert {"en", "it", "de", "fr", "ja"} <= {entry["language"] for entry in text["languages"]}
    assert sum(entry["rows"] for entry in text["languages"]) == 40
    assert text["exact_duplicates"]["rows"] == 1
    assert text["near_duplicates"]["clusters"] >= 3
    personal = {entry["kind"]: entry["found"] for entry in text["personal_data"]}
    assert (personal["iban"], personal["card"], personal["url_user"]) == (2, 1, 2)
    assert "example.org" not in json.dumps(text)


def test_numbers_booleans_times_and_empty_columns_are_profiled(lake: DatasetStore) -> None:
    table = pa.table(
        {
            "id": [f"r{n}" for n in range(100)],
            "n": pa.array([None if n == 5 else n for n in range(100)], pa.int64()),
            "x": pa.array([float("nan") if n == 7 else n / 10 for n in range(100)]),
            "same": pa.array([3] * 100, pa.int32()),
            "b": pa.array([None, *[n % 4 == 0 for n in range(99)]]),
            "when": pa.array(
                [datetime(2026, 1, 1 + n % 28, tzinfo=UTC) for n in range(100)], pa.timestamp("us", "UTC")
            ),
            "none": pa.nulls(100, pa.string()),
            "v": pa.array([[1.0, 2.0]] * 100, pa.list_(pa.float32(), 2)),
        }
    )
    lake.create("t", table, key="id")
    columns = profile(lake, "t")["columns"]
    assert columns["n"]["missing"] == 1
    assert (columns["n"]["numbers"]["min"], columns["n"]["numbers"]["max"], columns["n"]["numbers"]["p50"]) == (
        0,
        99,
        50,
    )
    assert sum(entry["rows"] for entry in columns["n"]["histogram"]) == 99
    assert len(columns["n"]["histogram"]) == 20
    assert columns["x"]["missing"] == 0
    assert sum(entry["rows"] for entry in columns["x"]["histogram"]) == 99
    assert [entry["rows"] for entry in columns["same"]["histogram"]] == [100]
    assert columns["b"] == {
        "type": "bool",
        "missing": 1,
        "values": [{"value": False, "rows": 74}, {"value": True, "rows": 25}],
    }
    assert (columns["when"]["first"], columns["when"]["last"]) == ("2026-01-01T00:00:00Z", "2026-01-28T00:00:00Z")
    assert columns["none"] == {"type": "string", "missing": 100, "empty": 0, "distinct_about": 0}
    assert columns["v"]["missing"] == 0


def test_an_empty_table_has_a_profile(lake: DatasetStore) -> None:
    lake.create("t", pa.table({"id": pa.array([], pa.string()), "n": pa.array([], pa.int64())}), key="id")
    found = profile(lake, "t")
    assert found["rows"] == 0
    assert found["columns"]["n"] == {"type": "int64", "missing": 0}


def test_the_text_column_can_be_named_and_must_exist(mails: DatasetStore) -> None:
    assert profile(mails, "mails", text_column="subject")["text"]["column"] == "subject"
    with pytest.raises(BadSource, match="no column `text`"):
        profile(mails, "mails", text_column="text")


def test_texts_are_sampled_and_the_profile_says_so(lake: DatasetStore) -> None:
    rows = 5_000
    lake.create(
        "t", pa.table({"id": [f"r{n}" for n in range(rows)], "body": [f"text {n}" for n in range(rows)]}), key="id"
    )
    found = profile(lake, "t", sample_rows=2_000)
    assert 1_000 <= found["text"]["rows"] <= 2_000
    assert found["columns"]["body"]["missing"] == 0


def test_values_that_look_like_sql_are_values(lake: DatasetStore) -> None:
    odd = "'; DROP TABLE rows; SELECT * FROM read_text('/etc/passwd') --"
    lake.create("t", pa.table({"id": ["a"], odd.replace(".", ""): [odd]}), key="id")
    column = profile(lake, "t", label_column="x")["columns"][odd.replace(".", "")]
    assert column["values"] == [{"value": odd, "rows": 1}]


def test_a_profile_can_be_stopped(mails: DatasetStore) -> None:
    with pytest.raises(Cancelled):
        profile(mails, "mails", should_stop=lambda: True)
