"""Which rows of a data set were used, as sorted lines: a million of them are asked by a few comparisons.

"m1"\n"m10"\n"m2"\n…      JSON strings in the order of their bytes, each of them once
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from mmap import mmap


def encode_rows(row_ids: Iterable[str]) -> bytes:
    """The stored form of a set of row ids."""
    return b"".join(line + b"\n" for line in sorted({_line(row_id) for row_id in row_ids}))


def has_row(stored: bytes | mmap, row_id: str) -> bool:
    """Whether the row is in the set; reads O(log n) lines."""
    wanted, low, high = _line(row_id), 0, len(stored)
    while low < high:
        middle = stored.rfind(b"\n", low, (low + high) // 2) + 1 or low  # the line that the middle falls into
        end = stored.find(b"\n", middle, high)
        line = stored[middle:end]
        if line == wanted:
            return True
        low, high = (end + 1, high) if line < wanted else (low, middle)
    return False


def rows_from(stored: bytes | mmap, offset: int, limit: int) -> tuple[list[str], int | None]:
    """Up to `limit` row ids from a byte offset on, which is 0 or one that was given back, and the next offset."""
    found: list[str] = []
    while offset < len(stored) and len(found) < limit:
        end = stored.find(b"\n", offset)
        found.append(json.loads(stored[offset:end]))
        offset = end + 1
    return found, offset if offset < len(stored) else None


def _line(row_id: str) -> bytes:
    return json.dumps(row_id, ensure_ascii=False).encode()
