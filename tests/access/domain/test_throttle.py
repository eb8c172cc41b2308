"""How failures add up to blocks."""

from __future__ import annotations

from volano_server.access.domain.throttle import (
    FIRST_BLOCK,
    FORGOTTEN_AFTER,
    LONGEST_BLOCK,
    Attempts,
    count_attempt,
    forgive_one,
    wait_of,
)

ALLOWED = 5


def after(count: int, now: int = 1_000) -> Attempts:
    noted: Attempts | None = None
    for _ in range(count):
        noted = count_attempt(noted, now, ALLOWED)
    assert noted is not None
    return noted


def test_the_first_attempts_are_let_in_and_the_fifth_blocks() -> None:
    assert wait_of(None, 1_000) == 0
    assert wait_of(after(4), 1_000) == 0
    assert wait_of(after(5), 1_000) == FIRST_BLOCK


def test_each_further_failure_blocks_twice_as_long_up_to_a_bound() -> None:
    blocks = [wait_of(after(count), 1_000) for count in range(5, 30)]
    assert blocks[:4] == [FIRST_BLOCK, 2 * FIRST_BLOCK, 4 * FIRST_BLOCK, 8 * FIRST_BLOCK]
    assert blocks[-1] == LONGEST_BLOCK


def test_failures_are_forgotten_an_hour_after_the_block() -> None:
    noted = after(7)
    later = noted.blocked_until + FORGOTTEN_AFTER
    assert count_attempt(noted, later, ALLOWED).failures == 8
    assert count_attempt(noted, later + 1, ALLOWED).failures == 1


def test_a_success_takes_back_its_own_count_only() -> None:
    assert forgive_one(after(4), ALLOWED).failures == 3
    assert wait_of(forgive_one(after(5), ALLOWED), 1_000) == 0
    assert wait_of(forgive_one(after(9), ALLOWED), 1_000) > 0
