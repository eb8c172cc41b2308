"""Rows in lineage: from one row of a data set to what it became, exactly; and which rows something was made from.

Work that reads some rows of a dataset version leaves an edge `rows` from that version with the digest of their ids
(`row_sets`) and their count. Between dataset versions a row is followed by its key. Where neither is known, or not
any more, the whole version counts as used: a touched endpoint is never left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.lineage import Edge, NodeRef, row_of
from volano_server.catalog.domain.row_sets import has_row, rows_from
from volano_server.catalog.domain.versions import lake_table_of
from volano_server.catalog.schemas.assets import RowUseOut
from volano_server.catalog.service.shapes import content_of
from volano_server.catalog.store import EdgeStore, VersionStore
from volano_server.db import Tx
from volano_server.kit.errors import NotFound
from volano_server.kit.paging import Page, decode_cursor, encode_cursor
from volano_server.lake import BlobStore, DatasetStore

ROLE = "rows"
MAX_EDGES = 10_000


class RowLineage:
    """A source of lineage edges into and out of single rows, and the lists of rows that were used."""

    def __init__(self, blobs: BlobStore, tables: DatasetStore) -> None:
        self._blobs = blobs
        self._tables = tables

    def edges(self, tx: Tx, nodes: Sequence[NodeRef], *, up: bool, limit: int) -> list[Edge]:
        """At most `limit` edges into the rows among `nodes` (up) or out of them."""
        found: list[Edge] = []
        for node in (node for node in nodes if node.kind == "row"):
            version_id, _, row_id = node.id.partition(":")
            found += self._above(tx, node, version_id, row_id) if up else self._below(tx, node, version_id, row_id)
        return found[:limit]

    def labels(self, tx: Tx, ids: Sequence[str]) -> Mapping[str, str]:
        """`row m1 of mails@2` for each row of a known version."""
        pairs = {id_: id_.partition(":") for id_ in ids}
        versions = VersionStore(tx).by_ids(version_id for version_id, _, _ in pairs.values())
        return {
            id_: f"row {row_id} of {versions[version_id].name}@{versions[version_id].number}"
            for id_, (version_id, _, row_id) in pairs.items()
            if version_id in versions and row_id
        }

    def page(self, tx: Tx, node: NodeRef, cursor: str | None, limit: int) -> Page[RowUseOut]:
        """The rows that a run or version was made from, dataset version by dataset version, in the order of ids."""
        edges = [edge for edge in EdgeStore(tx).touching([node], up=True, limit=MAX_EDGES)[0] if edge.role == ROLE]
        versions = VersionStore(tx).by_ids([edge.source.id for edge in edges])
        at, offset = decode_cursor(cursor, int, int) if cursor else (0, 0)
        items: list[RowUseOut] = []
        while at < len(edges) and len(items) < limit:
            version = versions[edges[at].source.id]
            with self._opened(edges[at].data["rows"]) as stored:
                row_ids, following = rows_from(stored, offset, limit - len(items))
            ref = f"{version.name}@{version.number}"
            items += [RowUseOut(dataset=ref, version_id=version.id, row_id=row_id) for row_id in row_ids]
            at, offset = (at + 1, 0) if following is None else (at, following)
        return Page(items=items, next_cursor=encode_cursor(at, offset) if at < len(edges) else None)

    def _above(self, tx: Tx, node: NodeRef, version_id: str, row_id: str) -> Iterator[Edge]:
        """The version that holds the row, and the rows with its key in the versions that this one was made from."""
        yield Edge(NodeRef("version", version_id), node, "row")
        store = VersionStore(tx)
        version = store.by_ids([version_id]).get(version_id)
        inputs = [item for item in (version.inputs if version else []) if item["kind"] == "dataset"]
        rows = store.by_ids(item["version_id"] for item in inputs)
        for item in inputs:
            if self._holds(rows.get(item["version_id"]), row_id):
                yield Edge(row_of(item["version_id"], row_id), node, item["role"])

    def _below(self, tx: Tx, node: NodeRef, version_id: str, row_id: str) -> Iterator[Edge]:
        """The same row of dataset versions made from its version, what learned from it, what took the whole version."""
        by_target: dict[NodeRef, list[Edge]] = {}
        for edge in EdgeStore(tx).touching([NodeRef("version", version_id)], up=False, limit=MAX_EDGES)[0]:
            by_target.setdefault(edge.target, []).append(edge)
        versions = VersionStore(tx).by_ids(target.id for target in by_target if target.kind == "version")
        # a run leads on to all that it made: what it made is followed row by row instead
        followed = {version.run_id for version in versions.values()}
        for target, edges in by_target.items():
            used = [edge.data["rows"] for edge in edges if edge.role == ROLE and isinstance(edge.data.get("rows"), str)]
            if used:
                if any(self._has(digest, row_id) for digest in used):
                    yield Edge(node, target, ROLE)
                continue
            held = self._holds(versions.get(target.id), row_id) if target.kind == "version" else None
            if held:
                yield Edge(node, row_of(target.id, row_id), edges[0].role)
            elif held is None and not (target.kind == "run" and target.id in followed):
                yield Edge(node, target, edges[0].role)

    def _has(self, digest: str, row_id: str) -> bool:
        try:
            with self._opened(digest) as stored:
                return has_row(stored, row_id)
        except NotFound:
            return True

    def _holds(self, version: Row[Any] | None, row_id: str) -> bool | None:
        """Whether the data set has a row with that key; None for what is no data set, or whose table is gone."""
        is_dataset = version is not None and version.kind == "dataset"
        table = lake_table_of(content_of(version)) if version is not None and is_dataset else None
        if table is None:
            return None
        try:
            snapshot = self._tables.open(table.uri, table.version)
        except NotFound:
            return None
        numeric = "int" in str(snapshot.schema.field(snapshot.key).type)
        if numeric and not row_id.lstrip("-").isdecimal():
            return False
        keys: Any = [int(row_id) if numeric else row_id]
        return bool(snapshot.rows(keys, [snapshot.key]).num_rows)

    @contextmanager
    def _opened(self, digest: str) -> Iterator[mmap]:
        with self._blobs.local_path(digest).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as stored:
            yield stored
