"""Splitting traffic by weight, so that one key always takes the same way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def choose(weights: Mapping[str, float], key: str) -> str:
    """The name that `key` falls on: each name gets its share of all keys, and a key keeps its name.

    Raises ValueError when no weight is above zero.
    """
    total = sum(weights.values())
    if total <= 0:
        raise ValueError("no weight is above zero")
    point = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") / 2**64 * total
    reached = 0.0
    chosen = ""
    for name, weight in weights.items():
        if weight <= 0:
            continue
        reached += weight
        chosen = name
        if point < reached:
            break
    return chosen
