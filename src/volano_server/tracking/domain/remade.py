"""What came out when a version was made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Remade:
    """Whether the remade thing is the recorded one, by what it was compared (`fingerprint`, `digest`, `loss`).

    `figures` are further values of both, such as a loss; `note` says in words what differs or how much may differ.
    """

    same: bool
    compared_by: str
    recorded: str | float
    found: str | float
    note: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def in_words(ref: str, told: Mapping[str, Any]) -> str:
    """One line: what was made again, how it compares, and what else has changed since."""
    if told["same"]:
        return f"{ref} was made again: the same {told['compared_by']}"
    changed = ", ".join(sorted(told["differences"])) or "nothing"
    note = f"; {told['note']}" if told["note"] else ""
    return (
        f"{ref} came out different: {told['compared_by']} {told['recorded']} was recorded, {told['found']} was found"
        f"{note}; changed since: {changed}"
    )
