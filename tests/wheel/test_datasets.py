"""Data sets through HTTP: imported, prepared, profiled, extended; what is broken is refused and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.house import TestHouse
from tests.wheel.workshop import Workshop

MAILS: list[dict[str, Any]] = [
    {"id": f"m{number}", "body": f"Please call me about offer {number} at anna{number}@example.org", "label": label}
    for number, label in enumerate(["spam", "ham"] * 10)
]


@pytest.fixture
def shop(house: TestHouse) -> Workshop:
    return Workshop(house)


def test_rows_become_a_version_with_lineage_to_its_run(shop: Workshop) -> None:
    ref = shop.import_rows("mails", MAILS, key="id")
    found = shop.get(f"/datasets/{ref}")
    assert (found["rows"], ref) == (20, "mails@1")
    up = shop.get("/lineage", node=f"version:{found['version_id']}", direction="up")
    assert "run" in {node["kind"] for node in up["nodes"]}
    assert shop.get(f"/datasets/{ref}/reports/import")["body"]["rows"] == 20


def test_a_recipe_reports_what_each_step_removed(shop: Workshop) -> None:
    ref = shop.import_rows("mails", [*MAILS, MAILS[0] | {"id": "twice"}], key="id")
    recipe = [
        {"step": "exact_duplicates", "params": {"columns": ["body"]}},
        {"step": "scrub_personal", "params": {"columns": ["body"]}},
        {"step": "compose", "params": {"column": "text", "template": "{{label}}: {{body}}"}},
        {"step": "split", "params": {"by": "row_id", "parts": {"train": 0.5, "test": 0.5}}},
    ]
    made = shop.finish(shop.post("/datasets/mails/prepare", {"source": ref, "recipe": recipe}))
    assert made == {"dataset": "mails@2", "rows": 20}
    steps = shop.get("/datasets/mails@2/reports/recipe")["body"]["steps"]
    assert [step["rows_out"] for step in steps] == [20, 20, 20, 20]
    row = shop.get("/datasets/mails@2/rows", where="label = 'spam'", limit=1)["items"][0]
    assert "example.org" not in row["text"]
    assert row["split"] in ("train", "test")


def test_equal_input_and_recipe_give_an_equal_fingerprint(shop: Workshop) -> None:
    ref = shop.import_rows("mails", MAILS, key="id")
    recipe = [{"step": "truncate", "params": {"columns": ["body"], "max_characters": 12}}]
    prints = []
    for name in ("one", "two"):
        made = shop.finish(shop.post(f"/datasets/{name}/prepare", {"source": ref, "recipe": recipe}))
        prints.append(shop.get(f"/datasets/{made['dataset']}")["fingerprint"])
    assert prints[0] == prints[1]


def test_an_extended_version_has_the_new_rows_and_the_old_one_stays(shop: Workshop) -> None:
    ref = shop.import_rows("mails", MAILS, key="id")
    rows = [
        {"row_id": "new", "id": "new", "body": "hello", "label": "ham"},
        {"row_id": "m0", "id": "m0", "body": "corrected", "label": "ham"},
    ]
    made = shop.finish(shop.post("/datasets/mails/extend", {"base": ref, "rows": rows}))
    assert made == {"dataset": "mails@2", "rows": 21}
    assert shop.get("/datasets/mails@2/rows", where="row_id = 'm0'")["items"][0]["body"] == "corrected"
    assert shop.get("/datasets/mails@1")["rows"] == 20


def test_a_profile_counts_labels_and_personal_data(shop: Workshop) -> None:
    ref = shop.import_rows("mails", MAILS, key="id")
    shop.finish(shop.post(f"/datasets/{ref}/profile", {}))
    body = shop.get(f"/datasets/{ref}/reports/profile")["body"]
    assert body["rows"] == 20
    assert "spam" in str(body)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"id": "a", "id": "b"}\n', "twice"),
        (b'{"id": 1}\n{"id": NaN}\n', "2"),
        (b"", "no row to import"),
        (b"\xff\xfe{}\n", ""),
    ],
)
def test_a_broken_file_fails_with_its_place_and_leaves_no_version(shop: Workshop, content: bytes, words: str) -> None:
    body = {"files": [shop.upload("x.jsonl", content)], "reader": "jsonl"}
    job = shop.wait(shop.post("/datasets/broken/import", body))
    assert job["state"] in ("failed", "dead")
    assert words in job["error"]["message"] + job["error"]["hint"]
    assert shop.http.get("/api/v1/datasets/broken").status_code == 404
    assert shop.get("/runs", name="import broken")["items"][0]["state"] == "failed"


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ([{"step": "nothing"}], "nothing"),
        ([{"step": "truncate", "params": {"max_characters": 0}}], "max_characters"),
        ([{"step": "split", "params": {"by": "row_id", "parts": {"train": 2}}}], "parts"),
    ],
)
def test_a_wrong_recipe_is_refused_before_it_is_queued(shop: Workshop, recipe: list[Any], words: str) -> None:
    ref = shop.import_rows("mails", MAILS[:2], key="id")
    answer = shop.http.post("/api/v1/datasets/mails/prepare", json={"source": ref, "recipe": recipe})
    assert answer.status_code == 422
    assert words in answer.text


def test_unknown_versions_and_foreign_workspaces_are_not_found(shop: Workshop) -> None:
    shop.import_rows("mails", MAILS[:2], key="id")
    assert shop.http.get("/api/v1/datasets/mails@9").status_code == 404
    stranger = shop.house.client(shop.house.stranger)
    assert stranger.get("/api/v1/datasets/mails@1").status_code == 404
    assert stranger.get("/api/v1/datasets/mails@1/rows").status_code == 404


def test_a_missing_upload_fails_the_job_and_says_so(shop: Workshop) -> None:
    body = {"files": [{"digest": "sha256:" + "0" * 64, "name": "x.jsonl"}], "reader": "jsonl"}
    job = shop.wait(shop.post("/datasets/mails/import", body))
    assert "there is no blob" in job["error"]["message"]
