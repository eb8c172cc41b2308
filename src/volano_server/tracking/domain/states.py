"""The states a run may be in, and the ways between them."""

from __future__ import annotations

from typing import Literal, get_args

RunKind = Literal["data", "tuning", "trial", "evaluation", "pipeline", "other"]
RunState = Literal["running", "succeeded", "failed", "cancelled"]
EndState = Literal["succeeded", "failed", "cancelled"]

KINDS: tuple[RunKind, ...] = get_args(RunKind)
END_STATES: tuple[EndState, ...] = get_args(EndState)


def may_change(before: RunState, after: RunState) -> bool:
    """Whether a run may go from `before` to `after`.

    A running run ends in any way. A failed or cancelled one may be taken up again. What succeeded stays: its
    metrics are evidence.
    """
    if before == "running":
        return after != "running"
    return before in ("failed", "cancelled") and after == "running"
