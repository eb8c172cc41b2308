"""The kill -9 loops, sampled: `bench/run.py kill --points 1000` is the whole of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.kill.catalog import KIND, NAMES, Catalog, person
from sqlalchemy import delete, update

from tests.conftest import Stores
from tests.harness.stores import PostgresStores
from volano_server.access import Admission
from volano_server.catalog import Plugs, build_catalog
from volano_server.catalog.tables import aliases, asset_versions
from volano_server.config import Settings
from volano_server.db import Database
from volano_server.kit.subject import system_subject

ROOT = Path(__file__).parents[2]
POINTS = 12


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("workload", ["jobs", "catalog", "imports"])
def test_killed_processes_lose_nothing_acknowledged_and_leave_nothing_half_done(
    workload: str, stores: Stores, settings: Settings
) -> None:
    arguments = ["--workload", workload, "--points", str(POINTS), "--seed", "7", "--json", "--database", "sqlite"]
    if isinstance(stores, PostgresStores):
        arguments[-1:] = ["postgresql", "--url", settings.database.url]
    loop = [sys.executable, str(ROOT / "bench/kill/run.py"), *arguments]
    done = subprocess.run(loop, capture_output=True, text=True, check=False, timeout=580)
    assert done.returncode == 0, done.stdout + done.stderr
    (report,) = json.loads(done.stdout)
    assert (report["faults"], report["lost"]) == ([], 0)
    assert sum(report["kills"].values()) == POINTS
    assert report["acknowledged"] > 0


@pytest.fixture
def catalog(database: Database, settings: Settings) -> tuple[Catalog, list[list[str]]]:
    """The workload with one acknowledged version and one acknowledged alias, and their lines in the log."""
    made, shelves = Catalog(), build_catalog(Admission(database), Plugs())
    made.prepare(settings, database)
    first, second = person("anna", "w0"), person("anna", "w0")
    database.write(first, lambda tx: shelves.catalog.publish_version(tx, KIND, NAMES[0], {"rule": 1}))
    database.write(second, lambda tx: shelves.aliases.set(tx, KIND, NAMES[0], "stable", "1"))
    return made, [["ack", first.request_id, "publish", "1"], ["ack", second.request_id, "set", "1"]]


def test_the_verdict_finds_nothing_where_nothing_is_wrong(
    catalog: tuple[Catalog, list[list[str]]], database: Database, settings: Settings
) -> None:
    workload, lines = catalog
    assert workload.judge(settings, database, lines).faults == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ([delete(aliases)], "alias"),
        ([update(aliases).values(revision=2)], "alias"),
        ([update(asset_versions).values(digest="sha256:other")], "versions and their events differ"),
    ],
)
def test_the_verdict_finds_what_is_half_done(
    damage: list[Any], words: str, catalog: tuple[Catalog, list[list[str]]], database: Database, settings: Settings
) -> None:
    workload, lines = catalog
    database.write(system_subject("damage"), lambda tx: [tx.execute(one) for one in damage])
    assert any(words in fault for fault in workload.judge(settings, database, lines).faults)


def test_the_verdict_finds_what_was_acknowledged_and_is_lost(
    catalog: tuple[Catalog, list[list[str]]], database: Database, settings: Settings
) -> None:
    workload, lines = catalog
    found = workload.judge(settings, database, [*lines, ["ack", "never-committed", "set", "1"]])
    assert (found.lost, len(found.faults)) == (1, 1)
