"""What a prompt version holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from volano_server.prompts.domain.answers import check_schema
from volano_server.prompts.domain.parameters import Parameter, VariableType, check_parameters, has_type
from volano_server.prompts.domain.secrets import find_secret
from volano_server.prompts.domain.templates import LONGEST, as_text, fill, variables_of
from volano_server.prompts.errors import InvalidPrompt, SecretInPrompt, VariableMismatch

Role = Literal["system", "user", "assistant"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(Part):
    """One message; its content is a template in a prompt and plain text once filled."""

    role: Role
    content: str = Field(max_length=200_000)


class Variable(Part):
    """What is known of a variable. One without a default must be given; `any` takes every JSON value."""

    type: VariableType = "any"
    description: str = Field(default="", max_length=2_000)
    default: JsonValue = None


class PromptContent(Part):
    """Messages with variables, the form of the answer, and how to sample."""

    messages: list[Message] = Field(min_length=1, max_length=100)
    variables: dict[str, Variable] = Field(default_factory=dict)
    output_schema: dict[str, Any] | None = None
    parameters: dict[str, Parameter] = Field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The variables of all messages."""
        return list(dict.fromkeys(name for one in self.messages for name in variables_of(one.content)))


def read_content(content: Mapping[str, Any]) -> PromptContent:
    """The prompt in a version's content. Raises InvalidPrompt, InvalidTemplate or SecretInPrompt."""
    try:
        prompt = PromptContent.model_validate(dict(content))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "/".join(str(part) for part in first["loc"])
        raise InvalidPrompt(f"`{place}` of the prompt: {first['msg']}", hint="see the guide on prompts") from None
    check_content(prompt)
    return prompt


def check_content(prompt: PromptContent) -> None:
    """Nothing, when templates, variables, parameters and schema fit together and no secret stands in the text."""
    names = prompt.names
    if unused := sorted(set(prompt.variables) - set(names)):
        raise InvalidPrompt(
            f"the variable `{unused[0][:80]}` is described but occurs in no message", hint="use it or leave it out"
        )
    for name, variable in prompt.variables.items():
        if variable.default is not None and not has_type(variable.default, variable.type):
            raise InvalidPrompt(f"the default of `{name}` is no {variable.type}", hint="change its type or its default")
    check_parameters(prompt.parameters)
    _refuse_secrets(prompt)
    if prompt.output_schema is not None:
        check_schema(prompt.output_schema)


def _refuse_secrets(prompt: PromptContent) -> None:
    texts = {f"message {number}": one.content for number, one in enumerate(prompt.messages, start=1)}
    for name, variable in prompt.variables.items():
        texts[f"the variable `{name}`"] = f"{variable.description}\n{as_text(variable.default)}"
    for place, text in texts.items():
        refuse_secret(place, text)


def refuse_secret(place: str, text: str) -> None:
    """Nothing; raises SecretInPrompt when something in `text` has the form of a secret. It is not repeated."""
    if kind := find_secret(text):
        raise SecretInPrompt(
            f"{place} holds what looks like {kind}",
            hint="prompts are read by many people: keep secrets out of them, and replace this one",
        )


def check_content_form(content: Mapping[str, Any]) -> None:
    """Nothing, when `content` is that of a prompt: what the catalog asks before it publishes one by its own route."""
    read_content(content)


def render(prompt: PromptContent, values: Mapping[str, Any]) -> list[Message]:
    """The messages with every variable filled.

    Raises VariableMismatch that lists missing, unknown and wrongly typed names, or when the text gets too long.
    """
    names = prompt.names
    whole = {name: one.default for name, one in prompt.variables.items() if one.default is not None} | dict(values)
    faults = {
        "missing": [name for name in names if name not in whole],
        "unknown": sorted(set(values) - set(names)),
        "of the wrong type": [
            f"{name} (no {one.type})" for name, one in prompt.variables.items()
            if name in values and not has_type(values[name], one.type)
        ],
    }  # fmt: skip
    if any(faults.values()):
        shown = "; ".join(f"{fault}: {', '.join(found[:20])}" for fault, found in faults.items() if found)
        raise VariableMismatch(
            f"the values do not fit the prompt ({shown[:1_000]})",
            hint=f"its variables are: {', '.join(names[:50]) or 'none'}",
        )
    messages = [Message(role=one.role, content=fill(one.content, whole)) for one in prompt.messages]
    length = sum(len(one.content) for one in messages)
    if length > LONGEST:
        raise VariableMismatch(f"the filled prompt has {length} characters, {LONGEST} are allowed", hint="cut a value")
    return messages
