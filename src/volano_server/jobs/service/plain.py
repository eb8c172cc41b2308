"""From what a handler gives to JSON that both databases can hold."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from volano_server.jobs.errors import JobTooLarge
from volano_server.kit.canonical import canonical_json
from volano_server.kit.strict_json import check_value


def to_plain(value: Any, what: str, limit: int) -> Any:
    """`value` as it will be read back from the store. Raises BadInput or JobTooLarge.

    The way through JSON makes the first run of a step return exactly what its memo returns later.
    """
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    check_value(value)
    text = canonical_json(value)
    if len(text) > limit:
        raise JobTooLarge(
            f"{what} takes {len(text)} bytes as JSON; {limit} are allowed",
            hint="keep the data in a blob or a data set and pass its reference",
        )
    return json.loads(text)
