"""Upkeep removes what nothing names, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from tests.harness.house import TestHouse
from tests.wheel.workshop import Workshop
from volano_server.app.upkeep import Upkeep
from volano_server.catalog import CatalogService, TransitionService
from volano_server.lake import BlobStore
from volano_server.tracking import TrackingService


def upkeep_of(house: TestHouse) -> Upkeep:
    services = house.house.services
    return Upkeep(
        house.house.database, services[BlobStore], services[CatalogService], services[TransitionService],
        services[TrackingService],
    )  # fmt: skip


def make_old(folder: Path) -> None:
    """Blobs as if they had been put ten days ago."""
    for path in folder.rglob("*"):
        if path.is_file():
            then = path.stat().st_mtime - 10 * 86_400
            os.utime(path, (then, then))


def test_a_blob_that_a_version_names_outlives_one_that_nothing_names(house: TestHouse) -> None:
    shop = Workshop(house)
    shop.import_rows("mails", [{"id": "a", "text": "hello"}], key="id")
    named = shop.get("/assets/dataset/mails/versions/1")["blobs"][0]["digest"]
    loose = shop.upload("loose.txt", b"nobody needs me")["digest"]
    make_old(house.house.settings.home / "blobs")
    assert upkeep_of(house).collect_blobs() == 1
    blobs = house.house.services[BlobStore]
    assert blobs.size(loose) is None
    assert blobs.size(named) is not None


def test_a_fresh_upload_is_left_alone(house: TestHouse) -> None:
    loose = Workshop(house).upload("fresh.txt", b"just put here")["digest"]
    assert upkeep_of(house).collect_blobs() == 0
    assert house.house.services[BlobStore].size(loose) == 13
