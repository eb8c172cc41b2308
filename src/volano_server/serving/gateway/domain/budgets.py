"""Exact budgets: reserve before the call, settle after it; what is counted is what is enforced.

Amounts are whole numbers (of nano-units of a currency, or tokens), so sums are exact. At any moment
`spent + reserved <= limit` held when the last reservation was made, and `spent` is the sum of all
settlements.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil

NANO = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Reservation:
    """An amount set aside for one call until `expires` (epoch seconds)."""

    amount: int
    expires: int


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit for the window that begins at `window` (epoch seconds); None is no limit."""

    limit: int | None
    window: int = 0
    spent: int = 0
    reserved: Mapping[str, Reservation] = field(default_factory=dict)

    @property
    def held(self) -> int:
        """What is set aside for calls in progress."""
        return sum(reservation.amount for reservation in self.reserved.values())

    @property
    def remaining(self) -> int | None:
        """What may still be reserved; negative after calls that cost more than was set aside; None without limit."""
        return None if self.limit is None else self.limit - self.spent - self.held


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was reserved: what was asked for and what is left."""

    asked: int
    remaining: int


def price(tokens: int, per_million: float) -> int:
    """Tokens in nano-units at a price per million tokens, rounded up, so that many small calls are never free."""
    return ceil(tokens * per_million * NANO / 1_000_000)


def reserve(budget: Budget, call: str, amount: int, now: int, seconds: int = 600) -> tuple[Budget, Refusal | None]:
    """The budget with an amount set aside for a call, or unchanged with the reason.

    Reserving again for the same call changes nothing. Reservations of calls that never settled lapse after
    `seconds`. Raises ValueError for a negative amount.
    """
    if amount < 0:
        raise ValueError(f"cannot reserve {amount}")
    budget = lapse(budget, now)
    if call in budget.reserved:
        return budget, None
    remaining = budget.remaining
    if remaining is not None and amount > remaining:
        return budget, Refusal(amount, remaining)
    return replace(budget, reserved={**budget.reserved, call: Reservation(amount, now + seconds)}), None


def settle(budget: Budget, call: str, amount: int) -> Budget:
    """The budget with a call's true cost spent and its reservation gone.

    The cost counts also where it exceeds the reservation or the reservation lapsed: money that left is never
    hidden. Settle each call once; a cost of 0 releases it. Raises ValueError for a negative amount.
    """
    if amount < 0:
        raise ValueError(f"cannot settle {amount}")
    rest = {name: reservation for name, reservation in budget.reserved.items() if name != call}
    return replace(budget, spent=budget.spent + amount, reserved=rest)


def lapse(budget: Budget, now: int) -> Budget:
    """The budget without reservations that expired."""
    kept = {name: reservation for name, reservation in budget.reserved.items() if reservation.expires > now}
    return budget if len(kept) == len(budget.reserved) else replace(budget, reserved=kept)


def roll(budget: Budget, window: int) -> Budget:
    """The budget in the window that begins at `window`: nothing spent, calls in progress still set aside.

    A window that is not later changes nothing, so a clock that goes back gives no money back.
    """
    return replace(budget, window=window, spent=0) if window > budget.window else budget
