"""Templates without logic: `{{name}}` takes a value, `\\{{` and `\\}}` write two braces; nothing else has a meaning.

There is no way to reach attributes, call anything or loop, so a template can do no harm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from volano_server.prompts.errors import InvalidTemplate, VariableMismatch

LONGEST = 1_000_000
_TOKEN = re.compile(r"\\\{\{|\\\}\}|\{\{([^{}]*)\}\}|\{\{|\}\}")
_ESCAPES = {"\\{{": "{{", "\\}}": "}}"}
_NAME = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]{0,79})\s*")


def variables_of(template: str) -> list[str]:
    """The names in the order they first occur. Raises InvalidTemplate with line and column."""
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(template):
        if match[0] not in _ESCAPES:
            found.setdefault(_name(template, match))
    return list(found)


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The text with every name replaced once; what a value holds is never read as a template.

    Raises InvalidTemplate, VariableMismatch for a missing value, or before the text gets longer than LONGEST.
    """
    texts = {name: _given(name, values) for name in variables_of(template)}
    parts, place = [], 0
    for match in _TOKEN.finditer(template):
        parts += [template[place : match.start()], _ESCAPES.get(match[0]) or texts[_name(template, match)]]
        place = match.end()
    parts.append(template[place:])
    length = sum(map(len, parts))
    if length > LONGEST:
        raise VariableMismatch(
            f"the filled message would have {length} characters, {LONGEST} are allowed", hint="cut a value"
        )
    return "".join(parts)


def _given(name: str, values: Mapping[str, Any]) -> str:
    if name not in values:
        raise VariableMismatch(f"the variable `{name}` has no value", hint=f"give `{name}`")
    return as_text(values[name])


def escape(text: str) -> str:
    """A template that gives back `text` as it is, whatever braces it holds."""
    return text.replace("{{", "\\{{").replace("}}", "\\}}")


def as_text(value: Any) -> str:
    """A value as it stands in a prompt: text as it is, nothing for null, anything else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _name(template: str, match: re.Match[str]) -> str:
    inside = match[1]
    name = _NAME.fullmatch(inside) if inside is not None else None
    if name is not None:
        return name[1]
    line = template.count("\n", 0, match.start()) + 1
    column = match.start() - (template.rfind("\n", 0, match.start()) + 1) + 1
    raise InvalidTemplate(
        f"`{match[0][:60]}` at line {line}, column {column} is no variable",
        hint="write `{{name}}` with letters, digits and `_`; for plain braces write `\\{{` and `\\}}`",
    )
