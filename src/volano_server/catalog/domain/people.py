"""Who acts and with which role, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """`owner_id` is the human behind the act, `principal_id` the person or service account that acted."""

    owner_id: str
    principal_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Roles from the weakest to the strongest."""

    roles: tuple[str, ...]

    def rank(self, role: str | None) -> int:
        """The place of `role`; -1 for none, so that who has left the workspace ranks below everybody."""
        return self.roles.index(role) if role in self.roles else -1

    def reaches(self, role: str | None, least: str | None) -> bool:
        """Whether `role` is at least `least`; no role reaches an unknown one."""
        return least in self.roles and self.rank(role) >= self.rank(least)

    def lower(self, one: str | None, other: str | None) -> str | None:
        """The weaker of two roles, None when either is none."""
        rank = min(self.rank(one), self.rank(other))
        return self.roles[rank] if rank >= 0 else None

    def from_top(self) -> Sequence[str]:
        """The roles, the strongest first."""
        return tuple(reversed(self.roles))
