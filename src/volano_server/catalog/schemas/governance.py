"""Wire types of policies and transitions. Times are RFC 3339 text."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from volano_server.catalog.domain.policies import PolicyRules, rules_of
from volano_server.catalog.domain.transitions import TransitionKind, TransitionState
from volano_server.catalog.schemas.assets import Body, Pointer

PolicyState = Literal["in_force", "proposed", "superseded", "declined", "retired"]
DAY_SECONDS = 86_400


class GateRuleIn(Body):
    """A gate by name; evidence older than `max_age_seconds` does not count."""

    name: str = Field(min_length=1, max_length=100)
    parameters: dict[str, Any] = Field(default_factory=dict)
    max_age_seconds: int | None = Field(default=None, ge=1, le=366 * DAY_SECONDS)


class ApprovalRuleIn(Body):
    """`count` different persons with at least this role."""

    role: str = Field(max_length=20)
    count: int = Field(ge=1, le=20)


class PolicyRulesIn(Body):
    kind: str = Field(max_length=40, description="a kind of asset, or `*`", examples=["model"])
    name_pattern: str = Field(default="*", max_length=100, examples=["triage-*"])
    alias_pattern: str = Field(max_length=100, examples=["production"])
    gates: list[GateRuleIn] = Field(default_factory=list, max_length=20)
    approvals: list[ApprovalRuleIn] = Field(default_factory=list, max_length=10)
    requester_role: str = Field(default="editor", max_length=20, description="the least role that may ask")
    separation_of_duties: bool = True
    expires_after_seconds: int = Field(default=7 * DAY_SECONDS, ge=60, le=366 * DAY_SECONDS)
    rollback: bool = Field(default=True, description="going back to what was there before needs no approval")
    break_glass_role: str | None = Field(default=None, max_length=20, description="the least role; null: nobody")

    def to_rules(self) -> PolicyRules:
        """The rules as the domain knows them."""
        return rules_of(self.model_dump(include=set(PolicyRulesIn.model_fields)))


class PolicyCreate(PolicyRulesIn):
    name: str = Field(max_length=100, examples=["production-models"])
    notes: str = Field(default="", max_length=2_000)


class PolicyChange(PolicyRulesIn):
    notes: str = Field(default="", max_length=2_000)


class TransitionRequest(Body):
    """A version to move to, or `remove` to take the alias away: exactly one of them."""

    kind: str = Field(max_length=40, examples=["model"])
    name: str = Field(max_length=100, examples=["triage-model"])
    alias: str = Field(max_length=100, examples=["production"])
    to: str | None = Field(default=None, max_length=120, description="`7`, `latest`, an alias or `sha256:…`")
    remove: bool = False
    reason: str = Field(default="", max_length=2_000)

    @model_validator(mode="after")
    def _one_target(self) -> TransitionRequest:
        if (self.to is None) != self.remove:
            raise ValueError("name a version in `to`, or take the alias away with `remove`")
        return self


class BreakGlass(Body):
    kind: str = Field(max_length=40)
    name: str = Field(max_length=100)
    alias: str = Field(max_length=100)
    to: str = Pointer
    reason: str = Field(max_length=2_000)


class Note(Body):
    notes: str = Field(default="", max_length=2_000)


class Reason(Body):
    reason: str = Field(default="", max_length=2_000)


class GateRuleOut(BaseModel):
    name: str
    parameters: dict[str, Any]
    max_age_seconds: int | None


class ApprovalRuleOut(BaseModel):
    role: str
    count: int


class PolicyRulesOut(BaseModel):
    kind: str
    name_pattern: str
    alias_pattern: str
    gates: list[GateRuleOut]
    approvals: list[ApprovalRuleOut]
    requester_role: str
    separation_of_duties: bool
    expires_after_seconds: int
    rollback: bool
    break_glass_role: str | None


class PolicyVersionOut(BaseModel):
    """`loosened` says in words what this version asks less for; null `rules` end the policy."""

    number: int
    state: PolicyState
    rules: PolicyRulesOut | None
    loosened: list[str]
    notes: str
    made_by_name: str
    created_at: str
    decided_by_name: str | None
    decided_at: str | None


class PolicyOut(BaseModel):
    """`in_force` is null once retired; `proposed` waits for a second person."""

    id: str
    name: str
    in_force: PolicyVersionOut | None
    proposed: PolicyVersionOut | None
    newest: int


class GateOut(BaseModel):
    """`words` says in one line what was asked and found."""

    name: str
    status: str
    parameters: dict[str, Any]
    observed: float | None
    threshold: float | None
    n: int | None
    ci_low: float | None
    ci_high: float | None
    evidence_ref: str | None
    evaluator_version: str | None
    dataset_digest: str | None
    ran_at: str | None
    words: str


class ApprovalOut(BaseModel):
    id: str
    by: str
    by_name: str
    role: str
    notes: str
    created_at: str
    voided_at: str | None
    void_reason: str


class ConditionOut(BaseModel):
    code: str
    words: str


class TransitionOut(BaseModel):
    """`missing` says in words why it cannot be applied now; empty when it can."""

    id: str
    kind: TransitionKind
    state: TransitionState
    revision: int
    asset_kind: str
    asset_name: str
    alias: str
    from_number: int | None
    from_digest: str | None
    to_number: int | None
    to_digest: str | None
    to_version_id: str | None
    reason: str
    policies: list[str]
    gates: list[GateOut]
    approvals: list[ApprovalOut]
    missing: list[ConditionOut]
    requested_by: str
    requested_by_name: str
    created_at: str
    expires_at: str
    closed_at: str | None
    closed_by_name: str | None
    close_reason: str
    rolls_back: str | None
    needs_review: bool
    reviewed_by_name: str | None
    reviewed_at: str | None
    review_notes: str


class TransitionSummary(BaseModel):
    id: str
    kind: TransitionKind
    state: TransitionState
    asset_kind: str
    asset_name: str
    alias: str
    from_number: int | None
    to_number: int | None
    reason: str
    approvals: int
    requested_by_name: str
    created_at: str
    expires_at: str
    closed_at: str | None
    closed_by_name: str | None
    needs_review: bool
