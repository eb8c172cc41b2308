"""A version as a run names it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkedVersion:
    """A version in a role; `ref` is `name@7`, whatever form was asked for."""

    role: str
    kind: str
    ref: str
    version_id: str
