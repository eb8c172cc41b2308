"""Why a job that could start does not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

Serves = tuple[Collection[str], Collection[str]]
"""The queues (`*` for all) and the kinds that one worker serves."""


def waiting_reason(kind: str, queue: str, workers: Sequence[Serves]) -> str:
    """What a waiting job of `kind` in `queue` lacks, in words; empty when some worker will take it."""
    if not workers:
        return "no worker is running"
    serving = [kinds for queues, kinds in workers if "*" in queues or queue in queues]
    if not serving:
        return f"no running worker serves the queue `{queue}`"
    if not any(kind in kinds for kinds in serving):
        return f"no running worker knows the kind `{kind}`"
    return ""
