"""Low-rank adapters beside frozen matrices, https://arxiv.org/abs/2106.09685, and their home in PEFT's file format."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812 - its name in every torch program
from torch import Tensor, nn

from volano_server.tuning.plugins.torch_lora.model import LanguageModel
from volano_server.tuning.plugins.torch_lora.spec import BadSpec, LoraSpec, Spec

_PEFT_PREFIX = "base_model.model.model."


class LoraLinear(nn.Module):
    """y = W x + (alpha / rank) B A x, with A and B in float32 whatever W is; B starts at zero, so nothing changes."""

    def __init__(self, base: nn.Linear, spec: LoraSpec, generator: torch.Generator) -> None:
        super().__init__()
        self.base = base
        self.scale = spec.alpha / spec.rank
        self.lora_A = nn.Parameter(torch.empty(spec.rank, base.in_features, dtype=torch.float32))
        self.lora_B = nn.Parameter(torch.zeros(base.out_features, spec.rank, dtype=torch.float32))
        nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5), generator=generator)

    def forward(self, x: Tensor) -> Tensor:
        change = F.linear(F.linear(x, self.lora_A.to(x.dtype)), self.lora_B.to(x.dtype))
        result: Tensor = self.base(x) + change * self.scale
        return result

    def delta(self) -> Tensor:
        """What the adapter adds to W, (out, in), float32."""
        return self.lora_B.detach() @ self.lora_A.detach() * self.scale


def add_adapters(model: LanguageModel, spec: LoraSpec, seed: int) -> dict[str, LoraLinear]:
    """The adapters put into the model, by the name of the module they replace (`layers.0.self_attn.q_proj`)."""
    depth = len(model.layers)
    if spec.last_layers is not None and spec.last_layers > depth:
        raise BadSpec(
            f"lora.last_layers is {spec.last_layers}, the base model has {depth} layers",
            hint="leave it out to adapt all layers",
        )
    first = depth - (spec.last_layers or depth)
    generator = torch.Generator().manual_seed(seed)
    adapters: dict[str, LoraLinear] = {}
    for number in range(first, depth):
        for owner, children in (("self_attn", "qkvo"), ("mlp", ("gate", "up", "down"))):
            for child in (f"{name}_proj" for name in children):
                if child in spec.modules:
                    parent = model.get_submodule(f"layers.{number}.{owner}")
                    adapter = LoraLinear(parent.get_submodule(child), spec, generator)  # type: ignore[arg-type]
                    setattr(parent, child, adapter)
                    adapters[f"layers.{number}.{owner}.{child}"] = adapter
    return adapters


def adapter_parameters(adapters: dict[str, LoraLinear]) -> dict[str, nn.Parameter]:
    """What is trained, under PEFT's names."""
    return {
        f"{_PEFT_PREFIX}{name}.lora_{side}.weight": getattr(adapter, f"lora_{side}")
        for name, adapter in adapters.items()
        for side in "AB"
    }


def adapter_state(adapters: dict[str, LoraLinear]) -> dict[str, Tensor]:
    """The trained tensors, apart from any graph, under the same names and in the same memory."""
    return {name: parameter.detach() for name, parameter in adapter_parameters(adapters).items()}


def load_adapter_state(adapters: dict[str, LoraLinear], state: dict[str, Tensor]) -> None:
    """Put tensors saved by `adapter_state` back; raises KeyError or RuntimeError when they do not fit."""
    for name, value in adapter_state(adapters).items():
        value.copy_(state[name])


def peft_config(spec: Spec) -> dict[str, object]:
    """The `adapter_config.json` that lets PEFT load the adapter onto Hugging Face's copy of the base."""
    lora = spec.lora
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": f"{spec.base_model.name}@sha256:{spec.base_sha256}",
        "r": lora.rank,
        "lora_alpha": lora.alpha,
        "lora_dropout": 0.0,
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "target_modules": list(lora.modules),
    }
