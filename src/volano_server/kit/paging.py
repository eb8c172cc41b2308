"""Keyset paging: a page, and an opaque cursor that says where the next one begins."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from volano_server.kit.errors import BadInput

Item = TypeVar("Item")
MAX_LIMIT = 500


class InvalidCursor(BadInput):
    code = "invalid_cursor"


class Page(BaseModel, Generic[Item]):
    """One page; `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None


def encode_cursor(*position: str | int) -> str:
    """An opaque URL-safe cursor for the sort key of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The sort key inside `cursor`, checked against the expected types. Raises InvalidCursor."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if [type(part) for part in found] == list(kinds):
            return tuple(found)
    except (ValueError, TypeError, RecursionError):
        pass
    raise InvalidCursor("the cursor is not one that this list gave out", hint="start again without `cursor`")


def cut_page(
    rows: Sequence[Any], limit: int, key: Callable[[Any], tuple[str | int, ...]]
) -> tuple[Sequence[Any], str | None]:
    """The rows of this page and the next cursor, given `limit + 1` fetched rows."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode_cursor(*key(rows[limit - 1]))
