"""Which waiting jobs may start: limits, fairness, priority; and what becomes of a failed one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from volano_server.jobs.domain import Candidate, QueueLimit, choose, retry_delay, state_after_failure, waiting_reason

QUEUES, SPACES = ["a", "b", "c"], ["w1", "w2", "w3"]
limits_of = st.builds(QueueLimit, total=st.none() | st.integers(1, 5), per_workspace=st.none() | st.integers(1, 3))
candidates_of = st.lists(
    st.builds(
        Candidate,
        id=st.uuids().map(str),
        workspace_id=st.sampled_from(SPACES),
        queue=st.sampled_from(QUEUES),
        priority=st.integers(-3, 3),
        run_at=st.integers(0, 100),
    ),
    max_size=30,
    unique_by=lambda one: one.id,
)
running_of = st.dictionaries(st.tuples(st.sampled_from(SPACES), st.sampled_from(QUEUES)), st.integers(0, 4))


@given(candidates_of, running_of, st.dictionaries(st.sampled_from(QUEUES), limits_of), st.integers(0, 12))
def test_a_choice_never_exceeds_a_limit_and_leaves_no_room_unused(
    candidates: list[Candidate],
    running: dict[tuple[str, str], int],
    limits: dict[str, QueueLimit],
    count: int,
) -> None:
    chosen = choose(candidates, running, limits, count)
    assert len(chosen) <= count
    assert len({one.id for one in chosen}) == len(chosen)
    after = Counter(running)
    after.update((one.workspace_id, one.queue) for one in chosen)

    def is_full(lane: tuple[str, str]) -> bool:
        limit = limits.get(lane[1], QueueLimit())
        total = sum(number for (_, queue), number in after.items() if queue == lane[1])
        return (limit.total is not None and total >= limit.total) or (
            limit.per_workspace is not None and after[lane] >= limit.per_workspace
        )

    for one in chosen:
        lane = (one.workspace_id, one.queue)
        limit = limits.get(one.queue, QueueLimit())
        total = sum(number for (_, queue), number in after.items() if queue == one.queue)
        assert limit.total is None or total <= limit.total
        assert limit.per_workspace is None or after[lane] <= limit.per_workspace
    left = [one for one in candidates if one not in chosen]
    assert len(chosen) == count or all(is_full((one.workspace_id, one.queue)) for one in left)


def test_a_workspace_that_queues_thousands_does_not_hold_up_another() -> None:
    flood = [Candidate(f"f{n:04}", "w1", "a", 9, 0) for n in range(1000)]
    one = Candidate("x", "w2", "a", 0, 99)
    assert one in choose([*flood, one], {("w1", "a"): 4}, {}, 1)


def test_within_a_workspace_priority_decides_and_then_the_wait() -> None:
    late, early, urgent = (
        Candidate("1", "w1", "a", 0, 20), Candidate("2", "w1", "a", 0, 10), Candidate("3", "w1", "b", 5, 30),
    )  # fmt: skip
    assert choose([late, early, urgent], {}, {}, 3) == [urgent, early, late]


@given(st.integers(1, 2000), st.floats(0.01, 60), st.floats(0, 0.999))
def test_a_retry_waits_longer_each_time_within_bounds(attempt: int, base: float, chance: float) -> None:
    delay = retry_delay(attempt, base, chance)
    assert 0 < delay <= 900
    assert retry_delay(attempt + 1, base, 0) >= retry_delay(attempt, base, 0)


def test_a_failed_job_goes_where_the_rules_say() -> None:
    assert state_after_failure(1, 3, cancel_requested=False, final=False) == "queued"
    assert state_after_failure(3, 3, cancel_requested=False, final=False) == "dead"
    assert state_after_failure(1, 3, cancel_requested=False, final=True) == "failed"
    assert state_after_failure(1, 3, cancel_requested=True, final=True) == "cancelled"


def test_a_waiting_job_says_what_it_lacks() -> None:
    assert waiting_reason("a:b", "q", []) == "no worker is running"
    assert "serves the queue `q`" in waiting_reason("a:b", "q", [(["other"], ["a:b"])])
    assert "knows the kind `a:b`" in waiting_reason("a:b", "q", [(["*"], ["c:d"])])
    assert waiting_reason("a:b", "q", [(["*"], ["c:d"]), (["q"], ["a:b"])]) == ""
