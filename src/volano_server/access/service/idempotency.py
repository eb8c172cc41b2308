"""A repeated request gets the first answer again, not a second effect."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import TypeVar

from fastapi.encoders import jsonable_encoder

from volano_server.access.errors import IdempotencyMismatch, SecretShownOnce
from volano_server.access.store import AnswerStore
from volano_server.db import Tx

Result = TypeVar("Result")


def answer_once(tx: Tx, key: str, fingerprint: str, work: Callable[[Tx], Result], replayable: bool) -> Result:
    """The result of `work`, or the stored answer when this subject has used `key` for the same request before.

    Raises IdempotencyMismatch when the key was used for another request.
    """
    store = AnswerStore(tx)
    digest = hashlib.sha256(fingerprint.encode()).hexdigest()
    before = store.find(key)
    if before is None:
        result = work(tx)
        store.keep(key, digest, json.dumps(jsonable_encoder(result)).encode() if replayable else None)
        return result
    if before.request_digest != digest:
        raise IdempotencyMismatch(
            "this Idempotency-Key was used for another request", hint="make a new key for a new request"
        )
    if before.answer is None:
        raise SecretShownOnce(
            "this request was carried out before, and its secret is shown only once", hint="make a new one"
        )
    return json.loads(before.answer)  # type: ignore[no-any-return]
