"""API keys: `volano_<12 hex id>_<43 character secret>`. The id finds the row; only the secret's hash is stored."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

_FORM = re.compile(r"volano_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A parsed or fresh key; `text` is shown once."""

    prefix: str
    secret: str

    @property
    def text(self) -> str:
        return f"volano_{self.prefix}_{self.secret}"

    def __repr__(self) -> str:
        return f"ApiKey(volano_{self.prefix}_…)"


def new_api_key() -> ApiKey:
    """A key with 256 bits of secret."""
    return ApiKey(secrets.token_hex(6), secrets.token_urlsafe(32))


def parse_api_key(text: str) -> ApiKey | None:
    """The key in `text`, or None when it has not the form of one."""
    match = _FORM.fullmatch(text)
    return ApiKey(match[1], match[2]) if match else None


def hash_secret(secret: str) -> str:
    """SHA-256 in hex: enough for 256 random bits, and quick. Passwords go through argon2id instead."""
    return hashlib.sha256(secret.encode()).hexdigest()
