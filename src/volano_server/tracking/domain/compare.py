"""Runs side by side: which parameters differ, and how the metrics stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter or metric over all runs, in the order asked for; None where a run lacks it."""

    key: str
    values: list[Any]
    differs: bool


def flatten(parameters: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"a": {"b": 1}}` as `{"a.b": 1}`; lists and empty objects stay as they are."""
    flat: dict[str, Any] = {}
    for key, value in parameters.items():
        if isinstance(value, Mapping) and value:
            flat |= flatten(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def side_by_side(columns: Sequence[Mapping[str, Any]]) -> list[Row]:
    """A row for each key of any column, sorted by key; a key that some column lacks differs."""
    rows = []
    for key in sorted({key for column in columns for key in column}):
        values = [column.get(key) for column in columns]
        same = all(key in column for column in columns) and all(_equal(value, values[0]) for value in values)
        rows.append(Row(key, values, not same))
    return rows


def _equal(one: Any, other: Any) -> bool:
    """Equality that keeps True apart from 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
