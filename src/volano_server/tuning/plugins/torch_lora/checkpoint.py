"""Checkpoints: whole or absent. A folder is written beside, synced, then renamed into place; no pickle anywhere.

    checkpoints/step-000010/  adapter.safetensors  optimizer.safetensors  state.json

`state.json` names the digest of both files and of the run they belong to, so neither a torn disk nor a changed
specification is ever continued from.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from volano_server.tuning.plugins.torch_lora.events import say
from volano_server.tuning.plugins.torch_lora.lora import LoraLinear, adapter_state, load_adapter_state
from volano_server.tuning.plugins.torch_lora.optimizer import AdamW

_NAME = re.compile(r"step-\d{6,}")
_KEPT = 2


@dataclass(frozen=True)
class Progress:
    """How far a run is: steps done and the loss of each; the data order follows from the step."""

    step: int = 0
    losses: list[float] = field(default_factory=list)


def save_checkpoint(
    folder: Path,
    run: str,
    progress: Progress,
    adapters: dict[str, LoraLinear],
    optimizer: AdamW,
) -> Path:
    """The new checkpoint's folder, durable when this returns; all but the newest two are removed."""
    final = folder / f"step-{progress.step:06d}"
    draft = folder / f".draft-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    save_tensors(draft / "adapter.safetensors", adapter_state(adapters))
    save_tensors(
        draft / "optimizer.safetensors",
        optimizer.state() | {"rng": torch.get_rng_state()},
    )
    digests = {path.name: file_digest(path) for path in sorted(draft.iterdir())}
    write_text(draft / "state.json", json.dumps({"run": run, "files": digests, **asdict(progress)}))
    publish(draft, final)
    for old in sorted(_folders(folder))[:-_KEPT]:
        shutil.rmtree(old)
    return final


def load_checkpoint(folder: Path, run: str, adapters: dict[str, LoraLinear], optimizer: AdamW) -> Progress:
    """The newest whole checkpoint of this run, put into adapters, optimizer and random state; or the beginning."""
    for draft in folder.glob(".draft-*"):
        shutil.rmtree(draft)
    for path in sorted(_folders(folder), reverse=True):
        try:
            state = json.loads((path / "state.json").read_bytes())
            whole = all(file_digest(path / name) == digest for name, digest in state["files"].items())
        except (OSError, ValueError, KeyError):
            whole = False
        if not whole:
            say(f"checkpoint {path.name} is damaged and is passed over")
        elif state["run"] != run:
            say(f"checkpoint {path.name} belongs to another specification, rows or base and is passed over")
        else:
            load_adapter_state(adapters, load_tensors(path / "adapter.safetensors"))
            tensors = load_tensors(path / "optimizer.safetensors")
            optimizer.load_state(tensors)
            torch.set_rng_state(tensors["rng"])
            return Progress(state["step"], state["losses"])
    return Progress()


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.glob("step-*") if _NAME.fullmatch(path.name)]


def save_tensors(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str] | None = None) -> None:
    """A safetensors file, on the disk when this returns."""
    from safetensors.torch import save

    with path.open("wb") as file:
        file.write(save({name: value.contiguous() for name, value in tensors.items()}, metadata))
        file.flush()
        os.fsync(file.fileno())


def load_tensors(path: Path) -> dict[str, Tensor]:
    from safetensors.torch import load_file

    tensors: dict[str, Tensor] = load_file(path)
    return tensors


def write_text(path: Path, text: str) -> None:
    """A text file, on the disk when this returns."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def publish(draft: Path, final: Path) -> None:
    """Rename a finished folder into place, so that it is there whole after a power cut, or not at all."""
    _sync_folder(draft)
    if final.exists():
        shutil.rmtree(final)
    draft.rename(final)
    _sync_folder(final.parent)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_digest(path: Path) -> str:
    """The file's sha256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
