"""What a run leaves behind: the adapter for PEFT, and the merged model for llama.cpp.

The merged file is the base file with the adapted matrices replaced: keys and tokenizer are copied byte for byte, so
is every tensor that was not adapted and is already quantised (quantising again would only lose). A base without a
chat template gets the one it was trained with; without it a server falls back to another format and never stops.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volano_server.tuning.plugins.torch_lora.checkpoint import save_tensors, write_text
from volano_server.tuning.plugins.torch_lora.ggml import GgmlType, block_size, quantise
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile, TensorInfo, encode_key, write_gguf
from volano_server.tuning.plugins.torch_lora.loop import StopSignal
from volano_server.tuning.plugins.torch_lora.lora import LoraLinear, adapter_state, peft_config
from volano_server.tuning.plugins.torch_lora.model import tensor_names
from volano_server.tuning.plugins.torch_lora.spec import BadSpec, Spec

# `general.file_type` of each format: enum llama_ftype in llama.h.
_FILE_TYPES = {"f16": 1, "q8_0": 7, "q4_k_m": 15, "bf16": 32}
_PLAIN = {"f16": GgmlType.F16, "q8_0": GgmlType.Q8_0, "bf16": GgmlType.BF16}
_FALLBACK = {GgmlType.Q4_K: GgmlType.Q5_0, GgmlType.Q6_K: GgmlType.Q8_0, GgmlType.Q8_0: GgmlType.F16}
_FLOATS = {GgmlType.F32, GgmlType.F16, GgmlType.BF16}


def write_adapter(folder: Path, adapters: dict[str, LoraLinear], spec: Spec) -> None:
    """The adapter as PEFT reads it."""
    folder.mkdir()
    save_tensors(folder / "adapter_model.safetensors", adapter_state(adapters), {"format": "pt"})
    write_text(folder / "adapter_config.json", json.dumps(peft_config(spec), indent=2))


def write_merged(path: Path, base: GgufFile, adapters: dict[str, LoraLinear], spec: Spec, stop: StopSignal) -> None:
    """Base plus adapters as a GGUF file, on the disk when this returns; raises Stopped between two tensors."""
    layers = int(base.get(f"{base.get('general.architecture')}.block_count"))
    adapted = {
        theirs: adapters[module]
        for theirs, ours in tensor_names(layers).items()
        if (module := ours.removeprefix("model.").removesuffix(".weight")) in adapters
    }
    shapes = {
        name: (info.shape, _kind(info, name in adapted, layers, spec.weights)) for name, info in base.tensors.items()
    }

    def tensors() -> Iterator[tuple[str, NDArray[np.uint8]]]:
        for name, (_, kind) in shapes.items():
            stop.check()
            if name in adapted:
                yield name, quantise(base.weights(name) + adapted[name].delta().numpy(), kind)
            elif kind is base.tensors[name].kind:
                yield name, base.raw_tensor(name)
            else:
                yield name, quantise(base.weights(name), kind)

    with path.open("wb") as file:
        write_gguf(file, _keys(base, spec), shapes, tensors())
        file.flush()
        os.fsync(file.fileno())


def chat_template(base: GgufFile, spec: Spec) -> str:
    """The template to train and serve with: the specification's, else the base file's; raises BadSpec for neither."""
    template: str | None = spec.chat_template or base.get("tokenizer.chat_template")
    if not template:
        raise BadSpec(
            f"`{spec.base_model.name}` has no chat template and the specification has none",
            hint="set `chat_template`: what a server shall write around each message",
        )
    return template


def _keys(base: GgufFile, spec: Spec) -> list[bytes]:
    ours: dict[str, str | int] = {
        "general.name": spec.name,
        "general.file_type": _FILE_TYPES[spec.weights],
        "tokenizer.chat_template": chat_template(base, spec),
    }
    kept = [base.raw_key(key) for key in base.keys if key not in ours and key != "general.alignment"]
    return [*kept, *(encode_key(key, value) for key, value in ours.items())]


def _kind(info: TensorInfo, adapted: bool, layers: int, weights: str) -> GgmlType:
    """The type a tensor is stored as; vectors stay as they are, and so does what was quantised and not adapted."""
    if len(info.shape) == 1 or (not adapted and info.kind not in _FLOATS):
        return info.kind
    kind = _PLAIN.get(weights) or _k_quant(info.name, layers)
    while info.shape[-1] % block_size(kind):
        kind = _FALLBACK[kind]
    return kind


def _k_quant(name: str, layers: int) -> GgmlType:
    """llama.cpp's Q4_K_M: four bits; six for the head and for half of the value and down projections."""
    if name in ("token_embd.weight", "output.weight"):
        return GgmlType.Q6_K
    if name.split(".")[-2] not in ("attn_v", "ffn_down"):
        return GgmlType.Q4_K
    layer = int(name.split(".")[1])
    more = layer < layers // 8 or layer >= 7 * layers // 8 or (layer - layers // 8) % 3 == 2
    return GgmlType.Q6_K if more else GgmlType.Q4_K
