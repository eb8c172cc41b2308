"""Keys of an installation: made once, kept in its home folder and never in a database."""

from __future__ import annotations

import os
from pathlib import Path

from volano_server.kit.ids import new_id

SIZE = 32


def secret_key(path: Path) -> bytes:
    """The 32 random bytes kept as hex in `path`, readable by its owner alone; made on first use.

    Of several processes that make it at the same moment one wins, and all get its key.
    """
    try:
        return bytes.fromhex(path.read_text())
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{new_id()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(os.urandom(SIZE).hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # the other one's key counts
    fresh.unlink()
    return bytes.fromhex(path.read_text())
