"""Splitting traffic by weight, so that one key always takes the same way."""

import hashlib
import math
from collections.abc import Mapping


def choose(weights: Mapping[str, float], key: str) -> str:
    """The name that `key` falls on: each name gets its share of all keys, and a key keeps its name.

    Weighted rendezvous hashing: each name draws -weight / ln(u) with a u from the hash of key and name; the
    largest draw wins. Neither the order of names nor other names matter to a draw, so raising a canary from 5
    to 20 % only moves keys to the canary, and removing a name only moves that name's keys. Schindelhauer and
    Schomaker, "Weighted distributed hash tables", SPAA 2005. Raises ValueError when no weight is above zero,
    or one is not a number.
    """
    if not all(math.isfinite(weight) for weight in weights.values()):
        raise ValueError("a weight is not a finite number")
    draws = {name: _draw(name, key, weight) for name, weight in weights.items() if weight > 0}
    if not draws:
        raise ValueError("no weight is above zero")
    return max(draws, key=lambda name: (draws[name], name))


def _draw(name: str, key: str, weight: float) -> float:
    text = f"{len(name)}:{name}{key}".encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
    # 52 bits and a half are exact in a float and strictly between 0 and 1.
    return -weight / math.log(((number >> 12) + 0.5) / 2**52)
