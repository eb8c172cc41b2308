"""Whole runs in a process: what they leave, how they end, and that killing them changes nothing."""

from __future__ import annotations

import fcntl
import json
import random
import resource
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.serving.engines.tiny_model import TEMPLATE
from tests.tuning.plugins.torch_lora.conftest import STEPS, MakeSpec, Trainer, run_trainer
from volano_server.tuning.plugins.torch_lora.checkpoint import file_digest
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile


def at_step(number: int) -> Any:
    return lambda event: event["event"] == "step" and event["step"] >= number


def test_a_run_learns_and_tells_each_step(straight: Trainer) -> None:
    steps = straight.of("step")
    assert [event["step"] for event in steps] == list(range(1, STEPS + 1))
    assert steps[0]["loss"] > 2
    assert steps[-1]["loss"] < 1
    assert steps[-1]["eta_seconds"] == 0
    assert steps[-1]["tokens"] > steps[0]["tokens"] > 0
    assert [event["name"] for event in straight.of("phase")] == ["load", "encode", "train", "export", "verify"]


def test_the_result_is_verified_through_the_engine(straight: Trainer) -> None:
    evidence = straight.of("done")[0]["verification"]
    assert evidence["divergence"] <= evidence["divergence_allowed"]
    assert evidence["same_tokens"] == evidence["rows"] == 8
    assert evidence["agreed"] == evidence["sure"] >= 4


def test_the_merged_model_keeps_the_keys_of_its_base_and_gains_the_chat_template(straight: Trainer) -> None:
    merged = GgufFile(straight.output / "result" / "model.gguf")
    spec = json.loads((straight.output.parent / "spec.json").read_text())
    base = GgufFile(Path(spec["base_model"]))
    changed = {"general.name", "general.file_type"}
    assert set(merged.keys) == set(base.keys) | {"tokenizer.chat_template", "general.file_type"}
    assert all(merged.raw_key(key) == base.raw_key(key) for key in set(base.keys) - changed)
    assert merged.get("tokenizer.chat_template") == TEMPLATE
    assert merged.get("general.name") == "tuned"
    assert bytes(merged.raw_tensor("token_embd.weight")) == bytes(base.raw_tensor("token_embd.weight"))


def test_the_lineage_names_everything_by_digest(straight: Trainer) -> None:
    folder = straight.output / "result"
    lineage = json.loads((folder / "lineage.json").read_text())
    assert lineage["rows"] == {
        "file": "rows.jsonl",
        "sha256": file_digest(straight.output.parent / "rows.jsonl"),
        "count": 24,
        "cut_to_length": 0,
        "row_ids_sha256": lineage["rows"]["row_ids_sha256"],
    }
    assert lineage["files"] == {
        name: file_digest(folder / name)
        for name in ("adapter/adapter_config.json", "adapter/adapter_model.safetensors", "model.gguf")
    }
    assert len(lineage["losses"]) == lineage["steps"] == STEPS
    assert lineage["environment"]["dtype"] == "float32"
    assert lineage["environment"]["packages"]["torch"].startswith("2.")


@pytest.mark.timeout(400)
def test_a_run_stopped_and_killed_on_the_way_ends_bit_for_bit_the_same(straight: Trainer, make_spec: MakeSpec) -> None:
    spec = make_spec()
    stopped = Trainer(spec)
    stopped.read_until(at_step(9))
    stopped.process.send_signal(signal.SIGTERM)
    assert stopped.finish() == 75
    assert stopped.of("checkpoint")[-1]["step"] == stopped.of("step")[-1]["step"] < STEPS

    killed = Trainer(spec)
    killed.read_until(at_step(stopped.of("step")[-1]["step"] + 10))
    killed.process.kill()
    assert killed.finish() == -signal.SIGKILL
    assert killed.of("phase")[-1]["resumed_from"] == stopped.of("step")[-1]["step"]

    last = run_trainer(spec)
    assert 0 < last.of("phase")[2]["resumed_from"] <= killed.of("step")[-1]["step"]
    for part in (stopped, killed, last):
        assert part.losses() == {step: loss for step, loss in straight.losses().items() if step in part.losses()}
    for name in ("adapter/adapter_model.safetensors", "model.gguf"):
        assert (last.output / "result" / name).read_bytes() == (straight.output / "result" / name).read_bytes()


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_it_ends_bit_for_bit_the_same(seed: int, straight: Trainer, make_spec: MakeSpec) -> None:
    """Any moment: loading, a step, a checkpoint half written, exporting, verifying."""
    spec, moments = make_spec(checkpoint_every=2), random.Random(seed)
    for _ in range(4):
        trainer = Trainer(spec)
        stop_after = moments.randrange(1, 100)
        trainer.read_until(lambda event: len(trainer.events) >= stop_after or event["event"] == "done")  # noqa: B023 - used at once
        trainer.process.kill()
        trainer.finish()
    last = run_trainer(spec)
    for name in ("adapter/adapter_model.safetensors", "model.gguf"):
        assert (last.output / "result" / name).read_bytes() == (straight.output / "result" / name).read_bytes()


@pytest.mark.parametrize("moment", ["a checkpoint", "the export"])
def test_without_room_on_the_disk_it_says_so_and_goes_on_from_where_it_was(
    moment: str, straight: Trainer, make_spec: MakeSpec
) -> None:
    """No file may grow beyond a block, as on a full disk: first while it learns, then when all steps are done."""
    spec = make_spec()
    full = Trainer(spec)
    full.read_until(at_step(9 if moment == "a checkpoint" else STEPS))
    resource.prlimit(full.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    assert full.finish() == 1
    fault = full.of("error")[-1]
    assert fault["code"] == "storage_failed"
    assert "free disk space" in fault["hint"]
    assert not (full.output / "result").exists()

    last = run_trainer(spec)
    assert last.of("phase")[2]["resumed_from"] >= 7
    for name in ("adapter/adapter_model.safetensors", "model.gguf"):
        assert (last.output / "result" / name).read_bytes() == (straight.output / "result" / name).read_bytes()


def test_a_finished_run_answers_at_once_and_another_one_is_refused(straight: Trainer) -> None:
    path = straight.output.parent / "spec.json"
    again = run_trainer(path)
    assert again.of("step") == []
    assert again.of("done")[0]["files"] == straight.of("done")[0]["files"]
    other = straight.output.parent / "other.json"
    other.write_text(json.dumps(json.loads(path.read_text()) | {"seed": 1}))
    refused = Trainer(other)
    assert refused.finish() == 2
    assert "holds the result of another run" in refused.of("error")[0]["message"]


def test_two_runs_never_share_an_output_folder(make_spec: MakeSpec) -> None:
    spec = make_spec()
    output = spec.parent / "output"
    output.mkdir()
    with (output / ".lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        second = Trainer(spec)
        assert second.finish() == 4
    assert second.of("error")[0]["code"] == "output_busy"
