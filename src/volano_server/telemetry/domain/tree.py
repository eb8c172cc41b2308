"""A trace from its spans: the waterfall, whatever order, gaps and circles they come in, and the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Node(Protocol):
    """What the tree needs of a span."""

    @property
    def span_id(self) -> str: ...
    @property
    def parent_id(self) -> str | None: ...
    @property
    def started_at(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Placed:
    """A span's place in the waterfall. An orphan names a parent that is not there (yet)."""

    span_id: str
    depth: int
    orphan: bool


def waterfall(nodes: Sequence[Node]) -> list[Placed]:
    """Every span once, parents before children, siblings by start; a circle is opened at its earliest span."""
    by_start = sorted(nodes, key=lambda node: (node.started_at, node.span_id))
    known = {node.span_id for node in by_start}
    children: dict[str, list[Node]] = defaultdict(list)
    roots: list[Node] = []
    for node in by_start:
        if node.parent_id is None or node.parent_id not in known or node.parent_id == node.span_id:
            roots.append(node)
        else:
            children[node.parent_id].append(node)
    placed: dict[str, Placed] = {}
    for start in [*roots, *by_start]:
        stack = [(start, 0)]
        while stack:
            node, depth = stack.pop()
            if node.span_id in placed:
                continue
            orphan = node.parent_id is not None and depth == 0
            placed[node.span_id] = Placed(node.span_id, depth, orphan)
            stack += [(child, depth + 1) for child in reversed(children[node.span_id])]
    return list(placed.values())


def summarise(rows: Sequence[Any]) -> dict[str, Any]:
    """The sums and the face of one trace from its span rows (at least one).

    Name, endpoint, session and the like are those of the root, or else of the earliest span that has one. Tokens
    and cost are added over `counted` spans only.
    """
    ordered = sorted(rows, key=lambda row: (row.started_at, row.span_id))
    ids = {row.span_id for row in ordered}
    root = next((row for row in ordered if row.parent_id is None), None)
    root = root or next((row for row in ordered if row.parent_id not in ids), ordered[0])
    counted = [row for row in ordered if row.counted]

    def first(column: str) -> Any:
        return next((value for row in [root, *ordered] if (value := getattr(row, column)) is not None), None)

    def total(column: str) -> int:
        return sum(getattr(row, column) or 0 for row in counted)

    start, end = ordered[0].started_at, max(row.ended_at for row in ordered)
    errors = sum(row.status == "error" for row in ordered)
    return {
        "trace_id": root.trace_id,
        "root_span_id": root.span_id,
        "name": root.name,
        "kind": root.kind,
        "started_at": start,
        "latency_micros": end - start,
        "status": root.status,
        "spans": len(ordered),
        "errors": errors,
        "models": sorted({row.model for row in ordered if row.model}),
        **{
            name: first(name)
            for name in ("endpoint", "version_ref", "prompt_ref", "pipeline_ref", "session_id", "user_id")
        },
        "input_tokens": total("input_tokens"),
        "output_tokens": total("output_tokens"),
        "cost_micros": total("cost_micros"),
        "cost_known": all(row.cost_micros is not None for row in counted),
    }
