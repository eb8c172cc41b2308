"""The token bucket: a burst at once, then a steady rate."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many requests may still be made, at a moment in seconds."""

    tokens: float
    at: float


def take(bucket: Bucket | None, rate: float, burst: int, now: float) -> tuple[Bucket, float]:
    """The bucket after one request, and 0; or the bucket unchanged in tokens, and the seconds to wait.

    `rate` is in requests per second, `burst` the most that may be made at once. A clock that went back gives
    nothing.
    """
    if bucket is None:
        return Bucket(burst - 1.0, now), 0.0
    tokens = min(float(burst), bucket.tokens + max(0.0, now - bucket.at) * rate)
    if tokens >= 1.0:
        return Bucket(tokens - 1.0, now), 0.0
    return Bucket(tokens, now), (1.0 - tokens) / rate
