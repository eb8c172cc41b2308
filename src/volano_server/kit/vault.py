"""Secrets that must be read again are kept sealed: AES-256-GCM under a key that lies outside the database.

A sealed text is bound to where it belongs, so that a row copied to another workspace or record does not open there.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path

from volano_server.kit.errors import Unavailable
from volano_server.kit.secret_key import secret_key


class SealBroken(Unavailable):
    code = "seal_broken"


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and opens short secrets; each workspace's are under a key of its own, derived from `key` (32 bytes)."""

    key: bytes = field(repr=False)

    def seal(self, secret: str, *, workspace_id: str, record: str) -> str:
        """`v1.<base64>`: the secret, sealed for this record of this workspace."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(12)
        sealed = AESGCM(self._key_of(workspace_id)).encrypt(nonce, secret.encode(), record.encode())
        return "v1." + base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, *, workspace_id: str, record: str) -> str:
        """The secret. Raises SealBroken when the key, the workspace, the record or the text is another."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            raw = base64.b64decode(sealed.removeprefix("v1."), validate=True)
            return AESGCM(self._key_of(workspace_id)).decrypt(raw[:12], raw[12:], record.encode()).decode()
        except (InvalidTag, ValueError):
            raise SealBroken(
                "a stored secret does not open with this machine's key",
                hint="bring back secrets/vault.key of the home folder it was sealed with, or enter the secret again",
            ) from None

    def _key_of(self, workspace_id: str) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), 32, salt=None, info=b"volano vault " + workspace_id.encode()).derive(self.key)


def open_vault(home: Path) -> Vault:
    """The vault of this home folder; its key is made on first use, in `secrets/vault.key`, readable by its owner."""
    return Vault(secret_key(home / "secrets" / "vault.key"))
