"""Where an area below meets one above: small adapters for the Protocols that the lower one defines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from volano_server.catalog import CatalogService, LineageService, NodeRef
from volano_server.db import Tx
from volano_server.kit.errors import AppError
from volano_server.tracking import LinkedVersion, TrackingService


class RunLineage:
    """Tracking's `Lineage` on top of the catalog: a run's inputs flow into it, its outputs out of it."""

    def __init__(self, catalog: CatalogService, lineage: LineageService) -> None:
        self._catalog = catalog
        self._lineage = lineage

    def resolve_link(self, tx: Tx, role: str, kind: str, ref: str) -> LinkedVersion:
        version = self._catalog.resolve(tx, kind, ref)
        return LinkedVersion(role, kind, version.ref, version.id)

    def record_links(self, tx: Tx, run_id: str, direction: str, links: Sequence[LinkedVersion]) -> None:
        run = NodeRef("run", run_id)
        for link in links:
            if link.version_id is None:
                continue
            version = NodeRef("version", link.version_id)
            source, target = (version, run) if direction == "input" else (run, version)
            self._lineage.link(tx, source, target, link.role)


class RunLabels:
    """The catalog's `NodeLabels` for runs."""

    def __init__(self, tracking: TrackingService) -> None:
        self._tracking = tracking

    def labels(self, tx: Tx, ids: Sequence[str]) -> Mapping[str, str]:
        found = {}
        for run_id in ids:
            try:
                run = self._tracking.get_run(tx, run_id)
            except AppError:
                continue
            found[run_id] = f"{run.kind} run {run.name}"
        return found
