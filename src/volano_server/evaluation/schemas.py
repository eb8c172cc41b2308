"""Wire types of evaluations."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from volano_server.kit.wire import Moment


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EvaluationCreate(Body):
    """Ask `model` each row of `dataset` through `prompt` and judge the answers."""

    name: str = Field(default="", max_length=200)
    model: str = Field(max_length=220, examples=["triage-model@1"])
    prompt: str = Field(max_length=220, examples=["triage@2"])
    dataset: str = Field(max_length=220, examples=["mails@2"])
    variables: dict[str, str] = Field(description="prompt variable → column", examples=[{"mail": "text"}])
    expected: str = Field(max_length=200, description="column that holds the right answer", examples=["label"])
    where: str | None = Field(default=None, max_length=2_000, examples=["split = 'test'"])
    rows: int = Field(default=200, ge=1, le=100_000, description="how many rows, drawn with the seed")
    seed: int = Field(default=0, ge=0, le=2**32 - 1)
    scorer: str = Field(default="label", max_length=80)
    options: dict[str, Any] = Field(default_factory=dict, description="of the scorer")
    max_tokens: int = Field(default=16, ge=1, le=4_096)


class CompareEvaluations(Body):
    first: str = Field(description="run id of the baseline's evaluation")
    second: str = Field(description="run id of the candidate's evaluation")


class EvaluationOut(BaseModel):
    """An evaluation; `summary` is null until it has finished. Intervals are at 95 %."""

    run_id: str
    name: str
    model_ref: str
    dataset_digest: str
    protocol_digest: str
    labels: list[str]
    spec: dict[str, Any]
    summary: dict[str, Any] | None
    created_at: Moment
    finished_at: Moment | None


class EvaluationRowOut(BaseModel):
    row_id: str
    expected: str
    answer: str
    predicted: str | None
    value: float | None
    correct: bool
    seconds: float
    input_tokens: int
    output_tokens: int


class ComparisonOut(BaseModel):
    """Second minus first, row by row; `disagreements` are the rows that the two answered differently."""

    first: str
    second: str
    n: int
    figures: dict[str, Any]
    disagreements: list[dict[str, Any]]
