"""The tuning job: rows, training child, blobs, model version. Killed anywhere, it goes on where it was."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from volano_server.catalog import CatalogService, VersionOut
from volano_server.config import Settings
from volano_server.data import DataService
from volano_server.db import Tx
from volano_server.jobs import ChildDied, JobContext, JobHandler, job_handler
from volano_server.kit.canonical import canonical_json
from volano_server.lake import BlobStore
from volano_server.prompts import PromptService
from volano_server.tracking import Link, NewPoint, TrackingService
from volano_server.tuning.errors import TrainerFailed
from volano_server.tuning.schemas import TuningCreate
from volano_server.tuning.service import choose_rows

STEP_METRICS = ("loss", "learning_rate", "tokens_per_second", "rss_bytes")


class TuningArgs(BaseModel):
    run_id: str
    body: TuningCreate


@job_handler("tuning:run", args=TuningArgs, permission="tunings:write", queue="heavy", max_attempts=3)
def run_tuning(context: JobContext[TuningArgs]) -> dict[str, Any]:
    """The tuned model's reference and its final loss."""
    folder = context.service(Settings).home / "work" / "tunings" / context.job_id
    folder.mkdir(parents=True, exist_ok=True)
    count = context.step("rows", lambda: write_rows(context, folder / "rows.jsonl"))
    (folder / "spec.json").write_bytes(canonical_json(make_spec(context, folder)))
    done = train(context, folder)
    files = context.step("store", lambda: store_files(context.service(BlobStore), folder / "output" / "result"))  # type: ignore[type-abstract]
    ref = context.write_step("publish", lambda tx: publish(context, tx, files, done, count))
    shutil.rmtree(folder, ignore_errors=True)
    return {"model": ref, "loss": done["loss"], "steps": done["steps"], "rows": count}


def resolved(context: JobContext[TuningArgs], kind: str, ref: str) -> VersionOut:
    """The version, read apart from any change."""
    return context.read(lambda tx: context.service(CatalogService).resolve(tx, kind, ref))


def write_rows(context: JobContext[TuningArgs], path: Path) -> int:
    """How many examples were written to `path`: prompt, completion and row id as JSON lines."""
    body = context.args.body
    data, prompts = context.service(DataService), context.service(PromptService)
    dataset, prompt = resolved(context, "dataset", body.dataset), resolved(context, "prompt", body.prompt)
    key = data.key_of(dataset)
    columns = sorted({key, body.answer, *body.variables.values()})
    rows = data.read_rows(dataset, columns=columns, where=body.sample.where)
    chosen = choose_rows(rows, key, body.answer, body.sample.rows, balance=body.sample.balance, seed=body.recipe.seed)
    content = prompts.content_of(prompt)
    with path.open("w") as file:
        for row in chosen:
            messages = prompts.render(content, {name: row[column] for name, column in body.variables.items()})
            example = {"prompt": messages[0].content, "completion": str(row[body.answer]), "row_id": str(row[key])}
            file.write(json.dumps(example, ensure_ascii=False) + "\n")
    return len(chosen)


def make_spec(context: JobContext[TuningArgs], folder: Path) -> dict[str, Any]:
    """What the training child is told."""
    body, recipe = context.args.body, context.args.body.recipe
    base = resolved(context, "model", body.base)
    path = context.service(BlobStore).local_path(base.content["blob"])  # type: ignore[type-abstract]
    spec: dict[str, Any] = {
        "base_model": str(path), "base_sha256": base.content["blob"].removeprefix("sha256:"),
        "rows": str(folder / "rows.jsonl"), "output": str(folder / "output"), "name": body.name,
        "max_steps": recipe.max_steps, "batch_size": recipe.batch_size, "learning_rate": recipe.learning_rate,
        "schedule": recipe.schedule, "warmup_steps": recipe.warmup_steps, "seed": recipe.seed,
        "max_length": recipe.max_length, "weights": recipe.weights, "checkpoint_every": recipe.checkpoint_every,
        "lora": {"rank": recipe.rank, "alpha": recipe.alpha, "last_layers": recipe.last_layers},
    }  # fmt: skip
    template = base.content.get("chat_template")
    return spec | ({"chat_template": template} if template else {})


def train(context: JobContext[TuningArgs], folder: Path) -> dict[str, Any]:
    """The child's last word (`done`). Raises TrainerFailed with its own error, or ChildDied."""
    tracking, run_id = context.service(TrackingService), context.args.run_id
    seen: dict[str, dict[str, Any]] = {}

    def on_line(line: str) -> None:
        event = json.loads(line)
        seen[event["event"]] = event
        if event["event"] == "step":
            points = [NewPoint(key, event[key], event["step"]) for key in STEP_METRICS if event.get(key) is not None]
            context.write(lambda tx: tracking.log_metrics(tx, run_id, points))
            context.progress(event["step"], event["total_steps"], f"loss {event['loss']:.3f}")
        elif event["event"] == "phase":
            context.write(lambda tx: tracking.append_logs(tx, run_id, [f"phase: {event['name']}"]))

    command = [sys.executable, "-m", "volano_server.tuning.plugins.torch_lora", str(folder / "spec.json")]
    try:
        context.run_child(command, on_line=on_line, grace_seconds=30)
    except ChildDied:
        if "error" in seen and seen["error"]["code"] != "internal":
            raise TrainerFailed(seen["error"]["message"], hint=seen["error"]["hint"]) from None
        raise
    return seen["done"]


def store_files(blobs: BlobStore, result: Path) -> list[tuple[str, str, int]]:
    """(name, digest, size) of every file of the result, kept as blobs."""
    stored = []
    for path in sorted(path for path in result.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            blob = blobs.put(file)
        stored.append((path.relative_to(result).as_posix(), blob.digest, blob.size))
    return stored


def publish(context: JobContext[TuningArgs], tx: Tx, files: list[list[Any]], done: dict[str, Any], count: int) -> str:
    """The reference of the new model version; the run ends with it in the same transaction."""
    body = context.args.body
    catalog, tracking = context.service(CatalogService), context.service(TrackingService)
    base = catalog.resolve(tx, "model", body.base)
    weights = next(entry for entry in files if entry[0] == "model.gguf")
    content = {key: base.content.get(key) for key in ("format", "architecture", "license", "context", "chat_template")}
    content |= {
        "blob": weights[1],
        "size": weights[2],
        "base": body.base,
        "source": f"tuned by run {context.args.run_id}",
    }
    version = catalog.publish_version(
        tx, "model", body.name, content,
        blobs=[(name, digest, size) for name, digest, size in files],
        inputs=[("base", "model", body.base), ("train", "dataset", body.dataset), ("prompt", "prompt", body.prompt)],
        run_id=context.args.run_id,
        metadata={
            "recipe": body.recipe.model_dump() | {"sample": body.sample.model_dump(), "variables": body.variables,
                                                   "answer": body.answer, "rows": count},
            "seeds": {"training": body.recipe.seed}, "verification": done["verification"],
        },
    )  # fmt: skip
    for name, digest, size in files:
        tracking.add_artifact(tx, context.args.run_id, name, digest, size)
    tracking.finish_run(tx, context.args.run_id, outputs=[Link(role="model", kind="model", ref=version.ref)])
    return version.ref


HANDLERS: list[JobHandler[Any]] = [run_tuning]
