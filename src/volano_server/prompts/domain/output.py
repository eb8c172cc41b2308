"""Reading answers by the form that the prompt asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from volano_server.prompts.errors import InvalidOutput

_AROUND = " \t\r\n\"'`*.,:;!?()[]{}<>"


def parse_output(schema: Mapping[str, Any] | None, text: str) -> Any:
    """The answer as a value: text without a schema, one of an enum's strings, or JSON that fits. Raises InvalidOutput."""
    if schema is None:
        return text
    choices = schema.get("enum")
    if isinstance(choices, list) and choices and all(isinstance(one, str) for one in choices):
        return _choice(choices, text)
    from jsonschema import Draft202012Validator

    try:
        value = json.loads(text)
    except ValueError:
        raise InvalidOutput("the answer is not JSON", hint="ask for the schema as response_format") from None
    fault = next(iter(Draft202012Validator(dict(schema)).iter_errors(value)), None)
    if fault is not None:
        raise InvalidOutput(f"the answer does not fit the schema at `{fault.json_path}`: {fault.message[:200]}")
    return value


def _choice(choices: list[str], text: str) -> str:
    bare = text.strip(_AROUND).casefold()
    found = [one for one in choices if one.strip(_AROUND).casefold() == bare]
    if len(found) != 1:
        raise InvalidOutput(f"the answer is none of {', '.join(f'`{one}`' for one in choices)}")
    return found[0]
