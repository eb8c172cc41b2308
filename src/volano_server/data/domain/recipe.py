"""Recipes: lists of named, versioned steps with checked parameters.

A recipe is written as `[{"step": "drop_empty", "params": {"min_characters": 20}}, …]`; a step may fix its `version`.
Equal input, recipe and code give equal rows, whatever the order and split of the input.
"""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from volano_server.data.errors import BadRecipe
from volano_server.kit.canonical import digest_of

if TYPE_CHECKING:
    import pyarrow as pa

MAX_STEPS = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step made of some rows: all of them, changed or not, and per row why it goes (null where it stays)."""

    table: pa.Table
    reasons: pa.Array | None = None
    counts: Counter[str] = field(default_factory=Counter)


class Step(BaseModel):
    """One named operation; its fields are its parameters. A change of what it does gets a new version."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: ClassVar[str]
    version: ClassVar[int]


class RowStep(Step):
    """A step that looks at each row by itself, so that any split of the rows gives the same result."""

    def apply(self, table: pa.Table) -> Outcome:
        """The rows after this step. Works on empty tables. Raises BadRecipe when a column is missing."""
        raise NotImplementedError


class TableStep(Step):
    """A step that has to know all rows: it notes something small about each, decides once, then goes through again."""

    def observe(self, table: pa.Table, key: str) -> pa.Table:
        """One small row per row of `table`. Raises BadRecipe when a column is missing."""
        raise NotImplementedError

    def decide(self, observed: pa.Table) -> tuple[pa.Table, dict[str, Any]]:
        """Per observed row a nullable `reason` to remove it and the columns to add, and notes for the report."""
        raise NotImplementedError

    def apply(self, table: pa.Table, verdict: pa.Table) -> Outcome:
        """The rows with the decided columns, given the verdict on just these rows."""
        for name in verdict.column_names:
            if name != "reason":
                table = put_column(table, name, verdict.column(name))
        return Outcome(table, verdict.column("reason").combine_chunks())


@dataclass(frozen=True, slots=True)
class Recipe:
    steps: tuple[Step, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """The recipe with every version and parameter written out."""
        return [{"step": s.name, "version": s.version, "params": s.model_dump(mode="json")} for s in self.steps]

    def digest(self) -> str:
        """`sha256:<64 hex>` over `to_json()`."""
        return digest_of(self.to_json())


AnyStep = TypeVar("AnyStep", bound=type[Step])
_STEPS: dict[str, dict[int, type[Step]]] = {}


def step(name: str, version: int) -> Callable[[AnyStep], AnyStep]:
    """Registers a step class under a name and version."""

    def registered(kind: AnyStep) -> AnyStep:
        kind.name, kind.version = name, version
        _STEPS.setdefault(name, {})[version] = kind
        return kind

    return registered


def describe_steps() -> list[dict[str, Any]]:
    """Name, newest version, one-line summary and JSON schema of the parameters of every step."""
    _load_steps()
    newest = [versions[max(versions)] for _, versions in sorted(_STEPS.items())]
    return [
        {
            "step": kind.name,
            "version": kind.version,
            "summary": (kind.__doc__ or "").strip().splitlines()[0],
            "params": kind.model_json_schema(),
        }
        for kind in newest
    ]


def parse_recipe(value: Any) -> Recipe:
    """The recipe in a list read from JSON or YAML. Raises BadRecipe naming step, parameter and allowed values."""
    _load_steps()
    if not isinstance(value, list) or not value:
        raise BadRecipe("a recipe is a list of at least one step", hint='write [{"step": "drop_empty", "params": {}}]')
    if len(value) > MAX_STEPS:
        raise BadRecipe(f"the recipe has {len(value)} steps, at most {MAX_STEPS} are allowed", hint="split it in two")
    return Recipe(tuple(_parse_step(number, spec) for number, spec in enumerate(value, start=1)))


def need_column(table: pa.Table, column: str, *, text: bool = False) -> pa.ChunkedArray:
    """The column of that name. Raises BadRecipe when there is none, or when `text` is asked for and it is none."""
    if column not in table.column_names:
        known = ", ".join(f"`{name}`" for name in table.column_names)
        raise BadRecipe(f"there is no column `{column}`; there are {known}", hint="name one of these")
    found = table.column(column)
    if text and not _is_text(found.type):
        raise BadRecipe(f"the column `{column}` is of type {found.type}, a text is needed", hint="name a text column")
    return found


def put_column(table: pa.Table, name: str, values: Any) -> pa.Table:
    """The table with that column set, at its old place or at the end."""
    place = table.schema.get_field_index(name)
    return table.append_column(name, values) if place < 0 else table.set_column(place, name, values)


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _load_steps() -> None:
    import_module("volano_server.data.domain.steps")  # plugins are loaded by name: they import this module


def _parse_step(number: int, spec: Any) -> Step:
    if not isinstance(spec, dict) or not isinstance(spec.get("step"), str):
        raise BadRecipe(f"step {number} has no name", hint='write {"step": "drop_empty", "params": {}}')
    name, version, params = spec["step"], spec.get("version"), spec.get("params", {})
    unknown = sorted(set(spec) - {"step", "version", "params"})
    if unknown:
        raise BadRecipe(
            f"step {number} `{name}` has the unknown entry `{unknown[0]}`",
            hint="put parameters under `params`; besides it there are only `step` and `version`",
        )
    if name not in _STEPS:
        raise BadRecipe(f"step {number}: there is no step `{name[:80]}`", hint=_suggest(name, sorted(_STEPS)))
    versions = _STEPS[name]
    if version is None:
        version = max(versions)
    kind = versions.get(version) if isinstance(version, int) else None
    if kind is None:
        raise BadRecipe(
            f"step {number} `{name}` has no version {version!r}",
            hint="use " + " or ".join(str(known) for known in sorted(versions)),
        )
    if not isinstance(params, dict):
        raise BadRecipe(f"step {number} `{name}`: `params` is no object", hint='write {"min_characters": 20}')
    try:
        return kind.model_validate(params)
    except ValidationError as error:
        raise _bad_parameter(number, kind, error) from None


def _bad_parameter(number: int, kind: type[Step], error: ValidationError) -> BadRecipe:
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    where = f"step {number} `{kind.name}`: the parameter `{path}`" if path else f"step {number} `{kind.name}`"
    allowed = sorted(kind.model_fields)
    if first["type"] == "extra_forbidden":
        return BadRecipe(f"{where} is unknown", hint=_suggest(path, allowed))
    if first["type"] == "missing":
        return BadRecipe(f"{where} is missing", hint=f"`{kind.name}` takes {', '.join(allowed)}")
    problem = first["msg"].removeprefix("Value error, ")
    found = f" (found {json.dumps(first['input'], default=str)[:80]})" if path else ""
    schema = kind.model_json_schema().get("properties", {}).get(str(first["loc"][0]), {}) if first["loc"] else {}
    hint = str(schema.get("description") or f"`{kind.name}` takes {', '.join(allowed)}")
    return BadRecipe(f"{where} is wrong: {problem}{found}", hint=hint)


def _suggest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    listed = ", ".join(f"`{one}`" for one in known)
    return f"did you mean `{close[0]}`? There are {listed}" if close else f"there are {listed}"
