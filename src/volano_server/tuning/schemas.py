"""Wire types of tunings and of model files."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_BATCH_TOKENS = 1_048_576


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Sample(Body):
    """Which rows of the data set are learned."""

    where: str | None = Field(default=None, max_length=2_000, examples=["split = 'train'"])
    rows: int = Field(default=240, ge=8, le=1_000_000, description="how many rows, drawn with the seed")
    balance: bool = Field(default=False, description="the same number of rows for each answer")


class Recipe(Body):
    """How the model learns: LoRA (https://arxiv.org/abs/2106.09685) by AdamW."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    max_steps: int = Field(default=30, ge=1, le=1_000_000)
    batch_size: int = Field(default=8, ge=1, le=1024)
    learning_rate: float = Field(default=5e-4, ge=1e-8, le=0.1)
    schedule: Literal["constant", "linear", "cosine"] = "cosine"
    warmup_steps: int = Field(default=3, ge=0, description="at most `max_steps`; 3 of them when left out")
    rank: int = Field(default=16, ge=1, le=256)
    alpha: float = Field(default=32.0, ge=0.01, le=4096)
    last_layers: int | None = Field(default=None, ge=1, le=1_000, description="adapt only this many of the last layers")
    max_length: int = Field(default=256, ge=8, le=32_768, description="tokens of one example")
    weights: Literal["q8_0", "q4_k_m", "f16", "bf16"] = Field(default="q8_0", description="number format of the export")
    checkpoint_every: int = Field(default=10, ge=1, le=1_000_000)
    seed: int = Field(default=0, ge=0, le=2**32 - 1)

    @model_validator(mode="after")
    def _parts_fit(self) -> Recipe:
        """A short run warms up as long as it lasts, unless it says how long."""
        if "warmup_steps" not in self.model_fields_set:
            self.warmup_steps = min(self.warmup_steps, self.max_steps)
        if self.warmup_steps > self.max_steps:
            raise ValueError(
                f"`warmup_steps` is {self.warmup_steps}, but the run has {self.max_steps} steps (`max_steps`): "
                "leave `warmup_steps` out, or give a tenth of `max_steps`"
            )
        if self.batch_size * self.max_length > MAX_BATCH_TOKENS:
            raise ValueError(
                f"`batch_size` {self.batch_size} times `max_length` {self.max_length} is more than "
                f"{MAX_BATCH_TOKENS:,} tokens in one step: lower one of them"
            )
        return self


class TuningCreate(Body):
    """Tune `base` on rows of `dataset`, each asked through `prompt`, into a new version of the model `name`."""

    name: str = Field(min_length=1, max_length=100, examples=["triage-model"])
    base: str = Field(max_length=220, examples=["gemma-3-270m@1"])
    dataset: str = Field(max_length=220, examples=["mails@2"])
    prompt: str = Field(max_length=220, examples=["triage@2"])
    variables: dict[str, str] = Field(description="prompt variable → column", examples=[{"mail": "text"}])
    answer: str = Field(max_length=200, description="column that holds the right answer", examples=["label"])
    sample: Sample = Field(default_factory=Sample)
    recipe: Recipe = Field(default_factory=Recipe)


class ModelImport(Body):
    """A model file that was uploaded before: `volano models import NAME --blob sha256:…`."""

    blob: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    license: str = Field(min_length=1, max_length=2_000, description="licence name, or where its terms are")
    source: str = Field(min_length=1, max_length=2_000, description="where the file came from")
    chat_template: str | None = Field(default=None, max_length=20_000, description="for a file that has none")
    context: int = Field(default=2048, ge=8, le=131_072, description="tokens that one answer may use")
    metadata: dict[str, Any] = Field(default_factory=dict)
