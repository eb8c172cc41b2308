"""A tiny base model, rows to learn, and the training program as a process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.serving.engines.tiny_model import TEMPLATE, write_tiny_model

STEPS = 60


@dataclass(frozen=True)
class Base:
    """A model file and its sha256."""

    path: Path
    digest: str


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """Tiny matrices are slower on several threads, and the machine has other things to do."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    path = tmp_path_factory.mktemp("base") / "tiny.gguf"
    return Base(path, write_tiny_model(path))


def write_rows(path: Path, count: int = 24) -> Path:
    """Rows whose answer follows from their first word."""
    rows = [
        {"prompt": f"{('buy', 'see')[number % 2]} it {number}", "completion": ("spam", "ham")[number % 2]}
        for number in range(count)
    ]
    path.write_text("".join(json.dumps(row | {"row_id": f"row-{number}"}) + "\n" for number, row in enumerate(rows)))
    return path


MakeSpec = Callable[..., Path]


@pytest.fixture(scope="session")
def make_spec(base: Base, tmp_path_factory: pytest.TempPathFactory) -> MakeSpec:
    """A function that writes a specification with some fields changed; its path, with the output folder beside it."""

    def make(**changes: Any) -> Path:
        folder = tmp_path_factory.mktemp("run")
        spec = {
            "base_model": str(base.path), "base_sha256": base.digest,
            "rows": str(write_rows(folder / "rows.jsonl")), "output": str(folder / "output"),
            "max_steps": STEPS, "batch_size": 4, "learning_rate": 0.02, "checkpoint_every": 7, "dtype": "fp32",
            "lora": {"rank": 4, "alpha": 8.0, "last_layers": 3}, "chat_template": TEMPLATE, "threads": 1,
        }  # fmt: skip
        path = folder / "spec.json"
        path.write_text(json.dumps(spec | changes))
        return path

    return make


class Trainer:
    """The training program in a process of its own, with its events as they come."""

    def __init__(self, spec: Path) -> None:
        self.output = Path(json.loads(spec.read_text()).get("output", spec.parent / "output"))
        self.events: list[dict[str, Any]] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "volano_server.tuning.plugins.torch_lora", str(spec)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def read_until(self, reached: Callable[[dict[str, Any]], bool]) -> None:
        """Read events up to one that `reached` accepts."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.append(json.loads(line))
            if reached(self.events[-1]):
                return
        pytest.fail(f"the trainer ended before: {self.process.communicate()[1]}")

    def finish(self) -> int:
        """Read what is left; the exit code."""
        stdout, self.talk = self.process.communicate()
        self.events += [json.loads(line) for line in stdout.splitlines()]
        return self.process.returncode

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["event"] == kind]

    def losses(self) -> dict[int, float]:
        return {event["step"]: event["loss"] for event in self.of("step")}


def run_trainer(spec: Path) -> Trainer:
    """A trainer that has ended well."""
    trainer = Trainer(spec)
    assert trainer.finish() == 0, trainer.talk
    return trainer


@pytest.fixture(scope="session")
def straight(make_spec: MakeSpec) -> Trainer:
    """One undisturbed run, which the others are compared with."""
    return run_trainer(make_spec())
