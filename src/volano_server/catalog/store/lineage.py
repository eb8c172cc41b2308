"""SQL of lineage edges."""

from __future__ import annotations

from collections.abc import Sequence

from volano_server.catalog.domain.lineage import Edge, NodeRef
from volano_server.catalog.tables import lineage_edges
from volano_server.db import Tx
from volano_server.kit.ids import new_id

IN_ONE_QUERY = 500


class EdgeStore:
    """The recorded edges of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, edge: Edge) -> bool:
        """Whether the edge is new."""
        table = lineage_edges
        row = {
            "source_kind": edge.source.kind,
            "source_id": edge.source.id,
            "target_kind": edge.target.kind,
            "target_id": edge.target.id,
            "role": edge.role,
        }
        same = [table.c[name] == value for name, value in row.items()]
        if self.tx.row(self.tx.select(table, table.c.id).where(*same)) is not None:
            return False
        self.tx.insert(table, row | {"id": new_id(), "data": edge.data, "created_at": self.tx.now()})
        return True

    def row_sets(self) -> set[str]:
        """The blobs of row ids that edges name: of one workspace, or of all for the platform."""
        table = lineage_edges
        rows = self.tx.rows(self.tx.select(table, table.c.data).where(table.c.role == "rows"))
        return {row.data["rows"] for row in rows if isinstance(row.data.get("rows"), str)}

    def touching(self, nodes: Sequence[NodeRef], *, up: bool, limit: int) -> tuple[list[Edge], bool]:
        """Edges into `nodes` (up) or out of them, and whether there are more than `limit`."""
        table = lineage_edges
        column = table.c.target_id if up else table.c.source_id
        wanted, found = set(nodes), list[Edge]()
        ids = sorted({node.id for node in nodes})
        for start in range(0, len(ids), IN_ONE_QUERY):
            some = column.in_(ids[start : start + IN_ONE_QUERY])
            rows = self.tx.rows(self.tx.select(table).where(some).order_by(table.c.id).limit(limit + 1))
            for row in rows:
                source, target = NodeRef(row.source_kind, row.source_id), NodeRef(row.target_kind, row.target_id)
                if (target if up else source) in wanted:
                    found.append(Edge(source, target, row.role, row.data))
            if len(found) > limit or len(rows) > limit:
                return found[:limit], True
        return found, False
