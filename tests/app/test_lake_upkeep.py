"""Upkeep of dataset tables: many small files become few, and no version that the catalog names is lost."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest

from tests.harness.house import TestHouse
from volano_server.app.build import build_worker
from volano_server.app.upkeep import LakeUpkeep
from volano_server.catalog import CatalogService, LakeTable
from volano_server.config import LakeSettings
from volano_server.lake import DatasetStore, open_dataset_store

TABLE = "w/mails"
APPENDS = 12


class OldStore:
    """The lake as it will be when everything in it is older than any retention."""

    def __init__(self, lake: DatasetStore) -> None:
        self._lake = lake

    def clean_up(self, table: str, older_than: timedelta, *, named: set[int]) -> Any:
        return self._lake.clean_up(table, timedelta(0), named=named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lake, name)


class Library:
    """A house with one table of many small appends, some of whose versions the catalog names."""

    def __init__(self, house: TestHouse) -> None:
        self.house = house
        self.lake: DatasetStore = house.house.services[DatasetStore]
        self.catalog: CatalogService = house.house.services[CatalogService]
        self.lake.create(TABLE, rows(0), key="row_id")
        for number in range(1, APPENDS):
            self.lake.append(TABLE, rows(number))
        self.named: dict[int, str] = {}

    def name(self, version: int, *, under: str = "table") -> str:
        """The reference of a dataset version that names this version of the table."""
        snapshot = self.lake.open(TABLE, version)
        self.named[version] = snapshot.fingerprint()
        found = LakeTable(TABLE, version, self.named[version], snapshot.count()).to_content()
        return self.house.house.database.write(
            self.house.subject(), lambda tx: self.catalog.publish_version(tx, "dataset", "mails", {under: found}).ref
        )

    def upkeep(self, lake: Any = None, **settings: Any) -> LakeUpkeep:
        return LakeUpkeep(self.house.house.database, lake or self.lake, self.catalog, LakeSettings(**settings))

    def files(self) -> int:
        return self.lake.compact(TABLE).files_before

    def readable(self) -> bool:
        return all(self.lake.open(TABLE, number).fingerprint() == seen for number, seen in self.named.items())


def rows(number: int) -> pa.RecordBatchReader:
    schema = pa.schema([pa.field("row_id", pa.string(), nullable=False), ("text", pa.string())])
    return pa.Table.from_pylist([{"row_id": f"r{number}", "text": f"mail {number}"}], schema=schema).to_reader()


@pytest.fixture
def library(house: TestHouse) -> Library:
    return Library(house)


def test_many_small_appends_become_few_files_and_every_named_version_stays(library: Library) -> None:
    library.name(1)
    library.name(5)
    library.name(7, under="removed")
    assert library.upkeep(OldStore(library.lake)).take_turn() == (1, "")
    assert library.files() == 1
    versions = [one.version for one in library.lake.versions(TABLE)]
    newest = library.lake.open(TABLE)
    assert versions == [1, 5, 7, newest.version]
    assert library.readable()
    assert newest.count() == APPENDS


def test_a_version_that_the_catalog_gave_up_is_freed_and_the_others_stay(library: Library) -> None:
    library.name(1)
    gone = library.name(5)
    library.lake.tag(TABLE, "kept-5", 5)
    upkeep = library.upkeep(OldStore(library.lake))
    upkeep.take_turn()
    assert library.readable()
    library.house.house.database.write(
        library.house.subject(), lambda tx: library.catalog.delete_version(tx, "dataset", gone)
    )
    upkeep.take_turn()
    assert [one.version for one in library.lake.versions(TABLE)] == [1, library.lake.open(TABLE).version]


def test_a_table_that_nothing_names_goes_only_once_it_is_old(library: Library) -> None:
    library.upkeep().take_turn()
    assert library.lake.tables() == [TABLE]
    library.upkeep(OldStore(library.lake)).take_turn()
    assert library.lake.tables() == []


def test_work_in_progress_keeps_its_versions(library: Library) -> None:
    library.upkeep().take_turn()
    assert {one.version for one in library.lake.versions(TABLE)} > set(range(1, APPENDS + 1))


def test_a_turn_is_bounded_and_the_next_one_goes_on(library: Library) -> None:
    for name in ("w/a", "w/b", "w/z"):
        library.lake.create(name, rows(0), key="row_id")
    upkeep = library.upkeep(upkeep_tables=3)
    first = upkeep.take_turn()
    assert first == (3, "w/mails")
    assert upkeep.take_turn(first[1]) == (1, "")


def test_a_table_that_somebody_writes_is_left_for_another_turn(library: Library) -> None:
    library.lake.create("w/other", rows(0), key="row_id")
    impatient = open_dataset_store(library.house.house.settings.home / "lake", wait_seconds=0)
    seen: list[int] = []

    def slow() -> Any:
        seen.append(library.upkeep(impatient).take_turn()[0])
        yield from rows(99)

    reader = rows(99)
    library.lake.append(TABLE, pa.RecordBatchReader.from_batches(reader.schema, slow()))
    assert seen == [2]
    assert library.lake.open(TABLE).count() == APPENDS + 1


def test_the_worker_does_it_by_itself(library: Library) -> None:
    library.name(1)
    settings = library.house.house.settings
    library.house.house.settings = settings.model_copy(update={"lake": LakeSettings(upkeep_seconds=1)})
    worker = build_worker(library.house.house)
    thread = threading.Thread(target=worker.run)
    thread.start()
    pause, deadline = threading.Event(), 300
    while len(library.lake.versions(TABLE)) == APPENDS and deadline:
        pause.wait(0.1)
        deadline -= 1
    worker.stop()
    thread.join()
    assert library.files() == 1
    assert library.readable()
