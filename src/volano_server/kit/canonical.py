"""Canonical JSON and content digests: equal content has an equal digest on every machine."""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import Any

from volano_server.kit.errors import BadInput

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces. Raises BadInput for NaN, infinities and foreign types.

    Floats that are whole numbers are written as integers, so that 1 and 1.0 digest alike wherever a JSON
    reader made one of the other (the number rule of RFC 8785, section 3.2.2.3).
    """
    try:
        return json.dumps(
            _whole_floats(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        ).encode()
    except (ValueError, TypeError) as error:
        raise BadInput(
            f"content cannot be written as JSON: {error}", hint="use finite numbers and plain text"
        ) from None


def digest_of(value: Any) -> str:
    """`sha256:<64 hex>` over the canonical JSON of `value`."""
    return digest_of_bytes(canonical_json(value))


def digest_of_bytes(content: bytes) -> str:
    """`sha256:<64 hex>` over raw bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def is_digest(text: str) -> bool:
    """Whether `text` is `sha256:` and 64 hex digits."""
    return _DIGEST.fullmatch(text) is not None


def _whole_floats(value: Any) -> Any:
    if isinstance(value, float) and math.isfinite(value) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {key: _whole_floats(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole_floats(item) for item in value]
    return value
