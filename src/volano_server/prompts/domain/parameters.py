"""The types of variables, and how a model is to sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from volano_server.prompts.errors import InvalidPrompt

VariableType = Literal["any", "text", "number", "integer", "boolean", "list", "object"]
Parameter = float | int | str | bool | list[str]

_TYPES: dict[VariableType, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "list": (list, tuple),
    "object": (dict,),
}
# least and greatest value of the sampling parameters that every server knows
_RANGES: dict[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "min_p": (0, 1),
    "repeat_penalty": (0, 2),
    "frequency_penalty": (-2, 2),
    "presence_penalty": (-2, 2),
}
_WHOLE: dict[str, tuple[int, int]] = {
    "max_tokens": (1, 1_000_000),
    "max_completion_tokens": (1, 1_000_000),
    "top_k": (0, 1_000_000),
    "n": (1, 128),
    "seed": (-(2**63), 2**63 - 1),
}


def has_type(value: Any, kind: VariableType) -> bool:
    """Whether `value` may be given for a variable of this type; true and false are no numbers."""
    if kind == "any":
        return True
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def check_parameters(parameters: Mapping[str, Parameter]) -> None:
    """Nothing; raises InvalidPrompt for a known parameter out of its range. Others are passed on as they are."""
    if len(parameters) > 50:
        raise InvalidPrompt(f"{len(parameters)} parameters; 50 are allowed", hint="leave out those with default values")
    for name, value in parameters.items():
        if name == "stop":
            _check_stop(value)
        low, high = _RANGES.get(name) or _WHOLE.get(name) or (None, None)
        if low is None or high is None:
            continue
        fitting = int if name in _WHOLE else (int, float)
        if isinstance(value, bool) or not isinstance(value, fitting) or not low <= value <= high:
            what = "a whole number" if name in _WHOLE else "a number"
            raise InvalidPrompt(f"the parameter `{name}` is {value!r}", hint=f"give {what} from {low} to {high}")


def _check_stop(value: Parameter) -> None:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or len(words) > 16 or not all(0 < len(word) <= 500 for word in words):
        raise InvalidPrompt(f"the parameter `stop` is {value!r:.200}", hint="give up to 16 texts that are not empty")
