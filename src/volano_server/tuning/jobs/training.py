"""Rows and the training child: shared by the job that publishes a model and the one that makes it again."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from volano_server.catalog import CatalogService, VersionOut, encode_rows
from volano_server.data import DataService
from volano_server.jobs import ChildDied, JobContext
from volano_server.kit.canonical import canonical_json
from volano_server.lake import BlobStore
from volano_server.prompts import PromptService
from volano_server.tracking import NewPoint, TrackingService
from volano_server.tuning.errors import TrainerFailed
from volano_server.tuning.schemas import TuningCreate
from volano_server.tuning.service import choose_rows

STEP_METRICS = ("loss", "learning_rate", "tokens_per_second", "rss_bytes")


@dataclass(frozen=True, slots=True)
class Rows:
    """The examples of a tuning: how many, the digest of their text, and the blob of their row ids."""

    count: int
    digest: str
    ids: str


def resolved(context: JobContext[Any], kind: str, ref: str) -> VersionOut:
    """The version, read apart from any change."""
    return context.read(lambda tx: context.service(CatalogService).resolve(tx, kind, ref))


def write_rows(context: JobContext[Any], body: TuningCreate, path: Path) -> Rows:
    """The examples, which are in `path` now: prompt, completion and row id as JSON lines. The same at each attempt."""
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
    ids = context.service(BlobStore).put(encode_rows(str(row[key]) for row in chosen))  # type: ignore[type-abstract]
    with path.open("rb") as written:
        digest = "sha256:" + hashlib.file_digest(written, "sha256").hexdigest()
    return Rows(len(chosen), digest, ids.digest)


def write_spec(context: JobContext[Any], body: TuningCreate, folder: Path) -> None:
    """Nothing; `spec.json` tells the training child everything."""
    recipe = body.recipe
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
    (folder / "spec.json").write_bytes(canonical_json(spec | ({"chat_template": template} if template else {})))


def train(context: JobContext[Any], folder: Path) -> dict[str, Any]:
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
