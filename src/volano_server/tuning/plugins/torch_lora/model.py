"""The transformer that is trained: Gemma 3 (text) in plain torch, made from a GGUF file.

Notable choices
- Modules are named as in Hugging Face's Gemma3ForCausalLM, so adapters are at home in PEFT as well.
- The vocabulary head sees only the positions whose next token is wanted: with 262,144 tokens it would
  otherwise cost more than all layers together.
- Rows are padded on the right and attention is causal, so no real position ever sees a pad: no mask is needed.
- Matrices are bfloat16 or float32; norms are always computed in float32.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - its name in every torch program
from torch import Tensor, nn

from volano_server.kit.gguf import GgufError
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile


@dataclass(frozen=True)
class ModelConfig:
    """The shape of a Gemma 3 text model; every `full_every`-th layer attends to all, the others to `window`."""

    layers: int
    width: int
    hidden: int
    heads: int
    key_heads: int
    head_width: int
    vocabulary: int
    norm_epsilon: float
    rope_base: float
    window: int
    rope_base_local: float = 10_000.0
    full_every: int = 6


# Hugging Face's module name for each tensor of a block, and of the whole model, in a GGUF file.
BLOCK_TENSORS = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "post_ffw_norm": "post_feedforward_layernorm",
}
MODEL_TENSORS = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}


def tensor_names(layers: int) -> dict[str, str]:
    """GGUF tensor name -> name of the same parameter here and at Hugging Face."""
    blocks = {
        f"blk.{layer}.{theirs}.weight": f"model.layers.{layer}.{ours}.weight"
        for layer in range(layers)
        for theirs, ours in BLOCK_TENSORS.items()
    }
    return MODEL_TENSORS | blocks


class RmsNorm(nn.Module):
    """`weight` is the whole factor, as GGUF stores it (Hugging Face stores it less one)."""

    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width, dtype=torch.float32))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x.float(), self.weight.shape, self.weight, self.epsilon).to(x.dtype)


class Attention(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.heads, self.key_heads, self.head_width = config.heads, config.key_heads, config.head_width
        self.q_proj = nn.Linear(config.width, config.heads * config.head_width, bias=False)
        self.k_proj = nn.Linear(config.width, config.key_heads * config.head_width, bias=False)
        self.v_proj = nn.Linear(config.width, config.key_heads * config.head_width, bias=False)
        self.o_proj = nn.Linear(config.heads * config.head_width, config.width, bias=False)
        self.q_norm = RmsNorm(config.head_width, config.norm_epsilon)
        self.k_norm = RmsNorm(config.head_width, config.norm_epsilon)

    def forward(self, x: Tensor, rope: tuple[Tensor, Tensor], window: int | None) -> Tensor:
        rows, length, _ = x.shape
        q = self.q_norm(self.q_proj(x).view(rows, length, self.heads, self.head_width)).transpose(1, 2)
        k = self.k_norm(self.k_proj(x).view(rows, length, self.key_heads, self.head_width)).transpose(1, 2)
        v = self.v_proj(x).view(rows, length, self.key_heads, self.head_width).transpose(1, 2)
        mask = None
        if window is not None and length > window:
            mask = torch.ones(length, length, dtype=torch.bool).tril().triu(1 - window)
        y = F.scaled_dot_product_attention(
            _rotate(q, rope), _rotate(k, rope), v, attn_mask=mask, is_causal=mask is None, enable_gqa=True
        )  # (rows, heads, length, head_width)
        result: Tensor = self.o_proj(y.transpose(1, 2).reshape(rows, length, -1))
        return result


class FeedForward(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(config.width, config.hidden, bias=False)
        self.up_proj = nn.Linear(config.width, config.hidden, bias=False)
        self.down_proj = nn.Linear(config.hidden, config.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.down_proj(F.gelu(self.gate_proj(x), approximate="tanh") * self.up_proj(x))
        return result


class Block(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.input_layernorm = RmsNorm(config.width, config.norm_epsilon)
        self.self_attn = Attention(config)
        self.post_attention_layernorm = RmsNorm(config.width, config.norm_epsilon)
        self.pre_feedforward_layernorm = RmsNorm(config.width, config.norm_epsilon)
        self.mlp = FeedForward(config)
        self.post_feedforward_layernorm = RmsNorm(config.width, config.norm_epsilon)

    def forward(self, x: Tensor, rope: tuple[Tensor, Tensor], window: int | None) -> Tensor:
        x = x + self.post_attention_layernorm(self.self_attn(self.input_layernorm(x), rope, window))
        result: Tensor = x + self.post_feedforward_layernorm(self.mlp(self.pre_feedforward_layernorm(x)))
        return result


class LanguageModel(nn.Module):
    """Token ids in, logits of the wanted positions out; the head shares its weights with the embedding."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = RmsNorm(config.width, config.norm_epsilon)

    def forward(self, ids: Tensor, wanted: Tensor) -> Tensor:
        """float32 logits (wanted positions, vocabulary); `ids` and the boolean `wanted` are (rows, length)."""
        config, length = self.config, ids.shape[1]
        x = self.embed_tokens(ids) * math.sqrt(config.width)
        everywhere = _rope(length, config.head_width, config.rope_base, x.dtype)
        nearby = _rope(length, config.head_width, config.rope_base_local, x.dtype)
        for number, block in enumerate(self.layers, start=1):
            full = number % config.full_every == 0
            x = block(x, everywhere if full else nearby, None if full else config.window)
        return F.linear(self.norm(x[wanted]), self.embed_tokens.weight).float()


def _rope(length: int, width: int, base: float, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosines and sines (length, width) of rotary positions, https://arxiv.org/abs/2104.09864."""
    angles = torch.outer(torch.arange(length).float(), base ** (-torch.arange(0, width, 2).float() / width))
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos().to(dtype), angles.sin().to(dtype)


def _rotate(x: Tensor, rope: tuple[Tensor, Tensor]) -> Tensor:
    left, right = x.chunk(2, dim=-1)
    return x * rope[0] + torch.cat((-right, left), dim=-1) * rope[1]


def read_config(gguf: GgufFile) -> ModelConfig:
    """The shape of the model in a file; raises GgufError when it is not a Gemma 3 text model we can run exactly."""
    architecture = gguf.get("general.architecture")
    if architecture != "gemma3":
        raise GgufError(f"`{gguf.path.name}` holds the architecture `{architecture}`; `gemma3` can be tuned here")
    if gguf.get("gemma3.rope.scaling.type", "none") != "none":
        raise GgufError(f"`{gguf.path.name}` scales its rotary positions, which the trainer does not do")

    def key(name: str) -> float:
        value = gguf.get(f"gemma3.{name}")
        if not isinstance(value, int | float):
            raise GgufError(f"`{gguf.path.name}` has no usable number under `gemma3.{name}`")
        return value

    return ModelConfig(
        layers=int(key("block_count")),
        width=int(key("embedding_length")),
        hidden=int(key("feed_forward_length")),
        heads=int(key("attention.head_count")),
        key_heads=int(key("attention.head_count_kv")),
        head_width=int(key("attention.key_length")),
        vocabulary=gguf.tensors["token_embd.weight"].shape[0],
        norm_epsilon=key("attention.layer_norm_rms_epsilon"),
        rope_base=key("rope.freq_base"),
        window=int(key("attention.sliding_window")),
    )


def load_model(gguf: GgufFile, dtype: torch.dtype) -> LanguageModel:
    """The model with the file's weights, frozen; raises GgufError when tensors are missing, left over or misshapen."""
    config = read_config(gguf)
    with torch.device("meta"):
        model = LanguageModel(config)
    names = tensor_names(config.layers)
    expected = {name.removeprefix("model."): value.shape for name, value in model.state_dict().items()}
    if set(names) != set(gguf.tensors):
        odd = sorted(set(names) ^ set(gguf.tensors))
        raise GgufError(f"`{gguf.path.name}` lacks or has unexpected tensors: {', '.join(odd[:5])}")
    state: dict[str, Tensor] = {}
    for theirs, ours in names.items():
        weights = torch.from_numpy(gguf.weights(theirs))
        name = ours.removeprefix("model.")
        if weights.shape != expected[name]:
            raise GgufError(f"tensor `{theirs}` has the shape {tuple(weights.shape)}, not {tuple(expected[name])}")
        state[name] = weights.to(dtype if weights.dim() > 1 else torch.float32)
    model.load_state_dict(state, assign=True)
    return model.requires_grad_(False)
