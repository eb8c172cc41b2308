"""kill -9 at random points of a writer: the last committed version is whole, and clean-up removes the rest."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.lake.conftest import StoreFactory, make_rows
from volano_server.lake import open_dataset_store

ROOT = Path(__file__).parents[2]


def kill_somewhere(kind: str, root: Path, seed: int) -> tuple[int, int, str] | None:
    """Runs the writer, kills it after a random number of commits and a random pause, and returns its last line."""
    chance = random.Random(seed)
    command = [sys.executable, "-m", "tests.lake.writer_process", kind, str(root), str(seed)]
    writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    try:
        for _ in range(chance.randint(1, 6)):
            if not writer.stdout.readline():
                pytest.fail("the writer stopped by itself")
        time.sleep(chance.random() * 0.05)
    finally:
        writer.kill()
        lines = writer.communicate()[0].splitlines()
    if not lines:
        return None
    version, rows, fingerprint = lines[-1].split()
    return int(version), int(rows), fingerprint


def check_after_kill(kind: str, root: Path, acknowledged: tuple[int, int, str] | None) -> None:
    store = open_dataset_store(root, kind="lance" if kind == "lance" else "parquet")
    newest = store.open("mails")
    keys = newest.scan(["row_id"]).read_all().column("row_id").to_pylist()
    assert len(keys) == len(set(keys)) == newest.count()
    if acknowledged is not None:
        version, rows, fingerprint = acknowledged
        assert newest.version >= version, "an acknowledged version is lost"
        if newest.version == version:
            assert (newest.count(), newest.fingerprint()) == (rows, fingerprint)
    fingerprint = newest.fingerprint()
    store.clean_up("mails", older_than=timedelta(0))
    assert store.open("mails").fingerprint() == fingerprint
    for one in store.versions("mails"):
        assert store.open("mails", one.version).scan().read_all().num_rows == one.rows


@pytest.mark.parametrize("kind", ["lance", "parquet"])
def test_a_killed_writer_loses_no_committed_version(kind: str, tmp_path: Path) -> None:
    for seed in range(3):
        check_after_kill(kind, tmp_path / "lake", kill_somewhere(kind, tmp_path / "lake", seed))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["lance", "parquet"])
def test_a_writer_killed_at_many_points_loses_no_committed_version(kind: str, tmp_path: Path) -> None:
    for seed in range(100, 140):
        check_after_kill(kind, tmp_path / "lake", kill_somewhere(kind, tmp_path / "lake", seed))


def test_remains_of_a_first_write_that_died_do_not_stand_in_the_way(open_store: StoreFactory, tmp_path: Path) -> None:
    store = open_store()
    store.create("mails", make_rows(0, 10), key="row_id")
    commit = next(path for path in tmp_path.rglob("*") if path.name in ("_versions", "manifests"))
    for manifest in commit.iterdir():
        manifest.unlink()
    assert store.tables() == []
    assert store.create("mails", make_rows(0, 3), key="row_id") == 1
    assert store.open("mails").count() == 3


def test_the_trash_of_a_drop_that_died_is_emptied(open_store: StoreFactory, tmp_path: Path) -> None:
    store = open_store()
    store.create("mails", make_rows(0, 10), key="row_id")
    table = next(path for path in (tmp_path / "lake").iterdir() if path.name.startswith("mails"))
    table.rename(table.with_name(".trash-0123"))
    assert store.tables() == []
    store.create("mails", make_rows(0, 3), key="row_id")
    store.clean_up("mails")
    assert not (tmp_path / "lake" / ".trash-0123").exists()


UPSERTS = """
import sys
from tests.lake.conftest import make_rows
from volano_server.lake import open_dataset_store
store = open_dataset_store(sys.argv[2], kind=sys.argv[1], wait_seconds=60)
for turn in range(8):
    store.upsert("mails", make_rows(turn * 5, turn * 5 + 20, body=sys.argv[3]))
"""


@pytest.mark.parametrize("kind", ["lance", "parquet"])
def test_processes_that_upsert_the_same_new_keys_leave_each_key_once(kind: str, tmp_path: Path) -> None:
    store = open_dataset_store(tmp_path, kind="lance" if kind == "lance" else "parquet")
    store.create("mails", make_rows(0, 1), key="row_id")
    writers = [
        subprocess.Popen([sys.executable, "-c", UPSERTS, kind, str(tmp_path), name], cwd=ROOT)
        for name in ("a", "b", "c")
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    keys = store.open("mails").scan(["row_id"]).read_all().column("row_id").to_pylist()
    assert sorted(keys) == sorted(f"r{n}" for n in range(55))
    assert store.open("mails").version == 25
