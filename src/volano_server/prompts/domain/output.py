"""Reading answers by the form that the prompt asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from volano_server.kit.strict_json import MalformedJson, read_json
from volano_server.prompts.errors import InvalidOutput

_AROUND = " \t\r\n\"'`*.,:;!?()[]{}<>"
_FENCE = re.compile(r"```(?:json)?[ \t]*\n(.*)\n[ \t]*```", re.DOTALL)
MAX_ANSWER = 1_000_000


def parse_output(schema: Mapping[str, Any] | None, text: str) -> Any:
    """The answer as a value: text without a schema, one of an enum's strings, or JSON that fits.

    Labels are found whatever their case and the punctuation around them; JSON may stand in a code fence.
    Raises InvalidOutput that says what does not fit.
    """
    if schema is None:
        return text
    choices = schema.get("enum")
    if isinstance(choices, list) and choices and all(isinstance(one, str) for one in choices):
        return _choice(choices, text)
    value = _read(text)
    from jsonschema import Draft202012Validator

    fault = next(iter(Draft202012Validator(dict(schema)).iter_errors(value)), None)
    if fault is not None:
        raise InvalidOutput(
            f"the answer does not fit the schema at `{fault.json_path[:200]}`: {fault.message[:200]}",
            hint="ask for the schema as response_format",
        )
    return value


def _choice(choices: list[str], text: str) -> str:
    bare = _bare(text[:MAX_ANSWER])
    found = [one for one in choices if one == text] or [one for one in choices if _bare(one) == bare]
    if len(found) != 1:
        shown = ", ".join(f"`{one[:40]}`" for one in choices[:20])
        raise InvalidOutput(f"the answer is none of {shown}", hint="ask for the schema as response_format")
    return found[0]


def _bare(text: str) -> str:
    """The text without case, without what stands around it, and with single spaces."""
    return " ".join(text.strip(_AROUND).split()).casefold()


def _read(text: str) -> Any:
    bare = text.strip()
    if len(bare) > MAX_ANSWER:
        raise InvalidOutput(f"the answer has {len(bare)} characters", hint="lower max_tokens")
    fenced = _FENCE.fullmatch(bare)
    try:
        return read_json((fenced[1] if fenced else bare).encode("utf-8", "surrogatepass"))
    except MalformedJson as error:
        said = error.message.replace("the body", "it")
        raise InvalidOutput(
            f"the answer is no JSON: {said[:200]}", hint="ask for the schema as response_format"
        ) from None
