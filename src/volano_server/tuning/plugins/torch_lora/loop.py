"""The training loop: forward, token-weighted loss, backward, clip, step; resumable to the bit."""

from __future__ import annotations

import hashlib
import math
import signal
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import torch
import torch.nn.functional as F  # noqa: N812 - its name in every torch program

from volano_server.kit.errors import AppError
from volano_server.tuning.plugins.torch_lora.batches import Encoded, make_batch, order_rows
from volano_server.tuning.plugins.torch_lora.checkpoint import Progress, load_checkpoint, save_checkpoint
from volano_server.tuning.plugins.torch_lora.events import cpu_seconds, emit, rss_bytes, seconds
from volano_server.tuning.plugins.torch_lora.lora import LoraLinear, adapter_parameters
from volano_server.tuning.plugins.torch_lora.model import LanguageModel
from volano_server.tuning.plugins.torch_lora.optimizer import AdamW
from volano_server.tuning.plugins.torch_lora.spec import Spec


class Stopped(Exception):
    """Somebody asked the run to stop; what is worth keeping has been checkpointed."""


class Diverged(AppError):
    """The loss is not a number any more; nothing of this run is worth keeping."""

    status = 422
    code = "training_diverged"


class StopSignal:
    """Remembers SIGTERM and SIGINT until the program reaches a place where it can stop cleanly."""

    def __init__(self) -> None:
        self.received = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._receive)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.received = True

    def check(self) -> None:
        if self.received:
            raise Stopped


def run_digest(spec: Spec, base_digest: str, rows_digest: str) -> str:
    """What two runs share when one may continue the other: everything that decides the numbers."""
    parts = spec.model_dump_json(
        exclude={"base_model", "rows", "output", "name", "checkpoint_every", "weights", "verify_rows"}
    )
    return hashlib.sha256(
        "\n".join((parts, base_digest, rows_digest, str(torch.get_num_threads()))).encode()
    ).hexdigest()


def learning_rate(spec: Spec, step: int) -> float:
    """The rate of a step (from 0): linear warm-up, then constant, linear to zero, or half a cosine to zero."""
    if step < spec.warmup_steps:
        return spec.learning_rate * (step + 1) / spec.warmup_steps
    left = 1 - (step - spec.warmup_steps) / max(1, spec.max_steps - spec.warmup_steps)
    shape = {"constant": 1.0, "linear": left, "cosine": 0.5 * (1 - math.cos(math.pi * left))}
    return spec.learning_rate * shape[spec.schedule]


def train(
    model: LanguageModel,
    adapters: dict[str, LoraLinear],
    rows: Sequence[Encoded],
    spec: Spec,
    run: str,
    stop: StopSignal,
) -> Progress:
    """Losses of all steps, with the adapters trained in place; raises Stopped after a checkpoint, or Diverged."""
    folder = Path(spec.output) / "checkpoints"
    optimizer = AdamW(adapter_parameters(adapters), spec.weight_decay, spec.clip_norm)
    progress = load_checkpoint(folder, run, adapters, optimizer)
    order = order_rows(len(rows), spec.batch_size, spec.max_steps, spec.seed)
    emit("phase", name="train", resumed_from=progress.step)
    first, tokens, began = progress.step, 0, seconds()
    for step in range(progress.step, spec.max_steps):
        rate = learning_rate(spec, step)
        chosen = [rows[number] for number in order[step]]
        loss = accumulate_gradients(model, chosen, spec.micro_batch_size)
        if not math.isfinite(loss):
            raise Diverged(f"the loss of step {step + 1} is {loss}", hint="lower the learning rate")
        optimizer.step(step + 1, rate)
        progress = Progress(step + 1, [*progress.losses, loss])
        tokens += sum(len(row.ids) for row in chosen)
        elapsed = seconds() - began
        emit(
            "step",
            step=progress.step,
            total_steps=spec.max_steps,
            loss=loss,
            learning_rate=rate,
            tokens=tokens,
            tokens_per_second=round(tokens / elapsed, 2),
            seconds=round(elapsed, 3),
            eta_seconds=round(elapsed / (progress.step - first) * (spec.max_steps - progress.step), 1),
            cpu_seconds=round(cpu_seconds(), 2),
            rss_bytes=rss_bytes(),
        )
        if progress.step % spec.checkpoint_every == 0 or progress.step == spec.max_steps or stop.received:
            path = save_checkpoint(folder, run, progress, adapters, optimizer)
            emit("checkpoint", step=progress.step, path=str(path))
        stop.check()
    return progress


def accumulate_gradients(model: LanguageModel, rows: Sequence[Encoded], micro_batch_size: int | None = None) -> float:
    """The mean loss over the batch's answer tokens, its gradients added to the parameters'.

    Each answer token weighs the same, however the batch is cut up to save memory.
    """
    answer_tokens = sum(len(row.ids) - row.answer_at for row in rows)
    size = micro_batch_size or len(rows)
    total = 0.0
    for at in range(0, len(rows), size):
        batch = make_batch(rows[at : at + size])
        logits = model(batch.ids, batch.wanted)  # (answer tokens, vocabulary)
        loss = F.cross_entropy(logits, batch.targets, reduction="sum") / answer_tokens
        loss.backward()  # type: ignore[no-untyped-call]
        total += loss.item()
    return total
