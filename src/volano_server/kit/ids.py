"""Identifiers: UUID version 7 (RFC 9562), so that ids sort by time of making."""

from __future__ import annotations

import os
import secrets
import time
import uuid


def new_id() -> str:
    """A fresh UUIDv7 in its canonical 36-character form."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | noise
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def new_secret() -> str:
    """256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)
