"""Damaged files of every kind: each is read, or refused with words and a hint; no reader stumbles."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data.conftest import fixture_mails, make_tar, read
from tests.data.plugins.readers.test_conformance import KINDS
from volano_server.kit.errors import AppError

TIMES = 40
STRANGERS = (b"\x00" * 50, b"\xff\xfe", b"{[", b'"', b"\r", b"From ", b"PK\x03\x04")


def damaged(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """The content cut short, with bytes flipped, with a piece twice, with a piece of another kind, and nothing."""
    yield b""
    for _ in range(TIMES // 4):
        place = chance.randrange(len(content))
        yield content[:place]
        flipped = bytearray(content)
        for _ in range(chance.choice((1, 3, 50))):
            flipped[chance.randrange(len(flipped))] = chance.randrange(256)
        yield bytes(flipped)
        length = chance.choice((1, 100, 5_000))
        yield content[: place + length] + content[place:]
        yield (
            content[:place]
            + chance.choice((b"\x00" * 50, b"\xff\xfe", b"{[", b'"', b"\r", b"From ", b"PK\x03\x04"))
            + content[place:]
        )


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("on_error", ["fail", "skip"])
def test_a_damaged_file_is_read_or_refused_with_words(kind: str, on_error: str, tmp_path: Path) -> None:
    assert_read_or_refused(kind, on_error, KINDS[kind](tmp_path))


@pytest.mark.parametrize("packing", ["", "gz", "bz2", "xz"])
def test_a_damaged_tar_file_is_read_or_refused_with_words(packing: str, tmp_path: Path) -> None:
    mails = [(f"{number}.eml", content) for number, (_, content) in enumerate(fixture_mails()) if content.strip()]
    path = make_tar(tmp_path / "mails.tar", mails, f"w:{packing}")
    assert_read_or_refused("mail_archive", "skip", [path])


def assert_read_or_refused(kind: str, on_error: str, paths: list[Path]) -> None:
    chance, faults = random.Random(f"{kind} {on_error}"), []
    files = [path for place in paths for path in ([place] if place.is_file() else sorted(place.rglob("*.eml")))][:1]
    whole = files[0].read_bytes()
    for number, content in enumerate(damaged(whole, chance)):
        files[0].write_bytes(content)
        try:
            read(kind, *paths, on_error=on_error)
        except AppError as error:
            if not (error.hint and error.status < 500):
                faults.append(f"{number}: {error.status} {error.message} has no hint or blames the server")
        except Exception as error:
            faults.append(f"{number}: {type(error).__name__}: {error}"[:300])
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_no_file_is_refused_with_words(kind: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for place in ("none", "folder", "loop"):
        with pytest.raises(AppError) as caught:
            read(kind, tmp_path / place)
        assert caught.value.hint
        assert caught.value.status < 500
