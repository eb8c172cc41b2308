"""Members of .zip and .tar archives, read in order without unpacking to disk, with guards against hostile archives."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from volano_server.data.errors import BadSource, HostileArchive
from volano_server.data.plugins.readers.base import ImportReport, ReadLimits, ReadOptions, head_of

_BROKEN = (
    tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, NotImplementedError,
    UnicodeDecodeError,
)  # fmt: skip
_SMALL = 1 << 20
# Of a member in the directory of a zip file: at least (APPNOTE 4.3.12), and with a name of usual length.
_ENTRY_BYTES = 46
_DIRECTORY_BYTES = 128


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file inside an archive; `place` names both for messages."""

    name: str
    place: str
    content: bytes


def is_archive(path: Path) -> bool:
    """Whether the file begins like a .zip, .tar, .tar.gz, .tar.bz2 or .tar.xz."""
    head = head_of(path)
    packed = head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"))
    return head.startswith(b"PK\x03\x04") or head[257:262] == b"ustar" or packed


def unpacked_head(path: Path, size: int) -> bytes:
    """The first bytes inside a .tar(.gz, .bz2, .xz), or none where it cannot be unpacked."""
    try:
        with path.open("rb") as packed:
            return _unpacked(packed).read(size)
    except (*_BROKEN, OSError):
        return b""


def members_of(path: Path, options: ReadOptions, report: ImportReport) -> Iterator[Member]:
    """The regular files of an archive. Raises HostileArchive for bombs and path tricks, BadSource for broken ones."""
    walk = _zip_members if head_of(path).startswith(b"PK") else _tar_members
    before, packed = report.bytes_read, path.stat().st_size
    try:
        yield from walk(path, options, report)
    except (*_BROKEN, OSError) as error:
        if getattr(error, "errno", None) is not None:
            raise  # the disk's fault, not the file's: bz2 says OSError without a number
        raise BadSource(
            f"{path.name}: the archive is broken or cut off ({str(error)[:120] or type(error).__name__})",
            hint="copy or download it again",
        ) from None
    report.bytes_read = before + packed


def _zip_members(path: Path, options: ReadOptions, report: ImportReport) -> Iterator[Member]:
    limits = options.limits
    total = 0
    if path.stat().st_size > limits.members * _ENTRY_BYTES:
        _check_directory(path, limits)
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        _check_count(path, len(entries), limits)
        for entry in entries:
            report.tick()
            place = f"{path.name}, member `{entry.filename[:120]}`"
            _check_name(path, entry.filename)
            if entry.is_dir():
                continue
            kind = (entry.external_attr >> 16) & 0o170000
            if kind not in (0, 0o100000) or entry.flag_bits & 1:
                what = "encrypted" if entry.flag_bits & 1 else "a link or device"
                report.refuse(options, place, "not a plain file", "pack plain files only", what)
                continue
            content = _read_member(lambda: archive.open(entry), place, limits, report, options)  # noqa: B023
            total += len(content or b"")
            _check_bomb(path, total, entry.compress_size, len(content or b""), limits)
            report.bytes_read += entry.compress_size
            if content is not None:
                yield Member(entry.filename, place, content)


def _tar_members(path: Path, options: ReadOptions, report: ImportReport) -> Iterator[Member]:
    with path.open("rb") as packed:
        stream = _Forward(_unpacked(packed), path, packed, options.limits)
        with tarfile.open(fileobj=cast("BinaryIO", stream), mode="r:") as archive:
            count, before = 0, report.bytes_read
            while (entry := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # the library would keep every header
                count += 1
                report.tick()
                _check_count(path, count, options.limits)
                _check_name(path, entry.name)
                place = f"{path.name}, member `{entry.name[:120]}`"
                if entry.isdir():
                    continue
                if not entry.isreg() or entry.issparse():
                    report.refuse(options, place, "not a plain file", "pack plain files only", "a link or device")
                    continue
                content = _read_member(lambda: archive.extractfile(entry), place, options.limits, report, options)
                report.bytes_read = before + packed.tell()
                if content is not None:
                    yield Member(entry.name, place, content)


def _unpacked(packed: BinaryIO) -> BinaryIO:
    head = packed.read(6)
    packed.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return cast("BinaryIO", gzip.GzipFile(fileobj=packed))
    if head.startswith(b"BZh"):
        return cast("BinaryIO", bz2.BZ2File(packed))
    return cast("BinaryIO", lzma.LZMAFile(packed)) if head == b"\xfd7zXZ\x00" else packed


class _Forward(io.RawIOBase):
    """The unpacked bytes of a tar file for `tarfile`, forward only, counted against the limits.

    `tarfile` reads a header's claimed size in one call, and looks at the last byte of a member once more.
    """

    def __init__(self, unpacked: BinaryIO, path: Path, packed: BinaryIO, limits: ReadLimits) -> None:
        self._unpacked, self._path, self._packed, self._limits = unpacked, path, packed, limits
        self._position = 0
        self._last = b""
        self._again = False

    def tell(self) -> int:
        return self._position - self._again

    def seek(self, position: int, whence: int = 0) -> int:
        if position == self._position - 1 and self._last:
            self._again = True
            return position
        self._again = False
        while self._position < position and self._pull(min(position - self._position, _SMALL)):
            pass
        return self._position

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > self._limits.row_bytes + 2 * tarfile.RECORDSIZE:
            raise HostileArchive(
                f"{self._path.name}: a header claims {size} bytes, at most {self._limits.row_bytes} are read at once",
                hint="unpack the archive and remove what is not needed",
            )
        if self._again and size:
            self._again = False
            return self._last + self._pull(size - 1)
        return self._pull(size)

    def _pull(self, size: int) -> bytes:
        content = self._unpacked.read(size) if size else b""
        if content:
            self._position += len(content)
            self._last = content[-1:]
            _check_bomb(self._path, self._position, self._packed.tell(), self._position, self._limits)
        return content


def _read_member(
    opened: Callable[[], IO[bytes] | None],
    place: str,
    limits: ReadLimits,
    report: ImportReport,
    options: ReadOptions,
) -> bytes | None:
    """The content of a member, or None when it was refused and counted."""
    try:
        with opened() or io.BytesIO() as file:
            content = file.read(limits.row_bytes + 1)
    except (*_BROKEN, OSError, RuntimeError) as error:
        if getattr(error, "errno", None) is not None:
            raise
        report.refuse(options, place, "cannot be unpacked", "pack it again", str(error)[:120])
        return None
    if len(content) > limits.row_bytes:
        report.refuse(options, place, "too large", "remove it from the archive", f"more than {limits.row_bytes} bytes")
        return None
    return content


def _check_bomb(path: Path, total: int, packed: int, unpacked: int, limits: ReadLimits) -> None:
    if total > limits.unpacked_bytes:
        raise HostileArchive(
            f"{path.name}: unpacks to more than {limits.unpacked_bytes} bytes", hint="import it in several parts"
        )
    if unpacked > _SMALL and unpacked > limits.ratio * max(packed, 1):
        raise HostileArchive(
            f"{path.name}: unpacks to more than {limits.ratio} times its size, as only bombs do",
            hint="unpack it yourself and import the directory if you trust it",
        )


def _check_count(path: Path, count: int, limits: ReadLimits) -> None:
    if count > limits.members:
        raise HostileArchive(f"{path.name}: has more than {limits.members} members", hint="import it in several parts")


def _check_directory(path: Path, limits: ReadLimits) -> None:
    """Refuses a zip file by the size of its directory, before the library loads it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_558))
        tail = file.read()
    found = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[found + 12 : found + 16], "little") if found >= 0 else 0
    if size > limits.members * _DIRECTORY_BYTES:
        raise HostileArchive(
            f"{path.name}: has a directory of {size} bytes, for more than {limits.members} members",
            hint="import it in several parts",
        )


def _check_name(path: Path, name: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/"))
    drive = len(name) > 1 and name[1] == ":"
    if parts.is_absolute() or ".." in parts.parts or "\x00" in name or drive:
        raise HostileArchive(
            f"{path.name}: the member `{name[:120]!r}` points outside the archive",
            hint="an honest archive has relative paths; do not trust this one",
        )
