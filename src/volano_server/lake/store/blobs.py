"""`BlobStore`: bytes by the digest of their content, on files. A blob is whole or not there, also after kill -9."""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import re
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from volano_server.lake.errors import BlobCorrupt, BlobNotFound, BlobTooLarge, DigestMismatch, InvalidDigest
from volano_server.lake.store.disk import disk_errors, flush_files

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_CHUNK = 1 << 20
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Blob:
    """`digest` is `sha256:<64 hex>`, `size` in bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection removed, and how many blobs stay."""

    blobs: int
    bytes: int
    kept: int


class BlobStore(Protocol):
    """Immutable bytes addressed by content. Every method raises InvalidDigest for a malformed digest."""

    def put(
        self, source: bytes | BinaryIO | Iterable[bytes], *, max_bytes: int | None = None, expected: str | None = None
    ) -> Blob:
        """The stored blob, durable on return. Raises BlobTooLarge, DigestMismatch, StorageFull; then nothing stays."""

    def open(self, digest: str, *, verify: bool = False) -> BinaryIO:
        """A stream at its beginning; with `verify` its content is checked first. Raises BlobNotFound, BlobCorrupt."""

    def local_path(self, digest: str) -> Path:
        """A file on this machine with the blob's content, to be read or mapped, never written. Raises BlobNotFound."""

    def size(self, digest: str) -> int | None:
        """Bytes of the blob, or None when it is not stored."""

    def collect(self, keep: Iterable[str], *, older_than: timedelta = GRACE, dry_run: bool = False) -> Collected:
        """Removes blobs that are neither in `keep` nor younger than `older_than`, and remains of crashed puts.

        A blob that is put again counts as young. Pass a grace period longer than the time between a put and the
        commit of the row that names the blob.
        """


def open_blob_store(root: str | Path) -> BlobStore:
    """The blob store in the directory `root`."""
    return FileBlobStore(Path(root))


class FileBlobStore:
    """Blobs as `<root>/<2 hex>/<64 hex>`, written beside in `<root>/incoming` and moved when durable."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    def put(
        self, source: bytes | BinaryIO | Iterable[bytes], *, max_bytes: int | None = None, expected: str | None = None
    ) -> Blob:
        if expected is not None:
            _hex_of(expected)
        temporary = self._incoming / uuid.uuid4().hex
        with disk_errors("store a blob"):
            self._incoming.mkdir(parents=True, exist_ok=True)
            try:
                blob = _write(temporary, _chunks(source), max_bytes)
                if expected is not None and blob.digest != expected:
                    raise DigestMismatch(
                        f"the content has the digest {blob.digest}, expected was {expected}", hint="send it again"
                    )
                self._settle(temporary, self._path(blob.digest))
            finally:
                temporary.unlink(missing_ok=True)
        return blob

    def open(self, digest: str, *, verify: bool = False) -> BinaryIO:
        try:
            file = self._path(digest).open("rb")
        except FileNotFoundError:
            raise BlobNotFound(f"there is no blob {digest}", hint="upload it, or check the digest") from None
        if verify:
            self._verify(file, digest)
        return file

    def local_path(self, digest: str) -> Path:
        path = self._path(digest)
        if not path.exists():
            raise BlobNotFound(f"there is no blob {digest}", hint="upload it, or check the digest")
        return path

    def size(self, digest: str) -> int | None:
        try:
            return self._path(digest).stat().st_size
        except FileNotFoundError:
            return None

    def collect(self, keep: Iterable[str], *, older_than: timedelta = GRACE, dry_run: bool = False) -> Collected:
        kept = {bytes.fromhex(_hex_of(digest)) for digest in keep}
        horizon = time.time() - older_than.total_seconds()
        blobs = size = stay = 0
        with disk_errors("collect blobs"):
            for folder in sorted(self._root.glob("[0-9a-f][0-9a-f]")):
                with self._locked(fcntl.LOCK_EX):  # a put of the same blob waits, and then finds it gone or young
                    for entry in os.scandir(folder):
                        found = entry.stat()
                        if not _is_garbage(entry.name, found.st_mtime, kept, horizon):
                            stay += 1
                            continue
                        blobs, size = blobs + 1, size + found.st_size
                        if not dry_run:
                            Path(entry.path).unlink()
            if not dry_run:
                self._remove_remains(horizon)
        return Collected(blobs, size, stay)

    def _path(self, digest: str) -> Path:
        name = _hex_of(digest)
        return self._root / name[:2] / name

    def _settle(self, temporary: Path, target: Path) -> None:
        """Moves a finished file to its place; a blob that is there already becomes young again."""
        target.parent.mkdir(exist_ok=True)
        with self._locked(fcntl.LOCK_SH):
            if target.exists():
                os.utime(target)
                return
            temporary.replace(target)
        flush_files([target])

    def _verify(self, file: BinaryIO, digest: str) -> None:
        hashed = hashlib.sha256()
        for chunk in _chunks(file):
            hashed.update(chunk)
        found = hashed.hexdigest()
        if found != _hex_of(digest):
            file.close()
            raise BlobCorrupt(
                f"the blob {digest} has the content of sha256:{found}", hint="restore it from a backup or upload again"
            )
        file.seek(0)

    def _remove_remains(self, horizon: float) -> None:
        for left in self._incoming.glob("*"):
            with suppress(FileNotFoundError):  # a put that has just finished removes its own
                if left.stat().st_mtime < horizon:
                    left.unlink()

    @contextmanager
    def _locked(self, mode: int) -> Iterator[None]:
        handle = os.open(self._root / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, mode)
            yield
        finally:
            os.close(handle)


def _hex_of(digest: str) -> str:
    found = _DIGEST.fullmatch(digest)
    if not found:
        raise InvalidDigest(f"`{digest[:80]}` is no digest", hint="write `sha256:` and 64 hexadecimal digits")
    return found.group(1)


def _chunks(source: bytes | BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(source, bytes):
        source = io.BytesIO(source)
    if isinstance(source, io.IOBase) or hasattr(source, "read"):
        while chunk := source.read(_CHUNK):
            yield chunk
    else:
        yield from source


def _write(path: Path, chunks: Iterator[bytes], max_bytes: int | None) -> Blob:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if max_bytes is not None and size > max_bytes:
                raise BlobTooLarge(f"the content has more than {max_bytes} bytes", hint="send a smaller file")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fchmod(file.fileno(), 0o444)
        os.fsync(file.fileno())
    return Blob("sha256:" + digest.hexdigest(), size)


def _is_garbage(name: str, modified: float, kept: set[bytes], horizon: float) -> bool:
    is_blob = len(name) == 64 and all(char in "0123456789abcdef" for char in name)
    return is_blob and modified < horizon and bytes.fromhex(name) not in kept
