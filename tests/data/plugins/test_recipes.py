"""Recipe runs: what goes, what stays, the report, and the same result every time."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.data.conftest import MAILS
from volano_server.data.domain.recipe import parse_recipe
from volano_server.data.errors import BadRecipe, Cancelled
from volano_server.data.plugins.imports import import_files
from volano_server.data.plugins.readers import ReadOptions
from volano_server.data.plugins.recipes import run_recipe
from volano_server.lake import DatasetStore, open_dataset_store

RECIPE: list[dict[str, Any]] = [
    {"step": "parse_mail"},
    {"step": "drop_empty", "params": {"min_characters": 10}},
    {"step": "exact_duplicates"},
    {"step": "near_duplicates", "params": {"threshold": 0.7}},
    {"step": "detect_language"},
    {"step": "scrub_personal"},
    {"step": "truncate", "params": {"max_characters": 120}},
    {"step": "split", "params": {"parts": {"train": 0.7, "test": 0.3}}},
]


@pytest.fixture
def mails(lake: DatasetStore) -> DatasetStore:
    import_files(lake, "mails", [MAILS], options=ReadOptions(label_from_folder=True))
    return lake


def test_the_mails_go_through_the_whole_recipe(mails: DatasetStore, tmp_path: Path) -> None:
    done = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "prepared", work_dir=tmp_path / "work")
    kept = mails.open(done.table, done.version)
    rows = kept.scan().read_all().to_pylist()
    assert (done.rows, kept.count(), done.reused) == (34, 34, False)
    assert done.fingerprint == kept.fingerprint()
    assert "raw" not in kept.schema.names
    assert {row["split"] for row in rows} == {"train", "test"}
    assert {"en", "it", "de", "es", "fr", "ja"} <= {row["language"] for row in rows}
    assert max(len(row["body"]) for row in rows) == 120
    shown = json.dumps(rows, default=str)
    for secret in ("@example", "555-0199", "4111 1111", "IT60", "203.0.113", "s3cret"):
        assert secret not in shown
    assert list((tmp_path / "work").iterdir()) == []


def test_the_report_says_what_each_step_removed_and_found(mails: DatasetStore) -> None:
    done = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "prepared")
    steps = {step["step"]: step for step in done.report["steps"]}
    assert [(step["rows_in"], step["rows_out"]) for step in done.report["steps"]] == [
        (40, 40), (40, 38), (38, 37), (37, 34), (34, 34), (34, 34), (34, 34), (34, 34),
    ]  # fmt: skip
    assert steps["drop_empty"]["removed"]["shorter than 10 characters"]["rows"] == 1
    assert steps["exact_duplicates"]["removed"]["exact duplicate"]["rows"] == 1
    near = steps["near_duplicates"]
    assert near["removed"]["near duplicate"]["rows"] == 3
    assert len(near["removed"]["near duplicate"]["examples"]) == 3
    assert near["notes"]["sampled pairs"]
    counts = steps["scrub_personal"]["counts"]
    assert counts["email"] > 30
    assert (counts["iban"], counts["card"], counts["url_user"]) == (2, 1, 2)
    assert counts["ip"] >= 5
    assert counts["phone"] >= 5
    assert "example.org" not in json.dumps(done.report)
    assert done.report["input"] == {
        "table": "mails", "version": 1, "rows": 40, "fingerprint": mails.open("mails", 1).fingerprint(),
    }  # fmt: skip
    assert done.report["recipe"] == parse_recipe(RECIPE).to_json()


def test_removed_rows_are_kept_as_they_were_with_step_and_reason(mails: DatasetStore) -> None:
    done = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "prepared")
    removed = mails.open(done.removed_table, done.removed_version).scan().read_all().to_pylist()
    assert done.removed_table == "prepared-removed"
    assert len(removed) == 40 - 34 == done.report["removed"]["rows"]
    assert sorted({row["removed_at_step"] for row in removed}) == [
        "2 drop_empty",
        "3 exact_duplicates",
        "4 near_duplicates",
    ]
    short = next(row for row in removed if row["removed_by"] == "shorter than 10 characters")
    assert (short["body"], short["removed_at_step"], short["split"]) == ("Lunch?", "2 drop_empty", None)
    originals = {
        row["row_id"]: row["raw"] for row in mails.open("mails").scan(["row_id", "raw"]).read_all().to_pylist()
    }
    assert all(row["raw"] == originals[row["row_id"]] for row in removed)
    kept = set(mails.open("prepared").scan(["row_id"]).read_all().column(0).to_pylist())
    assert kept | {row["row_id"] for row in removed} == set(originals)
    assert not kept & {row["row_id"] for row in removed}


def test_the_result_does_not_depend_on_the_order_or_files_of_the_input(mails: DatasetStore) -> None:
    first = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "one")
    rows = mails.open("mails").scan().read_all()
    order = list(range(rows.num_rows))
    random.Random(7).shuffle(order)
    shuffled = rows.take(pa.array(order))
    mails.create("turned", shuffled.slice(0, 20), key="row_id")
    mails.append("turned", shuffled.slice(20))
    second = run_recipe(mails, "turned", None, parse_recipe(RECIPE), "two")
    assert second.fingerprint == first.fingerprint
    removed = [mails.open(done.removed_table).fingerprint() for done in (first, second)]
    assert removed[0] == removed[1]


def test_another_process_and_another_store_give_the_same_fingerprint(mails: DatasetStore, tmp_path: Path) -> None:
    first = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "one")
    script = f"""
from pathlib import Path
from volano_server.data.domain.recipe import parse_recipe
from volano_server.data.plugins.imports import import_files
from volano_server.data.plugins.readers import ReadOptions
from volano_server.data.plugins.recipes import run_recipe
from volano_server.lake import open_dataset_store
store = open_dataset_store({str(tmp_path / "other")!r}, kind="parquet")
import_files(store, "mails", [Path({str(MAILS)!r})], options=ReadOptions(label_from_folder=True))
print(run_recipe(store, "mails", 1, parse_recipe({RECIPE!r}), "two").fingerprint)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == first.fingerprint


def test_the_split_into_batches_does_not_matter(mails: DatasetStore) -> None:
    whole = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "one")
    pieces = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "two", batch_rows=3)
    assert pieces.fingerprint == whole.fingerprint
    assert pieces.report["steps"][3]["notes"] == whole.report["steps"][3]["notes"]


def test_an_equal_run_is_not_made_twice(mails: DatasetStore) -> None:
    first = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "prepared")
    again = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "prepared")
    assert again.reused
    assert (again.version, again.fingerprint, again.report) == (first.version, first.fingerprint, first.report)
    forced = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "prepared", reuse=False)
    assert (forced.version, forced.fingerprint) == (2, first.fingerprint)
    other = run_recipe(mails, "mails", 1, parse_recipe(RECIPE[:2]), "prepared")
    assert (other.version, other.reused) == (3, False)


def test_a_recipe_may_write_the_next_version_of_its_own_table(mails: DatasetStore) -> None:
    done = run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "mails")
    assert (done.version, mails.open("mails").count(), mails.open("mails", 1).count()) == (2, 34, 40)


def test_near_duplicates_can_stay_and_land_on_one_side(mails: DatasetStore) -> None:
    recipe = [{"step": "near_duplicates", "params": {"action": "mark"}}, {"step": "split"}]
    run_recipe(mails, "mails", 1, parse_recipe(recipe), "marked")
    rows = mails.open("marked").scan(["cluster", "split"]).read_all().to_pylist()
    sides: dict[str, set[str]] = {}
    for row in rows:
        sides.setdefault(row["cluster"], set()).add(row["split"])
    assert len(sides) < len(rows) == 40
    assert all(len(parts) == 1 for parts in sides.values())


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (
            [{"step": "drop_empty", "params": {"column": "text"}}],
            "step 1 `drop_empty`: there is no column `text`; there are `row_id`",
        ),
        (
            [{"step": "drop_empty", "params": {"column": "raw"}}],
            "step 1 `drop_empty`: the column `raw` is of type large_binary",
        ),
        ([{"step": "scrub_personal"}, {"step": "parse_mail"}], "step 2 `parse_mail`: there is no column `raw`"),
        ([{"step": "split"}], "step 1 `split`: there is no column `cluster`"),
        (
            [{"step": "filter_rows", "params": {"where": "language = 'en'"}}],
            "step 1 `filter_rows`: the filter names the column `language`",
        ),
        (
            [{"step": "select_columns", "params": {"columns": ["body"]}}, {"step": "exact_duplicates"}],
            "step 2 .* no column `subject`",
        ),
    ],
)
def test_a_recipe_that_does_not_fit_the_columns_is_refused_before_any_row(
    recipe: list[Any], message: str, mails: DatasetStore
) -> None:
    with pytest.raises(BadRecipe, match=message) as caught:
        run_recipe(mails, "mails", 1, parse_recipe(recipe), "prepared")
    assert caught.value.hint
    assert mails.tables() == ["mails"]


def test_columns_can_be_chosen_and_the_key_stays(mails: DatasetStore) -> None:
    recipe = parse_recipe([{"step": "select_columns", "params": {"columns": ["label", "body"]}}])
    run_recipe(mails, "mails", 1, recipe, "narrow")
    assert mails.open("narrow").schema.names == ["row_id", "label", "body"]
    assert mails.open("narrow").key == "row_id"


@pytest.mark.parametrize("calls", [0, 1, 4, 12])
def test_a_stopped_run_publishes_nothing(calls: int, mails: DatasetStore, tmp_path: Path) -> None:
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > calls

    with pytest.raises(Cancelled):
        run_recipe(
            mails, "mails", 1, parse_recipe(RECIPE), "prepared",
            should_stop=should_stop, work_dir=tmp_path / "work", batch_rows=8,
        )  # fmt: skip
    assert mails.tables() == ["mails"]
    assert list((tmp_path / "work").iterdir()) == []


def test_progress_counts_rows_times_steps(mails: DatasetStore) -> None:
    told: list[tuple[int, int | None, str]] = []
    run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "prepared", on_progress=lambda *step: told.append(step))
    assert {step[1] for step in told} == {40 * 8}
    assert [step[0] for step in told] == sorted(step[0] for step in told)
    assert told[0] == (40, 320, "step 1: parse_mail")
    assert told[-1] == (320, 320, "publishing")


def test_a_recipe_over_an_empty_table_gives_an_empty_one(mails: DatasetStore) -> None:
    mails.create("none", mails.open("mails").schema.empty_table(), key="row_id")
    done = run_recipe(mails, "none", 1, parse_recipe(RECIPE), "prepared")
    assert (done.rows, mails.open("prepared").count(), mails.open("prepared-removed").count()) == (0, 0, 0)


def test_what_a_killed_run_left_in_the_work_folder_is_removed_by_the_next(mails: DatasetStore, tmp_path: Path) -> None:
    work = tmp_path / "work"
    script = f"""
import os, signal
from pathlib import Path
from volano_server.data.domain.recipe import parse_recipe
from volano_server.data.plugins.recipes import run_recipe
from volano_server.lake import open_dataset_store
def stop():
    os.kill(os.getpid(), signal.SIGKILL)
run_recipe(open_dataset_store({str(tmp_path / "lake")!r}), "mails", 1, parse_recipe({RECIPE!r}), "prepared",
    should_stop=stop, work_dir=Path({str(work)!r}))
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    assert len(list(work.iterdir())) == 1
    assert open_dataset_store(tmp_path / "lake").tables() == ["mails"]
    run_recipe(mails, "mails", 1, parse_recipe(RECIPE), "prepared", work_dir=work)
    assert list(work.iterdir()) == []
