"""Every text inside a value, as a model would come to read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

DEEPEST = 24


def texts_in(value: Any, depth: int = 0) -> list[str]:
    """The texts in a JSON value, keys included; a text that is JSON itself (a tool's arguments) is opened as well.

    What lies deeper than `DEEPEST` levels is given as it is written.
    """
    if value is None or isinstance(value, bool | int | float):
        return []
    if depth > DEEPEST:
        return [str(value)]
    if isinstance(value, Mapping):
        return [text for pair in value.items() for text in texts_in(list(pair), depth + 1)]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one, depth + 1)]
    opened = _opened(str(value))
    return [str(value)] if opened is None else texts_in(opened, depth + 1)


def _opened(text: str) -> Any:
    """What a JSON text holds; None for any other text."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
