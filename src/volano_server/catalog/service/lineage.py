"""Lineage: edges between anything that has a history, and walks along them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from volano_server.catalog.domain.kinds import KINDS
from volano_server.catalog.domain.lineage import Direction, Edge, NodeRef, node_ref, walk
from volano_server.catalog.errors import InvalidNode
from volano_server.catalog.schemas.assets import EdgeOut, LineageOut, NodeOut
from volano_server.catalog.service.found import Finder
from volano_server.catalog.service.nodes import NodeFinder, NodeLabels
from volano_server.catalog.store import EdgeStore, VersionStore
from volano_server.db import Tx
from volano_server.kit.strict_json import check_value

MAX_DEPTH, MAX_NODES, MAX_EDGES = 20, 2_000, 10_000


class LineageSource(Protocol):
    """An area above that knows edges which are not recorded here, such as from a trace to the versions it used."""

    def edges(self, tx: Tx, nodes: Sequence[NodeRef], *, up: bool, limit: int) -> Iterable[Edge]:
        """At most `limit` edges into `nodes` (up) or out of them."""
        ...


class LineageService:
    """Records and walks edges. `labels` names nodes by kind; versions name themselves."""

    def __init__(self, *, sources: Sequence[LineageSource], labels: Mapping[str, NodeLabels]) -> None:
        self._sources = sources
        self._labels = labels
        self.nodes = NodeFinder(Finder(KINDS), labels)
        """Finds the node that people name."""

    def link(
        self, tx: Tx, source: NodeRef, target: NodeRef, role: str, *, data: Mapping[str, Any] | None = None
    ) -> None:
        """Nothing; `source` went into or made `target`. The same edge twice is one edge.

        The rows that something was made from: `link(tx, dataset version, it, "rows", data={"rows": digest, "count":
        n})`, with the digest of a stored `encode_rows`.
        Raises InvalidNode.
        """
        if not 0 < len(role) <= 80 or not role.isprintable():
            raise InvalidNode(f"`{role[:80]}` is no role of an edge", hint="use up to 80 printable characters")
        found = dict(data or {})
        check_value(found)
        edge = Edge(node_ref(source.kind, source.id), node_ref(target.kind, target.id), role, found)
        if EdgeStore(tx).add(edge):
            shown = {"source": str(source), "target": str(target), "role": role}
            tx.record("lineage:link", target.kind, target.id, data=shown)

    def lineage(
        self, tx: Tx, node: NodeRef, direction: Direction = "both", *, depth: int = 5, limit: int = 500
    ) -> LineageOut:
        """What `node` was made from (up), what became of it (down), or both, each node once with its distance.

        Walking both ways goes up and down from `node`, not sideways to its siblings.
        """
        depth, limit = min(depth, MAX_DEPTH), min(limit, MAX_NODES)
        node = node_ref(node.kind, node.id)
        ways = [up for up in (True, False) if direction in ("both", "up" if up else "down")]
        walks = [walk(node, partial(self._edges, tx, up), depth=depth, limit=limit) for up in ways]
        nodes: dict[NodeRef, int] = {}
        edges: dict[Edge, None] = {}
        for found in walks:
            nodes |= {ref: distance for ref, distance in found.nodes.items() if ref not in nodes}
            edges |= dict.fromkeys(found.edges)
        labels = self._labelled(tx, list(nodes))
        return LineageOut(
            start=str(node),
            direction=direction,
            nodes=[
                NodeOut(kind=ref.kind, id=ref.id, label=labels.get(ref, ref.id), distance=distance)
                for ref, distance in nodes.items()
            ],
            edges=[
                EdgeOut(source=str(edge.source), target=str(edge.target), role=edge.role, data=edge.data)
                for edge in edges
            ],
            truncated=any(found.truncated for found in walks),
        )

    def _edges(self, tx: Tx, up: bool, frontier: Sequence[NodeRef]) -> tuple[list[Edge], bool]:
        found, cut = EdgeStore(tx).touching(frontier, up=up, limit=MAX_EDGES)
        for source in self._sources:
            found += source.edges(tx, frontier, up=up, limit=MAX_EDGES)
        return found, cut

    def _labelled(self, tx: Tx, nodes: Sequence[NodeRef]) -> dict[NodeRef, str]:
        versions = VersionStore(tx).by_ids(node.id for node in nodes if node.kind == "version")
        found = {NodeRef("version", id_): f"{row.kind}/{row.name}@{row.number}" for id_, row in versions.items()}
        for kind, labels in self._labels.items():
            ids = [node.id for node in nodes if node.kind == kind]
            found |= {NodeRef(kind, id_): label for id_, label in (labels.labels(tx, ids) if ids else {}).items()}
        return found
