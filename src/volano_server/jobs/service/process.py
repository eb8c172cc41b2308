"""Which process this is, and whether another one on this machine is gone: its jobs need not wait for their lease."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def place() -> str:
    """This machine, boot and process namespace: where a process id means something. Empty when it is not known."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        namespace = Path("/proc/self/ns/pid").readlink()
    except OSError:
        return ""
    return f"{socket.gethostname()} {boot} {namespace}"


def process_key(pid: int | None = None) -> str:
    """`pid` with the time it began, so that a reused id is no mistaken identity; empty when it does not run."""
    number = os.getpid() if pid is None else pid
    try:
        fields = Path(f"/proc/{number}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""
    if fields[0] in (b"Z", b"X"):
        return ""
    return f"{number} {fields[19].decode()}"


def is_gone(key: str) -> bool:
    """Whether the process with `key`, of this place, has ended."""
    return key != "" and process_key(int(key.partition(" ")[0])) != key
