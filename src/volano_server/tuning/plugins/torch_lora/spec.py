"""What a training run is told: one JSON object, checked before anything heavy is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from volano_server.kit.errors import BadInput
from volano_server.kit.strict_json import MalformedJson, read_json

Module = Literal["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
GEMMA_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<start_of_turn>"
    "{{ 'model' if message.role == 'assistant' else 'user' }}\n{{ message.content | trim }}<end_of_turn>\n"
    "{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)


class BadSpec(BadInput):
    """The training specification, its rows or its base model cannot be used as they are."""

    code = "bad_training_spec"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class LoraSpec(_Part):
    """Which matrices get an adapter, https://arxiv.org/abs/2106.09685; the change is scaled by alpha / rank."""

    rank: int = Field(default=16, ge=1, le=256)
    alpha: float = Field(default=32.0, gt=0, le=4096)
    modules: tuple[Module, ...] = Field(default=get_args(Module), min_length=1)
    last_layers: int | None = Field(default=None, ge=1)


class Spec(_Part):
    """One training run: base, rows, recipe and what to write. Paths are on this machine."""

    base_model: Path
    base_sha256: Sha256
    rows: Path
    rows_sha256: Sha256 | None = None
    output: Path
    name: str = Field(default="tuned", min_length=1, max_length=200)

    max_steps: int = Field(default=30, ge=1, le=1_000_000)
    batch_size: int = Field(default=8, ge=1, le=1024)
    micro_batch_size: int | None = Field(default=None, ge=1, le=1024)
    learning_rate: float = Field(default=5e-4, gt=0, le=1)
    schedule: Literal["constant", "linear", "cosine"] = "cosine"
    warmup_steps: int = Field(default=3, ge=0)
    weight_decay: float = Field(default=0.0, ge=0, le=1)
    clip_norm: float = Field(default=1.0, gt=0)
    lora: LoraSpec = LoraSpec()
    seed: int = Field(default=0, ge=0, le=2**32 - 1)

    chat_template: str | None = Field(default=None, min_length=1, max_length=20_000)
    max_length: int = Field(default=256, ge=8, le=32_768)
    too_long: Literal["keep_head", "keep_tail", "refuse"] = "keep_head"

    dtype: Literal["auto", "bf16", "fp32"] = "auto"
    threads: int = Field(default=0, ge=0, le=1024)
    checkpoint_every: int = Field(default=10, ge=1)
    weights: Literal["q8_0", "q4_k_m", "f16", "bf16"] = "q8_0"
    verify_rows: int = Field(default=8, ge=1, le=200)

    @model_validator(mode="after")
    def _parts_fit(self) -> Spec:
        if self.warmup_steps > self.max_steps:
            raise ValueError(f"warmup_steps ({self.warmup_steps}) is more than max_steps ({self.max_steps})")
        if len(set(self.lora.modules)) != len(self.lora.modules):
            raise ValueError("lora.modules names a module twice")
        return self


def read_spec(body: bytes) -> Spec:
    """The checked specification. Raises BadInput naming each wrong field, what was found and what is allowed."""
    try:
        read_json(body)  # refuses NaN, repeated keys and broken text, each with its place
        return Spec.model_validate_json(body)
    except MalformedJson as error:
        raise BadSpec(f"the training specification cannot be read: {error.message}", hint=error.hint) from None
    except ValidationError as error:
        faults = [
            f"`{'.'.join(map(str, fault['loc'])) or 'spec'}`: {fault['msg']} (found {str(fault['input'])[:80]!r})"
            for fault in error.errors(include_url=False)
        ]
        raise BadSpec(
            f"the training specification cannot be used: {'; '.join(faults[:8])}",
            hint=f"known fields: {', '.join(Spec.model_fields)}",
        ) from None
