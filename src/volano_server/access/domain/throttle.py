"""Sign-in throttling: after a few failures each further one blocks twice as long."""

from __future__ import annotations

from dataclasses import dataclass

from volano_server.kit.clock import HOUR, MINUTE, SECOND

ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 20
FIRST_BLOCK = 10 * SECOND
LONGEST_BLOCK = 15 * MINUTE
FORGOTTEN_AFTER = HOUR


@dataclass(frozen=True, slots=True)
class Attempts:
    """The failures counted against one account or one address; times in microseconds."""

    failures: int
    first_at: int
    blocked_until: int


def wait_of(before: Attempts | None, now: int) -> int:
    """Microseconds until the next attempt is let in; 0 when it is welcome now."""
    return max(0, before.blocked_until - now) if before else 0


def count_attempt(before: Attempts | None, now: int, allowed: int) -> Attempts:
    """What is noted when an attempt begins: it counts as failed until it has succeeded.

    Counting first makes a burst of parallel guesses as expensive as a row of them.
    """
    if before is None or now > max(before.first_at, before.blocked_until) + FORGOTTEN_AFTER:
        before = Attempts(0, now, 0)
    failures = before.failures + 1
    if failures < allowed:
        return Attempts(failures, before.first_at, 0)
    block = min(LONGEST_BLOCK, FIRST_BLOCK << min(failures - allowed, 20))
    return Attempts(failures, before.first_at, now + block)


def forgive_one(before: Attempts, allowed: int) -> Attempts:
    """What is noted for an address when an attempt succeeded: this one does not count, the earlier ones do."""
    failures = max(0, before.failures - 1)
    return Attempts(failures, before.first_at, before.blocked_until if failures >= allowed else 0)
