"""From rows of a data set to examples: drawn by seed, so that the same order comes out everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from volano_server.tuning.errors import InvalidTuning

MINIMUM = 8


def choose_rows(
    rows: Sequence[dict[str, Any]], key: str, answer: str, count: int, *, balance: bool, seed: int
) -> list[dict[str, Any]]:
    """Up to `count` rows in an order that depends on their ids and the seed alone.

    With `balance` each answer has the same share. Raises InvalidTuning when too few rows have an answer.
    """
    usable = [row for row in rows if row.get(answer) not in (None, "")]
    usable.sort(key=lambda row: _draw(str(row[key]), seed))
    if balance:
        usable = _balanced(usable, answer, count)
    if len(usable) < MINIMUM:
        raise InvalidTuning(
            f"only {len(usable)} rows have an answer in `{answer}`; {MINIMUM} are needed",
            hint="check `sample.where` and the answer's column",
        )
    return sorted(usable[:count], key=lambda row: _draw(str(row[key]), seed + 1))


def _balanced(rows: Sequence[dict[str, Any]], answer: str, count: int) -> list[dict[str, Any]]:
    by_answer: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_answer.setdefault(str(row[answer]), []).append(row)
    share = min(count // len(by_answer) if by_answer else 0, min((len(one) for one in by_answer.values()), default=0))
    return [row for name in sorted(by_answer) for row in by_answer[name][:share]]


def _draw(row_id: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{row_id}".encode()).digest()
