"""Keys of an installation."""

from __future__ import annotations

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from volano_server.kit.secret_key import SIZE, secret_key


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "one.key"
    made = secret_key(path)
    assert len(made) == SIZE
    assert secret_key(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_all_who_make_it_at_the_same_moment_get_the_same_key(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def make(_: int) -> bytes:
        together.wait()
        return secret_key(tmp_path / "secrets" / "one.key")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(make, range(8)))) == 1
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["one.key"]
