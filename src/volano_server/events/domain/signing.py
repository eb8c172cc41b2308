"""Signatures and retries as in Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence

from volano_server.kit.clock import HOUR, MINUTE, SECOND

PREFIX = "whsec_"
RETRY_AFTER = (5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR)
"""Microseconds between an attempt and the next one; the first is made at once."""
GONE = 410


def new_secret() -> str:
    """`whsec_` and 256 random bits in base64."""
    return PREFIX + base64.b64encode(os.urandom(32)).decode()


def signature_headers(secrets: Sequence[str], message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The three headers of a message; one signature for each live secret, so that a receiver may rotate calmly.

    `seconds` is the time of this attempt in Unix seconds; receivers allow 300 of difference.
    """
    signed = f"{message_id}.{seconds}.".encode() + body
    signatures = [
        "v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode() for secret in secrets
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signatures),
    }


def wait_after(attempts: int) -> int | None:
    """Microseconds until the next attempt after `attempts` failed ones; None when there is none."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))
