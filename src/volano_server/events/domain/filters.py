"""Which events a webhook wants: patterns like `transition:applied`, `run:*` or `*`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from volano_server.events.errors import InvalidFilter

_PATTERN = re.compile(r"\*|[a-z][a-z0-9_]*:(?:\*|[a-z][a-z0-9_]*)")
OWN_JOBS = "webhooks:deliver"


def check_patterns(patterns: Iterable[str]) -> list[str]:
    """The patterns without repetitions, sorted. Raises InvalidFilter."""
    found = sorted(set(patterns))
    if not found:
        raise InvalidFilter("the webhook would get no event", hint="name actions, or send `*` for all of them")
    for pattern in found:
        if not _PATTERN.fullmatch(pattern):
            raise InvalidFilter(
                f"`{pattern[:80]}` is no pattern of events", hint="write `transition:applied`, `run:*` or `*`"
            )
    return found


def is_wanted(patterns: Iterable[str], action: str, object_kind: str, object_name: str) -> bool:
    """Whether a webhook with `patterns` gets this event.

    The jobs that deliver events are events themselves and are left out, or each delivery would cause the next.
    """
    if object_kind == "job" and object_name == OWN_JOBS:
        return False
    noun = action.partition(":")[0]
    return any(pattern in ("*", action, f"{noun}:*") for pattern in patterns)
