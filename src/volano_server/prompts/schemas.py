"""Wire types of prompts."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from volano_server.prompts.domain.content import Message, Variable
from volano_server.prompts.domain.parameters import Parameter


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PromptCreate(Body):
    """A new version of a prompt; equal content gives the version that has it already."""

    messages: list[Message] = Field(min_length=1, max_length=100)
    variables: dict[str, Variable] = Field(default_factory=dict)
    output_schema: dict[str, Any] | None = Field(default=None, examples=[{"enum": ["spam", "ham"]}])
    parameters: dict[str, Parameter] = Field(default_factory=dict, examples=[{"temperature": 0.2}])
    notes: str = Field(default="", max_length=20_000)


class PromptRender(Body):
    values: dict[str, Any] = Field(default_factory=dict)


class MessageOut(BaseModel):
    role: str
    content: str


class Rendered(BaseModel):
    ref: str
    messages: list[MessageOut]
    output_schema: dict[str, Any] | None


class MessageRoles(BaseModel):
    """The role on each side; null where there is no such message."""

    before: str | None
    after: str | None


class MessageDiff(BaseModel):
    """One message that changed, as lines of a unified diff."""

    number: int
    roles: MessageRoles
    lines: list[str]


class FieldDiff(BaseModel):
    before: Any
    after: Any


class PromptDiff(BaseModel):
    """What changed: messages by their place, and whole other fields."""

    before: str
    after: str
    messages: list[MessageDiff]
    fields: dict[str, FieldDiff]


class PromptAliasSet(Body):
    to: str = Field(min_length=1, max_length=120, description="`7`, `latest`, an alias or `sha256:…`", examples=["7"])
    reason: str = Field(default="", max_length=2_000)
