"""The life of a job.

queued ──claim──▶ running ──▶ succeeded
  ▲  ▲               │ ├────▶ failed      trying again cannot help (bad input, missing thing, missing right)
  │  └──try again────┘ ├────▶ dead        every attempt went wrong
  │                    └────▶ cancelled
  └──────retry by a person, from failed, dead and cancelled
"""

from __future__ import annotations

from typing import Literal

State = Literal["queued", "running", "succeeded", "failed", "cancelled", "dead"]
FINISHED: frozenset[State] = frozenset({"succeeded", "failed", "cancelled", "dead"})
RETRYABLE: frozenset[State] = frozenset({"failed", "cancelled", "dead"})


def state_after_failure(attempt: int, max_attempts: int, *, cancel_requested: bool, final: bool) -> State:
    """Where a job goes whose `attempt` (counted from 1) went wrong; `final` when trying again cannot help."""
    if cancel_requested:
        return "cancelled"
    if final:
        return "failed"
    return "queued" if attempt < max_attempts else "dead"
