"""Where a server on this machine left its address and the local key."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple


class Connection(NamedTuple):
    """How to reach a server, and as whom."""

    url: str
    key: str | None
    workspace: str | None


def find_home() -> Path:
    """`VOLANO_HOME`, or `.volano` in this folder."""
    return Path(os.environ.get("VOLANO_HOME", ".volano"))  # noqa: TID251 - the client's one door to its environment


def find_connection(url: str | None = None, key: str | None = None, workspace: str | None = None) -> Connection:
    """The connection from arguments, then `VOLANO_URL`, `VOLANO_KEY`, `VOLANO_WORKSPACE`, then the home folder."""
    env = os.environ  # noqa: TID251 - the client's one door to its environment
    url, key = url or env.get("VOLANO_URL"), key or env.get("VOLANO_KEY")
    workspace = workspace or env.get("VOLANO_WORKSPACE")
    if url and key:
        return Connection(url.rstrip("/"), key, workspace)
    home = find_home()
    local_url = _local_address(home)
    if key is None and (url is None or url.rstrip("/") == local_url):
        key = _local_key(home)
    return Connection((url or local_url or "http://127.0.0.1:8700").rstrip("/"), key, workspace)


def _local_address(home: Path) -> str | None:
    try:
        return str(json.loads((home / "run" / "server.json").read_text())["url"])
    except (OSError, ValueError, KeyError):
        return None


def _local_key(home: Path) -> str | None:
    try:
        return (home / "secrets" / "local.key").read_text().strip() or None
    except OSError:
        return None
