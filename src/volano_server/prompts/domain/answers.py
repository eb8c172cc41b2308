"""The form of an answer: a part of JSON Schema, small enough that no schema can hang or reach out.

Left out on purpose: `pattern` (a regular expression can take for ever) and references that leave the schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from volano_server.kit.canonical import canonical_json
from volano_server.kit.strict_json import check_value
from volano_server.prompts.errors import InvalidPrompt

MAX_BYTES = 65_536
MAX_NODES = 5_000
_LOCAL = "#/$defs/"
_ALONE = frozenset({
    "$schema", "type", "enum", "const", "required", "title", "description", "default", "examples", "format",
    "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf",
})  # fmt: skip
_ONE = frozenset({"items", "additionalProperties"})
_MANY = frozenset({"anyOf", "oneOf", "allOf", "prefixItems"})
_NAMED = frozenset({"properties", "$defs"})
ALLOWED = _ALONE | _ONE | _MANY | _NAMED | {"$ref"}


def check_schema(schema: Mapping[str, Any]) -> None:
    """Nothing, when `schema` may describe answers; raises InvalidPrompt naming the place and what is allowed."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    check_value(dict(schema))
    if (size := len(canonical_json(schema))) > MAX_BYTES:
        raise InvalidPrompt(f"the output schema takes {size} bytes; {MAX_BYTES} are allowed", hint="make it smaller")
    try:
        Draft202012Validator.check_schema(dict(schema))
    except SchemaError as error:
        raise InvalidPrompt(
            f"the output schema is no JSON schema: {error.message[:300]}",
            hint='for labels write {"enum": ["spam", "ham"]}',
        ) from None
    _Size(schema).of(schema, "")


class _Size:
    """Counts what a schema unfolds to, and refuses keywords and references that are not allowed."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._definitions: Mapping[str, Any] = root.get("$defs") or {}
        self._known: dict[str, int | None] = {}

    def of(self, schema: Any, path: str) -> int:
        if not isinstance(schema, Mapping):
            return 1
        if unknown := sorted(set(schema) - ALLOWED):
            raise InvalidPrompt(
                f"`{path}/{unknown[0][:60]}` is not allowed in an output schema",
                hint=f"use {', '.join(sorted(ALLOWED))}",
            )
        if "$defs" in schema and path:
            raise InvalidPrompt(f"`{path}/$defs` stands inside the schema", hint="define at the top")
        total = 1 + sum(self.of(inner, place) for inner, place in _inside(schema, path))
        if "$ref" in schema:
            total += self._referenced(str(schema["$ref"]), path)
        if total > MAX_NODES:
            raise InvalidPrompt(f"the output schema unfolds to over {MAX_NODES} parts", hint="make it smaller")
        return total

    def _referenced(self, ref: str, path: str) -> int:
        name = ref.removeprefix(_LOCAL)
        if not ref.startswith(_LOCAL) or name not in self._definitions:
            raise InvalidPrompt(f"`{path}/$ref` is `{ref[:80]}`", hint=f"refer to a definition: `{_LOCAL}Name`")
        if name not in self._known:
            self._known[name] = None
            self._known[name] = self.of(self._definitions[name], f"/$defs/{name}")
        size = self._known[name]
        if size is None:
            raise InvalidPrompt(f"the definition `{name[:80]}` contains itself", hint="write out the levels you need")
        return size


def _inside(schema: Mapping[str, Any], path: str) -> Iterator[tuple[Any, str]]:
    for key, value in schema.items():
        if key in _ONE:
            yield value, f"{path}/{key}"
        elif key in _MANY and isinstance(value, list):
            yield from ((item, f"{path}/{key}/{number}") for number, item in enumerate(value))
        elif key in _NAMED and isinstance(value, Mapping):
            yield from ((item, f"{path}/{key}/{name}") for name, item in value.items())
