"""Which waiting jobs may start now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Lane = tuple[str, str]
"""A workspace and a queue."""


@dataclass(frozen=True, slots=True)
class QueueLimit:
    """How many jobs of one queue may run at once: in all, and for each workspace. None is no limit."""

    total: int | None = None
    per_workspace: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A due job. `run_at` is in microseconds; a higher priority goes first within its workspace."""

    id: str
    workspace_id: str
    queue: str
    priority: int
    run_at: int


def room_in(lane: Lane, running: Mapping[Lane, int], limits: Mapping[str, QueueLimit]) -> int | None:
    """How many more jobs may start in `lane`; None when there is no limit."""
    limit = limits.get(lane[1], QueueLimit())
    rooms = []
    if limit.total is not None:
        rooms.append(limit.total - sum(count for (_, queue), count in running.items() if queue == lane[1]))
    if limit.per_workspace is not None:
        rooms.append(limit.per_workspace - running.get(lane, 0))
    return max(0, min(rooms)) if rooms else None


def choose(
    candidates: Iterable[Candidate], running: Mapping[Lane, int], limits: Mapping[str, QueueLimit], count: int
) -> list[Candidate]:
    """Up to `count` candidates that may start together beside what is `running`.

    The workspace with the fewest running jobs comes first, so that one that queues thousands does not hold up
    the others; within a workspace priority decides, then the time a job has waited.
    """
    waiting = list(candidates)
    now_running = Counter(running)
    chosen: list[Candidate] = []
    while len(chosen) < count:
        waiting = [one for one in waiting if room_in((one.workspace_id, one.queue), now_running, limits) != 0]
        if not waiting:
            break
        load: Counter[str] = Counter()
        for (workspace_id, _), number in now_running.items():
            load[workspace_id] += number
        first = min(waiting, key=lambda one: (load[one.workspace_id], -one.priority, one.run_at, one.id))
        waiting.remove(first)
        chosen.append(first)
        now_running[first.workspace_id, first.queue] += 1
    return chosen
