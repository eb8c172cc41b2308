"""Lineage: nodes of any kind, edges by role, and a bounded walk that circles cannot trap."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from volano_server.catalog.errors import InvalidNode

Direction = Literal["up", "down", "both"]
_KIND = re.compile(r"[a-z][a-z_]{0,39}")


@dataclass(frozen=True, slots=True, order=True)
class NodeRef:
    """Anything that can have a history: `NodeRef("version", id)`, a run, an endpoint, a trace.

    A row is `NodeRef("row", "<dataset version id>:<row id>")`.
    """

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Edge:
    """What flowed where: `source` went into (or made) `target` in a role such as `base`, `train`, `output`, `rows`."""

    source: NodeRef
    target: NodeRef
    role: str
    data: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Walk:
    """Nodes with their distance from the start, the edges between them, and whether a limit cut the walk short."""

    nodes: dict[NodeRef, int]
    edges: tuple[Edge, ...]
    truncated: bool


def node_ref(kind: str, id_: str) -> NodeRef:
    """A checked reference. Raises InvalidNode."""
    if not _KIND.fullmatch(kind) or not 0 < len(id_) <= 200 or not id_.isprintable():
        raise InvalidNode(f"`{kind[:60]}:{id_[:60]}` names no node", hint="write `kind:id`, such as `run:0193…`")
    return NodeRef(kind, id_)


def row_of(version_id: str, row_id: str) -> NodeRef:
    """The node of one row of a dataset version."""
    return node_ref("row", f"{version_id}:{row_id}")


def walk(
    start: NodeRef,
    neighbours: Callable[[Sequence[NodeRef]], tuple[Iterable[Edge], bool]],
    *,
    depth: int,
    limit: int,
) -> Walk:
    """All that `neighbours` reaches within `depth` steps and `limit` nodes, breadth first, each node once.

    `neighbours` answers for a whole frontier at once: its edges, and whether it left some out.
    """
    nodes, edges = {start: 0}, dict[tuple[NodeRef, NodeRef, str], Edge]()
    frontier, truncated = [start], False
    for distance in range(1, depth + 1):
        if not frontier:
            break
        found, cut = neighbours(frontier)
        truncated = truncated or cut
        reached: list[NodeRef] = []
        for edge in found:
            fresh = [node for node in (edge.source, edge.target) if node not in nodes]
            if len(nodes) + len(fresh) > limit:
                truncated = True
                continue
            nodes |= dict.fromkeys(fresh, distance)
            reached += fresh
            edges[edge.source, edge.target, edge.role] = edge
        frontier = reached
    return Walk(nodes, tuple(edges.values()), truncated)
