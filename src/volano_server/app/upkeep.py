"""What has to be done now and then for all workspaces, whoever works in them."""

from __future__ import annotations

import logging

from volano_server.catalog import CatalogService, TransitionService
from volano_server.db import Database
from volano_server.kit.subject import system_subject
from volano_server.lake import BlobStore
from volano_server.tracking import TrackingService

_LOG = logging.getLogger("volano.upkeep")
_SUBJECT = system_subject("upkeep")


class Upkeep:
    """Closes transitions whose time is over, and removes blobs that nothing names any more."""

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        catalog: CatalogService,
        transitions: TransitionService,
        tracking: TrackingService,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._catalog = catalog
        self._transitions = transitions
        self._tracking = tracking

    def close_overdue(self) -> int:
        """How many transitions expired."""
        return self._database.write(_SUBJECT, self._transitions.expire_due)

    def collect_blobs(self) -> int:
        """How many blobs were removed: named by no version and no run, and older than the store's grace period."""
        keep = self._database.read(
            _SUBJECT, lambda tx: self._catalog.referenced_blobs(tx) | self._tracking.blob_digests(tx)
        )
        found = self._blobs.collect(keep)
        if found.blobs:
            _LOG.info("removed %d blobs that nothing names", found.blobs)
        return found.blobs
