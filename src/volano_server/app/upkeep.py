"""What has to be done now and then for all workspaces, whoever works in them."""

from __future__ import annotations

import logging
from datetime import timedelta

from volano_server.catalog import CatalogService, TransitionService
from volano_server.config import LakeSettings
from volano_server.db import Database
from volano_server.kit.errors import AppError
from volano_server.kit.subject import system_subject
from volano_server.lake import BlobStore, DatasetStore, Limits
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


class LakeUpkeep:
    """Merges small files of dataset tables and removes table versions that no catalog version names.

    A turn is bounded: so many tables, so many bytes of each; the next turn goes on where this one ended. A table that
    somebody writes at the moment is left for another turn, so any number of workers may do this at once.
    """

    def __init__(
        self, database: Database, tables: DatasetStore, catalog: CatalogService, settings: LakeSettings
    ) -> None:
        self._database = database
        self._tables = tables
        self._catalog = catalog
        self._settings = settings

    def take_turn(self, after: str = "") -> tuple[int, str]:
        """How many tables were looked after, and the `after` of the next turn."""
        names = self._tables.tables()
        turn = [name for name in names if name > after][: self._settings.upkeep_tables]
        named = self._database.read(_SUBJECT, self._catalog.named_tables) if turn else {}
        for name in turn:
            try:
                self._look_after(name, named.get(name, set()))
            except AppError as error:
                _LOG.info("the table `%s` waits for another turn: %s", name, error.message)
        return len(turn), turn[-1] if turn and turn[-1] != names[-1] else ""

    def _look_after(self, table: str, named: set[int]) -> None:
        limits = Limits(source_bytes=self._settings.upkeep_bytes, least_files=self._settings.least_files)
        merged = self._tables.compact(table, limits)
        cleaned = self._tables.clean_up(table, timedelta(days=self._settings.keep_days), named=named)
        if merged.files_after < merged.files_before or cleaned.versions:
            _LOG.info(
                "table `%s`: %d files of %d, %d versions removed",
                table, merged.files_after, merged.files_before, cleaned.versions,
            )  # fmt: skip
