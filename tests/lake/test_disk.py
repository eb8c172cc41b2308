"""A disk that refuses: a clear error with a hint, and the previous version as it was."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.harness import disk
from tests.lake.conftest import StoreFactory, make_rows
from volano_server.lake import StorageFull, StorageReadOnly, fingerprint_of, open_blob_store, open_dataset_store

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A mounted file system of 2 MB; needs the right to mount."""
    with disk.small_disk(2) as mounted:
        if mounted is None:
            pytest.skip("no right to mount a small file system")
        yield mounted


def test_a_full_disk_leaves_the_previous_version_and_can_be_cleaned(open_store: StoreFactory, small_disk: Path) -> None:
    store = open_store(small_disk / "lake")
    store.create("mails", make_rows(0, 10), key="row_id")

    def fill() -> None:
        for start in range(10, 100, 10):
            store.append("mails", make_rows(start, start + 10, body=os.urandom(400_000).hex()))

    with pytest.raises(StorageFull, match="could not append to the table `mails`: the disk is full") as caught:
        fill()
    assert "free space" in caught.value.hint
    newest = store.open("mails")
    assert newest.fingerprint() == fingerprint_of(newest.scan().read_all())
    assert newest.count() == 10 * newest.version
    store.clean_up("mails", older_than=timedelta(0))
    assert store.open("mails").count() == newest.count()


@pytest.mark.parametrize("kind", ["lance", "parquet"])
def test_a_file_beyond_the_allowed_size_is_refused_like_a_full_disk(kind: str, tmp_path: Path) -> None:
    store = open_dataset_store(tmp_path, kind="lance" if kind == "lance" else "parquet")
    store.create("mails", make_rows(0, 10), key="row_id")
    script = f"""
import resource
from tests.lake.conftest import make_rows
from volano_server.lake import StorageFull, open_dataset_store
import os
store = open_dataset_store({str(tmp_path)!r}, kind={kind!r})
store.open("mails")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    store.append("mails", make_rows(10, 20, body=os.urandom(200_000).hex()))
except StorageFull as error:
    print(error.message)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "could not append to the table `mails`: the disk is full" in done.stdout, done.stderr
    assert store.open("mails").fingerprint() == fingerprint_of(make_rows(0, 10))
    store.append("mails", make_rows(10, 20))


def test_a_directory_that_cannot_be_written_is_named_and_can_be_read(tmp_path: Path, small_disk: Path) -> None:
    for kind in ("lance", "parquet"):
        store = open_dataset_store(small_disk / kind, kind="lance" if kind == "lance" else "parquet")
        store.create("mails", make_rows(0, 10), key="row_id")
    blobs = open_blob_store(small_disk / "blobs")
    blob = blobs.put(b"text")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for kind in ("lance", "parquet"):
        store = open_dataset_store(small_disk / kind, kind="lance" if kind == "lance" else "parquet")
        with pytest.raises(StorageReadOnly, match="the directory cannot be written"):
            store.append("mails", make_rows(10, 11))
        with pytest.raises(StorageReadOnly, match="the directory cannot be written"):
            store.create("new", make_rows(0, 1), key="row_id")
        assert store.open("mails").fingerprint() == fingerprint_of(make_rows(0, 10))
        assert store.tables() == ["mails"]
    with pytest.raises(StorageReadOnly):
        blobs.put(b"more")
    with blobs.open(blob.digest) as file:
        assert file.read() == b"text"


def test_a_blob_that_does_not_fit_leaves_nothing(small_disk: Path) -> None:
    blobs = open_blob_store(small_disk / "blobs")
    with pytest.raises(StorageFull, match="could not store a blob"):
        blobs.put(bytes(4 * 2**20))
    assert list((small_disk / "blobs" / "incoming").iterdir()) == []


def test_a_store_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises((StorageReadOnly, NotADirectoryError)):
        open_dataset_store(tmp_path / "file").create("mails", make_rows(0, 1), key="row_id")


def test_the_limit_of_this_process_is_untouched() -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
