"""Time is an integer of microseconds since 1970 in UTC inside, RFC 3339 outside."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> int:
    """Microseconds since 1970 by this machine's clock. Leases and expiries use the database clock (`Tx.now`)."""
    return time.time_ns() // 1000


def to_rfc3339(micros: int) -> str:
    """`2026-11-21T22:51:07.123456Z`."""
    moment = _EPOCH + timedelta(microseconds=micros)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


def from_rfc3339(text: str) -> int:
    """Microseconds since 1970. Raises ValueError when `text` carries no offset or is no time."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"`{text}` has no time zone; write it as 2026-11-21T22:51:07Z")
    delta = moment - _EPOCH
    return (delta.days * 86400 + delta.seconds) * SECOND + delta.microseconds
