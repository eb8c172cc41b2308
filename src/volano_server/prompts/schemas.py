"""Wire types of prompts."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from volano_server.prompts.domain.content import Message, Variable


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PromptCreate(Body):
    """A new version of a prompt; equal content gives the version that has it already."""

    messages: list[Message] = Field(min_length=1, max_length=100)
    variables: dict[str, Variable] = Field(default_factory=dict)
    output_schema: dict[str, Any] | None = Field(default=None, examples=[{"enum": ["spam", "ham"]}])
    parameters: dict[str, float | int | str | bool] = Field(default_factory=dict)
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


class PromptDiff(BaseModel):
    before: str
    after: str
    messages: list[dict[str, Any]]
    fields: dict[str, Any]
