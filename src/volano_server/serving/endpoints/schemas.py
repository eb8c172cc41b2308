"""Wire types of endpoints."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from volano_server.kit.wire import Moment, MomentGiven


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Target(Body):
    """A version that answers a share of the traffic: a model with a prompt around it, or a pipeline.

    References may be fixed (`triage-model@3`) or follow an alias (`triage-model@production`).
    """

    name: str = Field(default="stable", min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")
    weight: float = Field(default=100, ge=0, le=1_000_000, description="share of the traffic, relative to the others")
    model: str | None = Field(default=None, max_length=220, examples=["triage-model@production"])
    prompt: str | None = Field(default=None, max_length=220, examples=["triage@2"])
    pipeline: str | None = Field(default=None, max_length=220, examples=["faq@1"])

    @model_validator(mode="after")
    def _one_runner(self) -> Target:
        if (self.model is None) == (self.pipeline is None):
            raise ValueError("a target names either a model or a pipeline")
        if self.pipeline is not None and self.prompt is not None:
            raise ValueError("a pipeline brings its own prompt; leave `prompt` out")
        return self

    def parts(self) -> list[tuple[str, str]]:
        """Kind and reference of each version that this target names."""
        named = {"model": self.model, "prompt": self.prompt, "pipeline": self.pipeline}
        return [(kind, ref) for kind, ref in named.items() if ref is not None]


class Limits(Body):
    """What one caller may use of an endpoint."""

    requests_per_minute: int = Field(default=600, ge=1, le=1_000_000)
    burst: int = Field(default=60, ge=1, le=100_000, description="requests at once before the rate counts")
    max_output_tokens: int = Field(default=512, ge=1, le=32_768)
    max_temperature: float = Field(default=2, ge=0, le=2, description="callers who ask for more get this")


class Plan(Body):
    """How an endpoint answers: targets by weight, the way a message enters the prompt, guards and limits."""

    targets: list[Target] = Field(min_length=1, max_length=20)
    input_variable: str | None = Field(
        default=None, max_length=80, description="prompt variable that takes the caller's last message"
    )
    sticky: Literal["user", "request"] = Field(
        default="request", description="`user`: one user always gets the same target; `request`: each call anew"
    )
    input_guard: Literal["block", "observe", "off"] = "block"
    trusted_roles: list[Literal["system", "developer", "assistant", "tool"]] = Field(
        default_factory=list, max_length=4, description="roles whose messages your own application writes: not guarded"
    )
    limits: Limits = Field(default_factory=Limits)

    @model_validator(mode="after")
    def _weights_add_up(self) -> Plan:
        names = [target.name for target in self.targets]
        if len(set(names)) != len(names):
            raise ValueError("two targets have the same name")
        if sum(target.weight for target in self.targets) <= 0:
            raise ValueError("at least one target needs a weight above zero")
        return self


class EndpointCreate(Body):
    name: str = Field(min_length=1, max_length=100)
    plan: Plan


class EndpointUpdate(Body):
    plan: Plan | None = None
    enabled: bool | None = None
    reason: str = Field(default="", max_length=2_000)


class EndpointOut(BaseModel):
    """An endpoint; `spec` is the version of its plan, and `revision` goes into If-Match."""

    id: str
    name: str
    spec: str
    plan: Plan
    enabled: bool
    revision: int
    created_at: Moment
    updated_at: Moment


class RestrictionSet(Body):
    level: Literal["throttle", "block"]
    reason: str = Field(min_length=1, max_length=2_000)
    until: MomentGiven | None = None
    hours: float | None = Field(default=None, gt=0, le=24 * 366, description="instead of `until`: from now on")

    @model_validator(mode="after")
    def _one_end(self) -> RestrictionSet:
        if (self.until is None) == (self.hours is None):
            raise ValueError("say either `until` or `hours`")
        return self


class RestrictionOut(BaseModel):
    principal_id: str
    level: str
    reason: str
    until: Moment
    created_at: Moment
