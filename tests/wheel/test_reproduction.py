"""Versions made again: the same comes out, what was tampered with is found, what is gone is refused, nothing stays."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.harness.house import TestHouse
from tests.serving.engines.tiny_model import TEMPLATE, write_tiny_model
from tests.wheel.workshop import Workshop
from volano_server.catalog.tables import asset_versions
from volano_server.config import Settings
from volano_server.db import Tx
from volano_server.kit import provenance
from volano_server.kit.canonical import canonical_json
from volano_server.kit.subject import system_subject
from volano_server.lake import BlobStore

ROWS: list[dict[str, Any]] = [
    {"id": f"m{number}", "text": f"{('buy', 'see')[number % 2]} it {number}", "label": ("spam", "ham")[number % 2]}
    for number in range(30)
]
STEPS = [
    {"step": "truncate", "params": {"columns": ["text"], "max_characters": 5}},
    {"step": "split", "params": {"by": "row_id", "parts": {"train": 0.5, "test": 0.5}}},
]


@pytest.fixture
def shop(house: TestHouse) -> Workshop:
    return Workshop(house)


def prepare(shop: Workshop) -> str:
    source = shop.import_rows("mails", ROWS, key="id")
    return str(shop.finish(shop.post("/datasets/mails/prepare", {"source": source, "recipe": STEPS}))["dataset"])


def version(shop: Workshop, kind: str, ref: str) -> Any:
    name, _, number = ref.partition("@")
    return shop.get(f"/assets/{kind}/{name}/versions/{number}")


def start(shop: Workshop, kind: str, ref: str) -> Any:
    name, _, number = ref.partition("@")
    return shop.post(f"/assets/{kind}/{name}/versions/{number}/reproduce", {})


def reproduce(shop: Workshop, kind: str, ref: str) -> Any:
    return shop.finish(start(shop, kind, ref))


def change_metadata(shop: Workshop, version_id: str, **changed: Any) -> None:
    """As somebody would who has the database file."""

    def work(tx: Tx) -> None:
        mine = asset_versions.c.id == version_id
        before = tx.value(tx.select(asset_versions, asset_versions.c.metadata).where(mine))
        tx.execute(tx.update(asset_versions).where(mine).values(metadata=before | changed))

    shop.house.house.database.write(system_subject("test"), work)


def blob_path(shop: Workshop, digest: str) -> Path:
    blobs: BlobStore = shop.house.house.services[BlobStore]
    return blobs.local_path(digest)


def test_an_import_a_recipe_and_an_extension_come_out_the_same_and_leave_no_version(shop: Workshop) -> None:
    prepare(shop)
    row = {"row_id": "new", "id": "new", "text": "hello", "label": "ham", "split": "train"}
    shop.finish(shop.post("/datasets/mails/extend", {"base": "mails@2", "rows": [row]}))
    for ref in ("mails@1", "mails@2", "mails@3"):
        told = reproduce(shop, "dataset", ref)
        assert (told["same"], told["compared_by"], told["differences"]) == (True, "fingerprint", {})
        assert told["recorded"] == told["found"] == shop.get(f"/datasets/{ref}")["fingerprint"]
    assert [one["number"] for one in shop.get("/assets/dataset/mails/versions")["items"]] == [3, 2, 1]
    settings: Settings = shop.house.house.settings
    assert not list((settings.home / "work" / "reproductions").iterdir())


def test_the_run_of_a_reproduction_names_the_version_and_its_outcome(shop: Workshop) -> None:
    ref = prepare(shop)
    started = start(shop, "dataset", ref)
    shop.finish(started)
    run = shop.get(f"/runs/{started['run_id']}")
    assert (run["state"], run["inputs"][0]["ref"], run["tags"]) == ("succeeded", ref, {"work": "reproduction"})
    assert run["code_version"] == provenance.code_version()


def test_a_tampered_recipe_comes_out_different_and_fails_the_run(shop: Workshop) -> None:
    made = version(shop, "dataset", prepare(shop))
    steps = json.loads(json.dumps(STEPS))
    steps[0]["params"]["max_characters"] = 3
    change_metadata(shop, made["id"], recipe={"kind": "prepare", "steps": steps})
    started = start(shop, "dataset", made["ref"])
    told = shop.finish(started)
    assert (told["same"], told["recorded"] != told["found"]) == (False, True)
    run = shop.get(f"/runs/{started['run_id']}")
    assert run["state"] == "failed"
    assert "came out different" in run["error"]
    assert "changed since: nothing" in run["error"]


def test_another_environment_and_other_code_are_told(shop: Workshop) -> None:
    made = version(shop, "dataset", prepare(shop))
    then = provenance.environment() | {"python": "CPython 3.9.0", "packages": ["daft==0.1", "onlythen==1"]}
    blobs: BlobStore = shop.house.house.services[BlobStore]
    digest = blobs.put(canonical_json(then)).digest
    change_metadata(shop, made["id"], environment_digest=digest, code_version="git:0000")
    told = reproduce(shop, "dataset", made["ref"])
    assert told["same"]
    changed = told["differences"]
    assert changed["code"] == ["git:0000", provenance.code_version()]
    assert changed["environment"]["python"] == ["CPython 3.9.0", provenance.environment()["python"]]
    assert changed["environment"]["packages"]["onlythen"] == ["1", None]


def test_a_deleted_input_and_a_lost_file_are_refused_with_a_hint(shop: Workshop) -> None:
    ref = prepare(shop)
    file = version(shop, "dataset", "mails@1")["blobs"][0]["digest"]
    blob_path(shop, file).unlink()
    answer = shop.http.post("/api/v1/assets/dataset/mails/versions/1/reproduce", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "input_gone")
    assert "upload the same file again" in answer.json()["hint"]
    assert shop.http.delete("/api/v1/assets/dataset/mails/versions/1").status_code == 204
    answer = shop.http.post(f"/api/v1/assets/dataset/mails/versions/{ref[-1]}/reproduce", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "input_gone")
    assert "dataset mails@1 (`source`), which was deleted" in answer.json()["detail"]


def test_a_version_pushed_by_hand_cannot_be_reproduced_nor_state_how_it_was_made(shop: Workshop) -> None:
    content = {"messages": [{"role": "user", "content": "{{mail}}"}]}
    shop.post("/prompts/triage/versions", content)
    answer = shop.http.post("/api/v1/assets/prompt/triage/versions/1/reproduce", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_reproducible")
    assert "pushed by hand" in answer.json()["hint"]
    forged = {"content": {"a": 1}, "metadata": {"environment_digest": "sha256:" + "0" * 64}}
    answer = shop.http.post("/api/v1/assets/view/forged/versions", json=forged)
    assert answer.status_code == 422
    assert "recorded by the run" in answer.json()["detail"]


def test_the_gate_passes_what_runs_made_and_fails_what_was_pushed(shop: Workshop) -> None:
    admin = shop.house.client("admin")
    for kind in ("dataset", "prompt"):
        policy = {"name": kind, "kind": kind, "alias_pattern": "production", "gates": [{"name": "reproducible"}]}
        assert admin.post("/api/v1/policies", json=policy).status_code == 201
    prepare(shop)
    shop.post("/prompts/triage/versions", {"messages": [{"role": "user", "content": "{{mail}}"}]})
    for kind, name, number, status in (
        ("dataset", "mails", "1", "passed"), ("dataset", "mails", "2", "passed"), ("prompt", "triage", "1", "failed"),
    ):  # fmt: skip
        wanted = {"kind": kind, "name": name, "alias": "production", "to": number}
        asked = shop.post("/transitions", wanted)
        gate = asked["gates"][0]
        assert gate["status"] == status, gate
        assert ("pushed by hand" in gate["words"]) == (status == "failed")
        shop.post(f"/transitions/{asked['id']}/withdraw", {}, (200, 404, 405))


def test_an_environment_outlives_uploads_that_nothing_names(shop: Workshop) -> None:
    made = version(shop, "dataset", prepare(shop))
    run = shop.get(f"/runs/{made['run_id']}")
    assert run["environment_digest"] == made["metadata"]["environment_digest"]
    from volano_server.tracking import TrackingService

    tracking: TrackingService = shop.house.house.services[TrackingService]
    kept = shop.house.house.database.read(system_subject("test"), tracking.blob_digests)
    assert run["environment_digest"] in kept
    told = json.loads(blob_path(shop, run["environment_digest"]).read_bytes())
    assert told == provenance.environment()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_tuned_model_is_made_again_to_the_bit_and_its_rows_are_walked_both_ways(
    shop: Workshop, tmp_path: Path
) -> None:
    dataset = prepare(shop)
    write_tiny_model(tmp_path / "tiny.gguf")
    blob = shop.upload("tiny.gguf", (tmp_path / "tiny.gguf").read_bytes())["digest"]
    model = {"blob": blob, "license": "test", "source": "test", "chat_template": TEMPLATE, "context": 256}
    base = shop.post("/models/tiny/import", model)["ref"]
    assert reproduce(shop, "model", base)["same"]
    prompt = shop.post("/prompts/triage/versions", {"messages": [{"role": "user", "content": "{{mail}}"}]})["ref"]
    body = {
        "name": "tuned", "base": base, "dataset": dataset, "prompt": prompt, "variables": {"mail": "text"},
        "answer": "label", "sample": {"where": "split = 'train'", "rows": 8},
        "recipe": {"max_steps": 2, "batch_size": 4, "rank": 2, "last_layers": 1},
    }  # fmt: skip
    started = shop.post("/tunings", body)
    tuned = version(shop, "model", shop.finish(started)["model"])
    told = reproduce(shop, "model", tuned["ref"])
    assert (told["same"], told["compared_by"], told["found"]) == (True, "digest", tuned["content"]["blob"])
    assert told["figures"]["rows"] == [8, 8]
    assert_rows(shop, started["run_id"], tuned)
    assert_elsewhere(shop, tuned)


def assert_rows(shop: Workshop, run_id: str, tuned: Any) -> None:
    """Back from the model to its eight rows, and forward from a row only to what learned from it."""
    up = shop.get("/lineage", node=f"version:{tuned['id']}", direction="up", depth=1)
    assert [edge["data"]["count"] for edge in up["edges"] if edge["role"] == "rows"] == [8]
    first = shop.get("/lineage/rows", node=f"version:{tuned['id']}", limit=5)
    rest = shop.get("/lineage/rows", node=f"run:{run_id}", limit=50, cursor=first["next_cursor"])
    used = {item["row_id"] for item in first["items"] + rest["items"]}
    assert (len(used), rest["next_cursor"], first["items"][0]["dataset"]) == (8, None, "mails@2")
    source = version(shop, "dataset", "mails@1")["id"]
    learned, other = min(used), next(row["id"] for row in ROWS if row["id"] not in used)
    down = shop.get("/lineage", node=f"row:{source}:{learned}", direction="down", depth=8)
    assert {"version", "run", "row"} <= {node["kind"] for node in down["nodes"]}
    assert "model/tuned@1" in {node["label"] for node in down["nodes"]}
    down = shop.get("/lineage", node=f"row:{source}:{other}", direction="down", depth=8)
    assert "model/tuned@1" not in {node["label"] for node in down["nodes"]}


def assert_elsewhere(shop: Workshop, tuned: Any) -> None:
    """In another environment the loss decides; with another recipe the rows do."""
    blobs: BlobStore = shop.house.house.services[BlobStore]
    other = blobs.put(canonical_json(provenance.environment() | {"processor": {"features": [], "cores": 64}})).digest
    recipe, training = tuned["metadata"]["recipe"], tuned["metadata"]["training"]
    faster = recipe | {"recipe": recipe["recipe"] | {"learning_rate": 0.0004}}
    change_metadata(shop, tuned["id"], environment_digest=other, recipe=faster)
    told = reproduce(shop, "model", tuned["ref"])
    assert (told["same"], told["compared_by"]) == (True, "loss")
    assert "may be off by" in told["note"]
    assert "processor" in told["differences"]["environment"]
    change_metadata(shop, tuned["id"], training=training | {"loss": training["loss"] + 5})
    assert reproduce(shop, "model", tuned["ref"])["same"] is False
    fewer = recipe | {"sample": recipe["sample"] | {"where": "split = 'test'"}}
    change_metadata(shop, tuned["id"], training=training, recipe=fewer)
    told = reproduce(shop, "model", tuned["ref"])
    assert told["same"] is False
    assert "the examples are other ones" in told["note"]


def test_a_cancelled_reproduction_leaves_nothing(shop: Workshop) -> None:
    ref = prepare(shop)
    started = start(shop, "dataset", ref)
    assert shop.post(f"/jobs/{started['job_id']}/cancel", {})["state"] == "cancelled"
    assert shop.wait(started)["state"] == "cancelled"
    assert shop.get(f"/runs/{started['run_id']}")["state"] == "cancelled"
    home = shop.house.house.settings.home
    assert not (home / "work" / "reproductions").exists()


@pytest.mark.slow
def test_a_reproduction_goes_on_after_its_worker_was_killed(shop: Workshop) -> None:
    """A worker of its own process is killed in the middle of the steps; the next one ends the job."""
    rows = [{"id": f"r{number}", "text": f"mail {number} about nothing at all " * 8} for number in range(30_000)]
    source = shop.import_rows("many", rows, key="id")
    made = shop.finish(shop.post("/datasets/many/prepare", {"source": source, "recipe": STEPS}))
    started = start(shop, "dataset", made["dataset"])
    kill_worker_at_progress(shop, started["job_id"])
    told = shop.finish(started)
    assert told["same"]
    job = shop.get(f"/jobs/{started['job_id']}")
    assert job["attempt"] >= 2
    assert shop.get("/assets/dataset/many")["latest"]["number"] == 2


def kill_worker_at_progress(shop: Workshop, job_id: str) -> None:
    """Starts a worker process, waits until the job shows progress, and kills it with SIGKILL."""
    settings = shop.house.house.settings
    command = [sys.executable, "-m", "volano_server.app.worker"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert child.stdin is not None
    try:
        child.stdin.write(settings.model_dump_json().encode() + b"\n")
        child.stdin.flush()
        pause = threading.Event()
        while True:
            job = shop.get(f"/jobs/{job_id}")
            if job["state"] == "running" and (job["progress"] or {}).get("done"):
                break
            assert job["state"] in ("queued", "running"), job
            pause.wait(0.02)
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
