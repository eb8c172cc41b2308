"""How long to wait before the next attempt."""

from __future__ import annotations

LONGEST = 900.0


def retry_delay(attempt: int, base: float, chance: float) -> float:
    """Seconds before the attempt after `attempt` (counted from 1): doubling from `base`, at most 15 minutes.

    `chance` in [0, 1) spreads them over the upper half of the time (equal jitter), so that jobs that failed
    together do not come back together.
    """
    whole = min(LONGEST, base * 2.0 ** min(attempt - 1, 30))
    return whole * (0.5 + chance / 2)
