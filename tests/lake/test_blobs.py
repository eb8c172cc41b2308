"""Blobs: whole or absent, found by content, collected only when nobody names them."""

from __future__ import annotations

import hashlib
import io
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from volano_server.lake import (
    Blob,
    BlobCorrupt,
    BlobNotFound,
    BlobStore,
    BlobTooLarge,
    DigestMismatch,
    InvalidDigest,
    open_blob_store,
)

ROOT = Path(__file__).parents[2]
NONE = timedelta(0)


def digest_of(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def read(blobs: BlobStore, digest: str, verify: bool = False) -> bytes:
    with blobs.open(digest, verify=verify) as file:
        return file.read()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def blobs(root: Path) -> BlobStore:
    return open_blob_store(root)


def files_in(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and path.name != ".lock")


def grow_old(root: Path) -> None:
    for path in files_in(root):
        os.utime(path, (time.time() - 7200, time.time() - 7200))


@pytest.mark.parametrize("content", [b"", b"text", os.urandom(3 * 2**20)])
def test_content_comes_back_by_its_digest_from_bytes_streams_and_chunks(blobs: BlobStore, content: bytes) -> None:
    expected = Blob(digest_of(content), len(content))
    chunks = (content[start : start + 1000] for start in range(0, len(content), 1000))
    for source in (content, io.BytesIO(content), chunks):
        assert blobs.put(source) == expected
    assert read(blobs, expected.digest, verify=True) == content
    assert blobs.size(expected.digest) == len(content)


def test_equal_content_is_stored_once(blobs: BlobStore, root: Path) -> None:
    for _ in range(3):
        blobs.put(b"text")
    assert len(files_in(root)) == 1


def test_a_missing_blob_is_named(blobs: BlobStore) -> None:
    assert blobs.size(digest_of(b"none")) is None
    with pytest.raises(BlobNotFound, match=digest_of(b"none")):
        blobs.open(digest_of(b"none"))


@pytest.mark.parametrize(
    "digest",
    [
        "",
        "sha256:",
        "../../etc/passwd",
        "sha256:../../../etc/passwd",
        "sha256:" + "A" * 64,
        "sha256:" + "a" * 65,
        "md5:" + "a" * 32,
        "a" * 64,
        "sha256:" + "a" * 63 + "\n",
        "sha256:" + "a" * 63 + "/",
        "sha256:" + "\u0661" * 64,
    ],
)
def test_hostile_digests_are_refused_everywhere(blobs: BlobStore, digest: str) -> None:
    attempts = (
        lambda: blobs.open(digest),
        lambda: blobs.size(digest),
        lambda: blobs.put(b"x", expected=digest),
        lambda: blobs.collect([digest], older_than=NONE),
    )
    for attempt in attempts:
        with pytest.raises(InvalidDigest, match="is no digest"):
            attempt()


def test_content_over_the_cap_or_with_another_digest_leaves_nothing(blobs: BlobStore, root: Path) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(1000)

    with pytest.raises(BlobTooLarge, match="more than 5000 bytes"):
        blobs.put(endless(), max_bytes=5000)
    with pytest.raises(DigestMismatch, match=f"digest {digest_of(b'text')}"):
        blobs.put(b"text", expected=digest_of(b"other"))
    assert files_in(root) == []
    assert blobs.put(bytes(5000), max_bytes=5000).size == 5000


def test_a_source_that_fails_leaves_nothing(blobs: BlobStore, root: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        blobs.put(broken())
    assert files_in(root) == []


def test_an_edited_blob_is_found_by_verification(blobs: BlobStore, root: Path) -> None:
    blob = blobs.put(b"text")
    path = files_in(root)[0]
    assert path.stat().st_mode & 0o222 == 0, "a blob cannot be edited by accident"
    path.chmod(0o644)
    path.write_bytes(b"tex7")
    assert read(blobs, blob.digest) == b"tex7"
    with pytest.raises(BlobCorrupt, match=blob.digest):
        blobs.open(blob.digest, verify=True)


def test_collection_removes_what_nobody_keeps_and_is_old(blobs: BlobStore, root: Path) -> None:
    kept, lost = blobs.put(b"kept"), blobs.put(b"lost" * 10)
    (root / "incoming" / "remains").write_bytes(b"of a crash")
    grow_old(root)
    young = blobs.put(b"young")
    tried = blobs.collect(iter([kept.digest]), older_than=timedelta(hours=1), dry_run=True)
    assert (tried.blobs, tried.bytes, tried.kept) == (1, 40, 2)
    assert blobs.size(lost.digest) == 40
    assert blobs.collect(iter([kept.digest]), older_than=timedelta(hours=1)) == tried
    assert [blobs.size(blob.digest) for blob in (kept, lost, young)] == [4, None, 5]
    assert list((root / "incoming").iterdir()) == []


def test_a_blob_that_is_put_again_is_young_again(blobs: BlobStore, root: Path) -> None:
    blob = blobs.put(b"text")
    grow_old(root)
    blobs.put(b"text")
    assert blobs.collect([], older_than=timedelta(hours=1)).blobs == 0
    assert blobs.size(blob.digest) == 4


def test_collection_never_touches_files_that_are_no_blobs(blobs: BlobStore, root: Path) -> None:
    blob = blobs.put(b"text")
    stranger = root / blob.digest[7:9] / "README"
    stranger.write_text("mine")
    blobs.collect([], older_than=NONE - timedelta(hours=1))
    assert stranger.exists()
    assert blobs.size(blob.digest) is None


def test_puts_and_collections_side_by_side_never_lose_a_kept_or_fresh_blob(root: Path) -> None:
    contents = [f"content {number}".encode() for number in range(20)]
    keep = {digest_of(content) for content in contents[:10]}
    stop = threading.Event()
    errors: list[BaseException] = []

    def collector() -> None:
        try:
            while not stop.is_set():
                open_blob_store(root).collect(keep, older_than=timedelta(minutes=10))
        except BaseException as error:
            errors.append(error)

    def putter(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _ in range(60):
                content = chance.choice(contents)
                blob = open_blob_store(root).put(content)
                assert read(open_blob_store(root), blob.digest, verify=True) == content
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=putter, args=(seed,)) for seed in range(3)]
    collecting = threading.Thread(target=collector)
    for thread in (collecting, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    collecting.join()
    assert errors == []


WRITER = """
import os, sys
from volano_server.lake import open_blob_store
blobs = open_blob_store(sys.argv[1])
while True:
    print(blobs.put(os.urandom(200_000)).digest, flush=True)
"""


def test_a_killed_put_leaves_only_whole_blobs(blobs: BlobStore, root: Path) -> None:
    acknowledged: set[str] = set()
    for seed in range(4):
        command = [sys.executable, "-c", WRITER, str(root)]
        writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        acknowledged.add(writer.stdout.readline().strip())
        time.sleep(random.Random(seed).random() * 0.02)
        writer.kill()
        acknowledged.update(line for line in writer.communicate()[0].splitlines() if len(line) == 71)
    for digest in acknowledged:
        blobs.open(digest, verify=True).close()
    for path in files_in(root):
        if path.parent.name != "incoming":
            blobs.open("sha256:" + path.name, verify=True).close()
    grow_old(root)
    blobs.collect(acknowledged, older_than=timedelta(hours=1))
    assert {"sha256:" + path.name for path in files_in(root)} == acknowledged
