"""The home folder: who may run on it, and where its server's address lies for SDK and CLI of this machine.

SQLite has one writer, so one server holds a home whose control store is SQLite. With PostgreSQL the store itself keeps
writers apart, and any number of servers share the folder for blobs, tables and keys. Workers hold nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from volano_server.config import Settings
from volano_server.kit.errors import AppError


class HomeInUse(AppError):
    code = "home_in_use"


class HomeUnusable(AppError):
    code = "home_unusable"


@contextmanager
def hold_home(settings: Settings) -> Iterator[None]:
    """Holds the home folder for this server: alone with SQLite, beside others with PostgreSQL.

    The kernel lets go of it however this process ends. Raises HomeInUse or HomeUnusable.
    """
    home, alone = settings.home, settings.database_url.startswith("sqlite:")
    folder = home / "run"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("a+")
    except OSError as error:
        raise HomeUnusable(
            f"the home folder `{home}` cannot be used: {error.strerror}", hint="choose another: `volano up --home DIR`"
        ) from None
    with file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            raise _in_use(home, file, alone) from None
        _note_holder(file, f"{os.getpid()}" if alone else "")
        yield


def write_address(home: Path, url: str) -> None:
    """Nothing; leaves the server's address where the SDK and CLI on this machine look for it."""
    path = home / "run" / "server.json"
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.write_text(json.dumps({"url": url, "pid": os.getpid(), "host": socket.gethostname()}))
    fresh.replace(path)


def remove_address(home: Path) -> None:
    """Nothing; the address is gone if it is this server's, and another server's stays."""
    path = home / "run" / "server.json"
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return
    if (found.get("pid"), found.get("host")) == (os.getpid(), socket.gethostname()):
        path.unlink(missing_ok=True)


def _note_holder(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def _in_use(home: Path, file: IO[str], alone: bool) -> HomeInUse:
    file.seek(0)
    pid = file.read(20).strip()
    if pid:
        other = f"a server with SQLite (process {pid}) runs on the home folder `{home}`"
        hint = f"use that one, stop it (`kill {pid}`), or choose another folder: --home DIR"
    else:
        other = f"servers with PostgreSQL run on the home folder `{home}`"
        hint = "choose another folder: --home DIR"
    more = "; several servers share a home only with PostgreSQL: set VOLANO_DATABASE__URL" if alone else ""
    return HomeInUse(other, hint=hint + more)
