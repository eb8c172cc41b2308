"""Publishing: equal content gives the version that has it, other content the next number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.lineage import Edge, NodeRef, node_ref
from volano_server.catalog.domain.versions import MAX_BLOBS, check_digest, content_text, lake_table_of, version_digest
from volano_server.catalog.errors import InvalidContent
from volano_server.catalog.service.found import Finder
from volano_server.catalog.store import AssetStore, EdgeStore, VersionStore
from volano_server.db import Tx
from volano_server.kit.ids import new_id
from volano_server.kit.names import check_name
from volano_server.kit.strict_json import check_value

Blob = tuple[str, str, int]
"""A named blob of a version: name, digest, size in bytes."""
Input = tuple[str, str, str]
"""A version that went in: role, kind, reference."""


class Publisher:
    """Writes versions; nothing else does."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def publish(
        self,
        tx: Tx,
        kind: str,
        name: str,
        content: dict[str, Any],
        *,
        blobs: Sequence[Blob],
        inputs: Sequence[Input],
        run_id: str | None,
        notes: str,
        metadata: Mapping[str, Any],
        contributors: Sequence[tuple[str, str]],
        force_new: bool,
    ) -> Row[Any]:
        text = content_text(content)
        if kind == "dataset":
            lake_table_of(content)
        check_value({"notes": notes, "metadata": dict(metadata)})
        digest = version_digest(content, _checked_blobs(blobs))
        asset = self._asset(tx, kind, name)
        same = None if force_new else VersionStore(tx).by_digest(asset.id, digest)
        if same is not None:
            _link_run(tx, run_id, same.id)
            return same
        who = tx.subject
        row = {
            "id": new_id(),
            "asset_id": asset.id,
            "number": AssetStore(tx).take_number(asset),
            "digest": digest,
            "content": text,
            "inputs": self._resolved(tx, inputs),
            "metadata": dict(metadata),
            "run_id": run_id,
            "notes": notes,
            "contributors": [list(person) for person in contributors],
            "created_at": tx.now(),
            "created_by": who.owner_id,
            "created_by_principal": who.id,
            "created_by_name": who.name,
        }
        VersionStore(tx).add(row, blobs)
        for item in row["inputs"]:
            EdgeStore(tx).add(Edge(NodeRef("version", item["version_id"]), NodeRef("version", row["id"]), item["role"]))
        _link_run(tx, run_id, row["id"])
        tx.record(
            "version:publish", "version", row["id"], name=f"{kind}/{name}@{row['number']}", after=digest,
            data={"kind": kind, "asset": name, "number": row["number"], "run_id": run_id},
        )  # fmt: skip
        return VersionStore(tx).by_ids([row["id"]])[row["id"]]

    def _asset(self, tx: Tx, kind: str, name: str) -> Row[Any]:
        """The asset, made when it is new."""
        shown = self._finder.kind(kind).shown
        if AssetStore(tx).find(kind, check_name(name, f"{shown} name")) is None:
            AssetStore(tx).add(kind, name)
        return self._finder.asset(tx, kind, name)

    def _resolved(self, tx: Tx, inputs: Sequence[Input]) -> list[dict[str, Any]]:
        found = []
        for role, kind, ref in inputs:
            version = self._finder.version(tx, kind, ref)
            found.append(
                {
                    "role": check_name(role, "role"),
                    "kind": kind,
                    "ref": f"{version.name}@{version.number}",
                    "version_id": version.id,
                    "digest": version.digest,
                }
            )
        return found


def _link_run(tx: Tx, run_id: str | None, version_id: str) -> None:
    if run_id is not None:
        EdgeStore(tx).add(Edge(node_ref("run", run_id), NodeRef("version", version_id), "output"))


def _checked_blobs(blobs: Sequence[Blob]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, digest, size in blobs:
        if not 0 < len(name) <= 400 or not name.isprintable() or name in found or size < 0:
            raise InvalidContent(f"`{name[:80]}` cannot name a blob", hint="use printable names, each of them once")
        found[name] = check_digest(digest, f"the blob `{name}`")
    if len(found) > MAX_BLOBS:
        raise InvalidContent(f"{len(found)} blobs; a version names up to {MAX_BLOBS}", hint="pack them into fewer")
    return found
