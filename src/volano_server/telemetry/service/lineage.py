"""What traffic adds to lineage: which versions answered in which trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from volano_server.catalog import Edge, NodeRef
from volano_server.db import Tx
from volano_server.telemetry.store import SpanStore

NEWEST = 200


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
