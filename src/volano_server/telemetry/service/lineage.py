"""What traffic adds to lineage: which versions answered in which trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from volano_server.catalog import Edge, LineageService, NodeRef
from volano_server.db import Tx
from volano_server.telemetry.schemas import ImpactOut
from volano_server.telemetry.store import SpanStore

NEWEST = 200


class ImpactService:
    """What something reached: the versions made of it, and the traffic that they answered."""

    def __init__(self, lineage: LineageService) -> None:
        self._lineage = lineage

    def impact(self, tx: Tx, node: str) -> ImpactOut:
        """All that `node` touched downwards, such as one row of a data set. Raises what finding the node raises."""
        start = self._lineage.nodes.find(tx, node)
        walk = self._lineage.lineage(tx, start, "down", depth=20, limit=2_000)
        versions = [one for one in walk.nodes if one.kind == "version" and one.distance]
        named = [one.label.partition("/")[::2] for one in versions]
        traces, endpoints = SpanStore(tx).used_by([one.id for one in versions])
        specs = {ref.partition("@")[0] for kind, ref in named if kind == "endpoint_spec"}
        return ImpactOut(
            node=str(start),
            runs=[one.label for one in walk.nodes if one.kind == "run"],
            versions=sorted(f"{kind}:{ref}" for kind, ref in named if kind != "endpoint_spec"),
            endpoints=sorted({*endpoints, *specs}),
            traces=traces,
            truncated=walk.truncated,
        )


class TraceLineage:
    """A source of lineage edges between versions and traces, and the names of traces.

    From a version down only its newest traces are shown, so that a busy model does not bury the graph.
    """

    def edges(self, tx: Tx, nodes: Sequence[NodeRef], *, up: bool, limit: int) -> list[Edge]:
        """At most `limit` edges: the versions behind traces (up), or the newest traces of versions."""
        wanted = [node.id for node in nodes if node.kind == ("trace" if up else "version")]
        if not wanted:
            return []
        store = SpanStore(tx)
        used = store.versions_of(wanted, limit) if up else store.traces_of(wanted, min(limit, NEWEST))
        return [Edge(NodeRef("version", version), NodeRef("trace", trace), role) for version, trace, role in used][
            :limit
        ]

    def labels(self, tx: Tx, ids: Sequence[str]) -> Mapping[str, str]:
        """The name of each trace's earliest span."""
        found: dict[str, str] = {}
        for row in SpanStore(tx).light(ids, 5_000):
            found.setdefault(row.trace_id, row.name)
        return found
