"""Finding nodes of lineage by what people write: `dataset:mails@2`, `mails@2`, `run:0193…`, or a bare id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from volano_server.catalog.domain.lineage import NodeRef, node_ref, row_of
from volano_server.catalog.errors import InvalidNode, NodeNotFound
from volano_server.catalog.service.found import Finder
from volano_server.catalog.store import AssetStore, EdgeStore, VersionStore
from volano_server.db import Tx
from volano_server.kit.names import InvalidName, parse_ref

FORMS = "write `dataset:mails@2`, `mails@2`, `model:NAME@production`, `run:ID`, `trace:ID` or `row:mails@2:ROW`"
_SHORT = {"endpoint": "endpoint_spec"}


class NodeLabels(Protocol):
    """An area above that can name its nodes for people."""

    def labels(self, tx: Tx, ids: Sequence[str]) -> Mapping[str, str]:
        """A label by id; ids without one are left out."""
        ...


class NodeFinder:
    """Finds nodes that exist. `labels` knows the nodes of further kinds."""

    def __init__(self, finder: Finder, labels: Mapping[str, NodeLabels]) -> None:
        self._finder = finder
        self._labels = labels

    def find(self, tx: Tx, text: str) -> NodeRef:
        """The node that `text` names.

        Raises InvalidNode for text that names nothing or several things, NodeNotFound, and what resolving a
        reference to a version raises.
        """
        kind, colon, rest = text.partition(":")
        if not colon or "@" in kind:
            return self._bare(tx, text)
        kind = _SHORT.get(kind, kind)
        if kind in self._finder.kinds:
            return NodeRef("version", self._finder.version(tx, kind, rest).id)
        if kind == "row":
            return self._row(tx, rest)
        node = node_ref(kind, rest)
        if not self._exists(tx, node):
            raise NodeNotFound(f"there is no {kind} `{rest[:80]}` with a history here", hint=FORMS)
        return node

    def _exists(self, tx: Tx, node: NodeRef) -> bool:
        if node.kind == "version":
            return node.id in VersionStore(tx).by_ids([node.id])
        if node.kind in self._labels and node.id in self._labels[node.kind].labels(tx, [node.id]):
            return True
        return any(EdgeStore(tx).touching([node], up=up, limit=1)[0] for up in (True, False))

    def _bare(self, tx: Tx, text: str) -> NodeRef:
        """The node of a reference without its kind, or of an id without it."""
        if len(text) <= 200 and text.isprintable() and text:
            for kind in ("version", *self._labels):
                if self._exists(tx, NodeRef(kind, text)):
                    return NodeRef(kind, text)
        try:
            name = parse_ref(text).name
        except InvalidName as error:
            raise InvalidNode(f"`{text[:80]}` names no node", hint=FORMS) from error
        found = [kind for kind in self._finder.kinds if AssetStore(tx).find(kind, name) is not None]
        if not found:
            raise NodeNotFound(f"nothing here is called `{text[:120]}`, and it is no id of anything", hint=FORMS)
        if len(found) > 1:
            there = ", ".join(f"`{kind}:{text}`" for kind in found)
            raise InvalidNode(f"`{text[:120]}` may be {' or '.join(found)}", hint=f"write one of {there}")
        return NodeRef("version", self._finder.version(tx, found[0], text).id)

    def _row(self, tx: Tx, rest: str) -> NodeRef:
        """The node of a row in `<dataset version>:<row id>`, the version by its id or a reference."""
        version, _, row_id = rest.removeprefix("dataset:").partition(":")
        if version.endswith("@sha256"):
            digest, _, row_id = row_id.partition(":")
            version = f"{version}:{digest}"
        if not row_id:
            raise InvalidNode(f"`row:{rest[:80]}` names no row", hint="write `row:mails@2:ROW`")
        if "@" in version:
            return row_of(self._finder.version(tx, "dataset", version).id, row_id)
        if not self._exists(tx, NodeRef("version", version)):
            raise NodeNotFound(f"there is no dataset version `{version[:80]}`", hint="write `row:mails@2:ROW`")
        return row_of(version, row_id)
