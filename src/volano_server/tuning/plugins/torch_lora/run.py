"""A run from start to finish: load, encode, train, export, verify, publish.

Leaves in the output folder: `checkpoints/`, and once everything is verified `result/` with `model.gguf`, `adapter/`
(PEFT) and `lineage.json`. Started again with the same specification it continues from the newest checkpoint, or
answers at once when the result is there.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch

from volano_server.kit.gguf import GgufError
from volano_server.tuning.plugins.torch_lora.batches import Encoder, read_rows
from volano_server.tuning.plugins.torch_lora.checkpoint import file_digest, publish, write_text
from volano_server.tuning.plugins.torch_lora.events import cpu_seconds, emit, say, seconds
from volano_server.tuning.plugins.torch_lora.export import chat_template, write_adapter, write_merged
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile
from volano_server.tuning.plugins.torch_lora.lineage import describe_run, file_digests
from volano_server.tuning.plugins.torch_lora.loop import Stopped, StopSignal, run_digest, train
from volano_server.tuning.plugins.torch_lora.lora import add_adapters
from volano_server.tuning.plugins.torch_lora.model import LanguageModel, load_model
from volano_server.tuning.plugins.torch_lora.spec import BadSpec, Spec
from volano_server.tuning.plugins.torch_lora.template import make_renderer
from volano_server.tuning.plugins.torch_lora.tokenizer import Tokenizer
from volano_server.tuning.plugins.torch_lora.verify import check_export

__all__ = ["StopSignal", "Stopped", "run"]


def run(spec: Spec, stop: StopSignal) -> None:
    """Nothing, once `result/` is published. Raises BadSpec, Diverged, ExportMismatch, or Stopped when told to stop."""
    torch.manual_seed(spec.seed)
    if spec.threads:
        torch.set_num_threads(spec.threads)

    rows = read_rows(spec.rows)
    rows_digest = _expect_digest(spec.rows, spec.rows_sha256, "rows_sha256")
    base_digest = _expect_digest(spec.base_model, spec.base_sha256, "base_sha256")
    digest = run_digest(spec, base_digest, rows_digest)
    result = spec.output / "result"
    if result.exists():
        _announce(result, _finished_before(result, digest, spec))
        return

    base, tokenizer, model = _load_base(spec)
    encoder = Encoder(tokenizer, make_renderer(chat_template(base, spec), tokenizer.tokens[tokenizer.eos]), spec)
    stop.check()

    emit("phase", name="encode", rows=len(rows))
    encoded = [encoder.encode(row) for row in rows]
    adapters = add_adapters(model, spec.lora, spec.seed)
    progress = train(model, adapters, encoded, spec, digest, stop)

    emit("phase", name="export", weights=spec.weights)
    draft = spec.output / ".draft-result"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    write_adapter(draft / "adapter", adapters, spec)
    write_merged(draft / "model.gguf", base, adapters, spec, stop)

    some = range(0, len(rows), -(-len(rows) // spec.verify_rows))
    emit("phase", name="verify", rows=len(some))
    evidence = check_export(model, draft / "model.gguf", encoder, [(rows[i], encoded[i]) for i in some])
    stop.check()

    lineage = describe_run(spec, digest, chat_template(base, spec), encoded, encoder.cut, progress, _dtype(spec))
    lineage |= {"verification": evidence, "files": file_digests(draft)}
    write_text(draft / "lineage.json", json.dumps(lineage, indent=2, allow_nan=False))
    publish(draft, result)
    _announce(result, lineage)


def _load_base(spec: Spec) -> tuple[GgufFile, Tokenizer, LanguageModel]:
    try:
        base = GgufFile(spec.base_model)
        return base, Tokenizer(base), load_model(base, _dtype(spec))
    except GgufError as error:
        raise BadSpec(f"the base model cannot be tuned: {error}", hint="choose another base model") from None


def _dtype(spec: Spec) -> torch.dtype:
    """bfloat16 where the processor multiplies it natively: half the memory and two thirds of the time of float32."""
    if spec.dtype == "auto":
        processor = torch.cpu.get_capabilities()
        return torch.bfloat16 if processor.get("avx512_bf16") or processor.get("amx_bf16") else torch.float32
    return torch.bfloat16 if spec.dtype == "bf16" else torch.float32


def _expect_digest(path: Path, expected: str | None, field: str) -> str:
    try:
        found = file_digest(path)
    except OSError as error:
        raise BadSpec(f"`{path}` cannot be read: {error.strerror}", hint="check the path") from None
    if expected is not None and found != expected:
        raise BadSpec(
            f"`{path.name}` has the sha256 {found}, the specification says {expected}",
            hint=f"fetch the file again, or correct `{field}`",
        )
    return found


def _finished_before(result: Path, digest: str, spec: Spec) -> dict[str, Any]:
    """The lineage of a result that is already there; raises BadSpec when it is another run's."""
    lineage: dict[str, Any] = json.loads((result / "lineage.json").read_bytes())
    if (lineage["run"], lineage["spec"]["name"], lineage["spec"]["weights"]) != (digest, spec.name, spec.weights):
        raise BadSpec(f"`{result}` holds the result of another run", hint="choose an empty output folder")
    say("this run was finished before")
    return lineage


def _announce(result: Path, lineage: dict[str, Any]) -> None:
    emit(
        "done",
        result=str(result),
        files=lineage["files"],
        loss=lineage["losses"][-1],
        steps=lineage["steps"],
        verification=lineage["verification"],
        seconds=round(seconds(), 2),
        cpu_seconds=round(cpu_seconds(), 2),
    )
