"""Attribute families: tables that say which attribute of which convention means what."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from volano_server.telemetry.domain.values import unflatten

Side = Literal["input", "output"]
_MAX_NUMBER = 2**53


@dataclass(frozen=True, slots=True)
class Content:
    """Where an input or output is found.

    `key` is one attribute (a JSON text is read), or, ending in a dot, the beginning of indexed ones; then `item`
    names the wrapper that each element wears (`llm.input_messages.0.message.role`: `message`).
    """

    key: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """One convention. Of several attributes for a column the first that is there counts.

    `text`, `count`, `seconds` and `dollars` map span columns to attributes; `kinds` maps the values of attributes
    to kinds of spans; `content` says where inputs and outputs are.
    """

    name: str
    text: Mapping[str, Sequence[str]] = field(default_factory=dict)
    count: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seconds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dollars: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    content: Mapping[Side, Sequence[Content]] = field(default_factory=dict)


@dataclass(slots=True)
class Derived:
    """What the families make of a span's attributes; `attributes` are those that did not become content."""

    columns: dict[str, Any]
    attributes: dict[str, Any]
    content: dict[Side, Any]


def derive(attributes: Mapping[str, Any], families: Iterable[Family]) -> Derived:
    """Columns and content by the families in order: an earlier one wins, column by column."""
    derived = Derived({}, dict(attributes), {})
    for family in families:
        for column, value in _columns(attributes, family):
            derived.columns.setdefault(column, value)
        for side, rules in family.content.items():
            if side not in derived.content:
                _take_content(derived, side, rules)
    return derived


def _columns(attributes: Mapping[str, Any], family: Family) -> Iterable[tuple[str, Any]]:
    for key, kinds in family.kinds.items():
        if (kind := kinds.get(str(attributes.get(key, "")).lower())) is not None:
            yield "kind", kind
    for column, keys in family.text.items():
        value = next((attributes[key] for key in keys if attributes.get(key) not in (None, "")), None)
        if isinstance(value, str | int | float):
            yield column, str(value)
    for table, scale in ((family.count, 1), (family.seconds, 1_000_000), (family.dollars, 1_000_000)):
        for column, keys in table.items():
            numbers = (_number(attributes.get(key), scale) for key in keys)
            if (number := next((found for found in numbers if found is not None), None)) is not None:
                yield column, number


def _number(value: Any, scale: int) -> int | None:
    """A whole number ≥ 0 after scaling, or None for anything else: a wrong count is worse than none."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    scaled = round(value * scale)
    return scaled if 0 <= scaled <= _MAX_NUMBER else None


def _take_content(derived: Derived, side: Side, rules: Sequence[Content]) -> None:
    for rule in rules:
        if rule.key.endswith("."):
            items = unflatten(derived.attributes, rule.key)
            if items:
                derived.content[side] = [_unwrapped(item, rule.item) for item in items]
                for key in [key for key in derived.attributes if key.startswith(rule.key)]:
                    del derived.attributes[key]
                return
        elif derived.attributes.get(rule.key) not in (None, ""):
            derived.content[side] = _read(derived.attributes.pop(rule.key))
            return


def _unwrapped(item: Any, name: str) -> Any:
    return item[name] if name and isinstance(item, dict) and set(item) == {name} else item


def _read(value: Any) -> Any:
    """The structure inside a JSON text; other values as they are."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
