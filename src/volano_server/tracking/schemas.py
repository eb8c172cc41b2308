"""Wire types of runs. Times are RFC 3339 text; what is not a finite number is written as text."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from volano_server.tracking.domain.states import RunKind, RunState

Value = float | Literal["NaN", "Infinity", "-Infinity"]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Link(BaseModel):
    """A version that a run read or made, in a role such as `train` or `base`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str = Field(min_length=1, max_length=80)
    kind: str = Field(min_length=1, max_length=40, description="of the asset", examples=["dataset"])
    ref: str = Field(min_length=1, max_length=200, examples=["mails@2"])


class RunCreate(Body):
    kind: RunKind
    name: str = Field(min_length=1, max_length=200)
    parameters: dict[str, Any] = Field(default_factory=dict)
    tags: dict[str, str] = Field(default_factory=dict)
    inputs: list[Link] = Field(default_factory=list, max_length=500)
    parent_id: str | None = Field(default=None, max_length=36)
    job_id: str | None = Field(default=None, max_length=36)
    code_version: str | None = Field(default=None, max_length=200)
    environment_digest: str | None = Field(default=None, max_length=80)
    seed: int | None = Field(default=None, ge=-(2**63), lt=2**63)


class RunUpdate(Body):
    """What is not named stays. A tag set to null is removed. `state: running` takes a failed run up again."""

    state: RunState | None = None
    error: str | None = Field(default=None, max_length=20_000)
    name: str | None = Field(default=None, min_length=1, max_length=200)
    tags: dict[str, str | None] = Field(default_factory=dict)
    outputs: list[Link] = Field(default_factory=list, max_length=500)
    cost_micros: int | None = Field(default=None, ge=0, lt=2**63, description="millionths of a US dollar")


class MetricPointIn(Body):
    key: str
    value: Value
    step: int | None = None
    ts: str | None = Field(default=None, description="RFC 3339; now when left out")


class MetricsLog(Body):
    points: list[MetricPointIn] = Field(min_length=1, max_length=10_000)


class NotFinite(BaseModel):
    key: str
    step: int
    value: str


class MetricsLogged(BaseModel):
    """What became of a batch: `repeated` points were there before, `not_finite` ones are kept as text."""

    accepted: int
    repeated: int
    not_finite_count: int
    not_finite: list[NotFinite]


class MetricSummary(BaseModel):
    last: Value
    last_step: int
    min: float | None
    max: float | None
    count: int
    not_finite: int


class MetricPointOut(BaseModel):
    step: int
    ts: str
    value: Value


class MetricCurve(BaseModel):
    """One key's points in step order; `thinned` when some were left out, extremes never are."""

    key: str
    points: list[MetricPointOut]
    thinned: bool


class MetricCurves(BaseModel):
    curves: list[MetricCurve]


class LogLineIn(Body):
    text: str
    ts: str | None = None


class LogsAppend(Body):
    stream: str = Field(default="stdout", pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")
    lines: list[str | LogLineIn] = Field(min_length=1, max_length=10_000)


class LogsAppended(BaseModel):
    """`dropped` lines did not fit into the run's allowance."""

    accepted: int
    dropped: int


class LogLineOut(BaseModel):
    """`text` is raw program output: escape it before showing."""

    line: int
    stream: str
    ts: str
    text: str


class LogPage(BaseModel):
    items: list[LogLineOut]
    next_cursor: str | None
    dropped_lines: int


class ArtifactOut(BaseModel):
    name: str
    digest: str
    size_bytes: int
    media_type: str
    created_at: str


class RunOut(BaseModel):
    id: str
    kind: RunKind
    name: str
    state: RunState
    error: str | None
    parameters: dict[str, Any]
    tags: dict[str, str]
    metrics: dict[str, MetricSummary]
    inputs: list[Link]
    outputs: list[Link]
    artifacts: list[ArtifactOut]
    parent_id: str | None
    job_id: str | None
    code_version: str | None
    environment_digest: str | None
    seed: int | None
    cost_micros: int
    started_by: str
    started_at: str
    finished_at: str | None
    log_lines: int
    revision: int


class ComparedRun(BaseModel):
    id: str
    kind: RunKind
    name: str
    state: RunState


class ComparedParameter(BaseModel):
    key: str
    values: list[Any]
    differs: bool


class ComparedMetric(BaseModel):
    key: str
    values: list[MetricSummary | None]
    differs: bool


class RunComparison(BaseModel):
    """The runs in the order asked for; each row holds one value a run, null where it has none."""

    runs: list[ComparedRun]
    parameters: list[ComparedParameter]
    metrics: list[ComparedMetric]


class RunDeleted(BaseModel):
    id: str
