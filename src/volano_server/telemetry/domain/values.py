"""Any value that an emitter may send, made safe for both databases and bounded in size."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_TEXT = 65_536
MAX_KEY = 300
MAX_ITEMS = 1_000
MAX_DEPTH = 16
MAX_INTEGER = 2**63 - 1


@dataclass(slots=True)
class Cuts:
    """How much was cut off while cleaning."""

    count: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, note: str) -> None:
        self.count += 1
        if len(self.notes) < 5:
            self.notes.append(note)


def clean_text(text: str, limit: int = MAX_TEXT) -> str:
    """The text without NUL and half surrogates, at most `limit` characters."""
    text = text[:limit].replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text


def clean_value(value: Any, cuts: Cuts, limit: int = MAX_TEXT, depth: int = 0) -> Any:
    """A JSON value that every store holds. Numbers that JSON lacks become text; what is too long is cut and counted."""
    if isinstance(value, str):
        if len(value) > limit:
            cuts.add(f"text of {len(value)} characters")
        return clean_text(value, limit)
    if value is None or isinstance(value, bool | int | float):
        return _clean_number(value)
    if isinstance(value, bytes):
        return clean_value(base64.b64encode(value).decode(), cuts, limit)
    if depth >= MAX_DEPTH:
        cuts.add("nesting")
        return None
    if isinstance(value, Mapping):
        return clean_mapping(value, cuts, MAX_ITEMS, limit, depth + 1)
    if isinstance(value, list | tuple):
        if len(value) > MAX_ITEMS:
            cuts.add(f"list of {len(value)} items")
        return [clean_value(item, cuts, limit, depth + 1) for item in value[:MAX_ITEMS]]
    return clean_text(str(value), limit)


def _clean_number(value: int | float | bool | None) -> float | str | None:
    if isinstance(value, float) and not math.isfinite(value):
        return {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "NaN")
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return hex(value)[:MAX_KEY]
    return value


def clean_mapping(
    value: Mapping[str, Any], cuts: Cuts, most: int, limit: int = MAX_TEXT, depth: int = 0
) -> dict[str, Any]:
    """The first `most` entries, cleaned; what was left out is counted."""
    kept: dict[str, Any] = {}
    for key, item in value.items():
        if len(kept) >= most or len(key) > MAX_KEY:
            cuts.add("entry")
            continue
        kept[clean_text(str(key))] = clean_value(item, cuts, limit, depth)
    return kept


def unflatten(flat: Mapping[str, Any], prefix: str) -> list[Any]:
    """The items behind keys such as `prefix0.message.role`: nested, in index order.

    Indexes are names here, never sizes: `prefix999999999.x` makes one item.
    """
    items: dict[int, dict[str, Any]] = {}
    for key, value in flat.items():
        if not key.startswith(prefix):
            continue
        index, _, path = key[len(prefix) :].partition(".")
        if not index.isdecimal() or len(index) > 12 or len(items) >= MAX_ITEMS:
            continue
        _put(items.setdefault(int(index), {}), path.split(".") if path else ["value"], value)
    return [_listed(items[index]) for index in sorted(items)]


def _put(place: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1][:MAX_DEPTH]:
        following = place.setdefault(part, {})
        if not isinstance(following, dict):
            return
        place = following
    place.setdefault(path[-1], value)


def _listed(value: Any) -> Any:
    """Objects whose keys are all indexes become lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    if inner and all(key.isdecimal() and len(key) <= 12 for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
