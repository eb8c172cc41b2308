"""What a prompt version holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from volano_server.prompts.domain.secrets import find_secret
from volano_server.prompts.domain.templates import fill, variables_of
from volano_server.prompts.errors import InvalidPrompt, SecretInPrompt, VariableMismatch

Role = Literal["system", "user", "assistant"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(Part):
    """One message; its content is a template in a prompt and plain text once filled."""

    role: Role
    content: str = Field(max_length=200_000)


class Variable(Part):
    """What is known of a variable. One without a default must be given."""

    description: str = Field(default="", max_length=2_000)
    default: str | None = Field(default=None, max_length=20_000)


class PromptContent(Part):
    """Messages with variables, the form of the answer, and how to sample."""

    messages: list[Message] = Field(min_length=1, max_length=100)
    variables: dict[str, Variable] = Field(default_factory=dict)
    output_schema: dict[str, Any] | None = None
    parameters: dict[str, float | int | str | bool] = Field(default_factory=dict)

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
    """Nothing, when templates, variables and schema fit together and no secret stands in the text."""
    names = prompt.names
    if unused := sorted(set(prompt.variables) - set(names)):
        raise InvalidPrompt(
            f"the variable `{unused[0]}` is described but occurs in no message", hint="use it or leave it out"
        )
    for number, message in enumerate(prompt.messages, start=1):
        if kind := find_secret(message.content):
            raise SecretInPrompt(
                f"message {number} holds what looks like {kind}",
                hint="prompts are read by many people: keep secrets out of them",
            )
    if prompt.output_schema is not None:
        check_schema(prompt.output_schema)


def check_schema(schema: Mapping[str, Any]) -> None:
    """Nothing, when `schema` is a JSON schema; raises InvalidPrompt."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(dict(schema))
    except SchemaError as error:
        raise InvalidPrompt(
            f"the output schema is no JSON schema: {error.message}", hint='for labels write {"enum": ["spam", "ham"]}'
        ) from None


def render(prompt: PromptContent, values: Mapping[str, Any]) -> list[Message]:
    """The messages with every variable filled. Raises VariableMismatch that lists missing and unknown names."""
    names = prompt.names
    defaults = {name: one.default for name, one in prompt.variables.items() if one.default is not None}
    missing = [name for name in names if name not in values and name not in defaults]
    unknown = sorted(set(values) - set(names))
    if missing or unknown:
        parts = [f"missing: {', '.join(missing)}"] if missing else []
        parts += [f"unknown: {', '.join(unknown)}"] if unknown else []
        raise VariableMismatch(
            f"the values do not fit the prompt ({'; '.join(parts)})",
            hint=f"its variables are: {', '.join(names) or 'none'}",
        )
    whole = defaults | dict(values)
    return [Message(role=one.role, content=fill(one.content, whole)) for one in prompt.messages]
