"""`lineage.json`: everything a tuned model was made from and with, so that it can be made again and checked."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from volano_server.tuning.plugins.torch_lora.batches import Encoded
from volano_server.tuning.plugins.torch_lora.checkpoint import Progress, file_digest
from volano_server.tuning.plugins.torch_lora.events import cpu_seconds, rss_bytes, seconds
from volano_server.tuning.plugins.torch_lora.spec import Spec

PACKAGES = ("volano", "torch", "numpy", "safetensors", "libggml-python", "jinja2", "pydantic", "xllamacpp")


def describe_run(
    spec: Spec,
    run: str,
    template: str,
    rows: Sequence[Encoded],
    cut: int,
    progress: Progress,
    dtype: torch.dtype,
) -> dict[str, Any]:
    """Recipe, inputs by digest, environment and result of a run; `seconds` are those of the last process of it."""
    return {
        "run": run,
        "spec": spec.model_dump(mode="json"),
        "base": {"file": spec.base_model.name, "sha256": spec.base_sha256},
        "rows": {
            "file": spec.rows.name,
            "sha256": file_digest(spec.rows),
            "count": len(rows),
            "cut_to_length": cut,
            "row_ids_sha256": hashlib.sha256("\n".join(row.row_id for row in rows).encode()).hexdigest(),
        },
        "chat_template_sha256": hashlib.sha256(template.encode()).hexdigest(),
        "seed": spec.seed,
        "steps": progress.step,
        "losses": progress.losses,
        "environment": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "packages": {name: _version(name) for name in PACKAGES},
            "processor": str(torch.cpu.get_capabilities().get("cpu_name", platform.processor())),
            "instructions": torch.backends.cpu.get_cpu_capability(),
            "threads": torch.get_num_threads(),
            "dtype": str(dtype).removeprefix("torch."),
        },
        "cost": {
            "seconds": round(seconds(), 2),
            "cpu_seconds": round(cpu_seconds(), 2),
            "peak_rss_bytes": rss_bytes(),
        },
    }


def file_digests(folder: Path) -> dict[str, str]:
    """sha256 of every file below a folder, by its path from there."""
    return {str(path.relative_to(folder)): file_digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
