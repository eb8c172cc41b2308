"""Wire types of telemetry. Times are RFC 3339 text, durations milliseconds, costs millionths of a US dollar."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from volano_server.telemetry.domain.spans import SpanKind, Status

ScoreSource = Literal["human", "model", "code", "corpus"]
Dimension = Literal["endpoint", "model", "version", "prompt", "pipeline", "service", "status"]
Bucket = Literal["minute", "hour", "day"]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SpanCount(BaseModel):
    count: int


class TraceSummary(BaseModel):
    """One trace. Tokens and cost are those of its model calls; `cost_known` is false where a price is missing."""

    trace_id: str
    root_span_id: str
    name: str
    kind: SpanKind
    started_at: str
    latency_ms: float
    status: Status
    spans: int
    errors: int
    models: list[str]
    endpoint: str | None
    version_ref: str | None
    prompt_ref: str | None
    pipeline_ref: str | None
    session_id: str | None
    user_id: str | None
    input_tokens: int
    output_tokens: int
    cost_micros: int
    cost_known: bool


class SpanOut(BaseModel):
    """One span. `payload` says what became of its content: `full`, `cut` (too large), `none`, `left_out` (fetch it)."""

    trace_id: str
    span_id: str
    parent_id: str | None
    depth: int
    orphan: bool
    name: str
    kind: SpanKind
    started_at: str
    latency_ms: float
    first_token_ms: float | None
    status: Status
    status_message: str
    service: str | None
    endpoint: str | None
    provider: str | None
    model: str | None
    version_ref: str | None
    version_id: str | None
    prompt_ref: str | None
    prompt_version_id: str | None
    pipeline_ref: str | None
    run_id: str | None
    session_id: str | None
    user_id: str | None
    principal_id: str
    principal_name: str
    input_tokens: int | None
    cached_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    cost_micros: int | None
    cost_source: str | None
    attributes: dict[str, Any]
    resource: dict[str, Any]
    dropped_attributes: int
    payload: Literal["full", "cut", "none", "left_out"]
    input: Any
    output: Any
    events: list[Any]
    links: list[Any]


class ScoreTarget(Body):
    """What is judged: a trace, one span of it, a run, a row (`<dataset version id>:<row id>`) or a session."""

    trace_id: str | None = Field(default=None, pattern=r"^[0-9a-f]{32}$")
    span_id: str | None = Field(default=None, pattern=r"^[0-9a-f]{16}$")
    run_id: str | None = Field(default=None, min_length=1, max_length=36)
    row_ref: str | None = Field(default=None, min_length=1, max_length=200)
    session_id: str | None = Field(default=None, min_length=1, max_length=200)


class ScoreIn(Body):
    """A judgement: a number, a label, or both. The same `key` is stored once."""

    target: ScoreTarget
    name: str = Field(min_length=1, max_length=100)
    value: float | None = Field(default=None, allow_inf_nan=False)
    label: str | None = Field(default=None, min_length=1, max_length=200)
    source: ScoreSource
    author: str = Field(default="", max_length=200, description="who or what judged; the caller when left out")
    comment: str = Field(default="", max_length=10_000)
    key: str | None = Field(default=None, min_length=1, max_length=200)


class ScoresCreate(Body):
    scores: list[ScoreIn] = Field(min_length=1, max_length=1_000)


class ScoreOut(BaseModel):
    id: str
    target_kind: str
    trace_id: str | None
    span_id: str | None
    run_id: str | None
    row_ref: str | None
    session_id: str | None
    name: str
    value: float | None
    label: str | None
    source: ScoreSource
    author: str
    comment: str
    created_by: str
    created_at: str


class ScoresCreated(BaseModel):
    """`repeated` scores were there before under the same key."""

    accepted: int
    repeated: int


class TraceOut(BaseModel):
    """A whole trace: its spans in the order of the waterfall, and its scores. `truncated`: it has more spans."""

    summary: TraceSummary
    spans: list[SpanOut]
    scores: list[ScoreOut]
    truncated: bool


class StatsPoint(BaseModel):
    ts: str
    requests: int
    errors: int
    input_tokens: int
    output_tokens: int
    cost_micros: int
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    latency_p99_ms: float | None
    first_token_mean_ms: float | None


class StatsSeries(BaseModel):
    """One value of the dimension: its sums over the whole time, and its points where something happened."""

    value: str | None
    total: StatsPoint
    points: list[StatsPoint]


class Stats(BaseModel):
    """Series by the number of requests, largest first; values after the twentieth are added up as `(other)`."""

    bucket: Bucket
    by: Dimension | None
    since: str
    until: str
    series: list[StatsSeries]


class ImpactOut(BaseModel):
    """What something reached, such as one row: the versions made of it, the endpoints they stand behind, the traces
    that they answered. `truncated`: there is more than a walk of 2,000 nodes finds."""

    node: str
    runs: list[str]
    versions: list[str]
    endpoints: list[str]
    traces: int
    truncated: bool
