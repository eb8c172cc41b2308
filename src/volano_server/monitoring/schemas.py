"""Wire types of monitors and alerts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from volano_server.kit.wire import Moment


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DriftParameters(Body):
    """Are the texts that an endpoint gets now like those of a data set?"""

    kind: Literal["input_drift"]
    dataset: str = Field(max_length=220, examples=["mails@2"])
    column: str = Field(max_length=200, examples=["text"])
    where: str | None = Field(default=None, max_length=2_000)
    reference_rows: int = Field(default=400, ge=50, le=20_000)
    window_seconds: int = Field(default=86_400, ge=60, le=31 * 86_400)
    alpha: float = Field(default=0.01, gt=0, lt=0.5, description="share of false alarms that is accepted")
    min_sessions: int = Field(default=30, ge=2, le=100_000)
    seed: int = Field(default=0, ge=0, le=2**32 - 1)


class AbuseParameters(Body):
    """Does a caller attack or hammer the endpoint?"""

    kind: Literal["abuse"]
    window_seconds: int = Field(default=600, ge=10, le=86_400)
    history_windows: int = Field(
        default=36, ge=0, le=1_000, description="earlier windows that tell a caller's habits and its slow attacks"
    )
    act: bool = Field(default=True, description="throttle or block such callers")
    hold_seconds: int = Field(default=3_600, ge=60, le=31 * 86_400)


Parameters = Annotated[DriftParameters | AbuseParameters, Field(discriminator="kind")]


class MonitorCreate(Body):
    name: str = Field(min_length=1, max_length=100)
    endpoint: str = Field(min_length=1, max_length=100)
    parameters: Parameters
    every_seconds: int | None = Field(
        default=None, ge=60, le=31 * 86_400, description="look this often by itself, by a schedule `monitor-NAME`"
    )


class AlertClose(Body):
    reason: str = Field(min_length=1, max_length=2_000)


class MonitorOut(BaseModel):
    """A monitor; `status` is where its alert is: ok, pending, firing, acknowledged, resolved, no_data."""

    id: str
    name: str
    kind: str
    endpoint: str
    parameters: dict[str, Any]
    enabled: bool
    status: str
    created_at: Moment


class ResultOut(BaseModel):
    """What one look found."""

    id: str
    monitor_id: str
    ran_at: Moment
    value: float | None
    n: int
    body: dict[str, Any]


class AlertOut(BaseModel):
    id: str
    monitor: str
    endpoint: str
    incident: int
    status: str
    value: float | None
    summary: str
    muted: bool
    at: Moment


class Queued(BaseModel):
    job_id: str
