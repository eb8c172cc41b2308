"""Types that mean the same in every area's wire schemas."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, PlainSerializer, WithJsonSchema

from volano_server.kit.clock import from_rfc3339, to_rfc3339

_SCHEMA = WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-21T22:51:07.123456Z"]})


def _from_row_or_answer(value: Any) -> Any:
    return from_rfc3339(value) if isinstance(value, str) else value


def _from_caller(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError("write the time as 2026-11-21T22:51:07Z")  # noqa: TRY004 - pydantic reports ValueError
    return from_rfc3339(value)


Moment = Annotated[
    int,
    BeforeValidator(_from_row_or_answer),
    PlainSerializer(to_rfc3339, return_type=str, when_used="json"),
    _SCHEMA,
]
"""A time in an answer: microseconds since 1970 inside, RFC 3339 on the wire. A stored answer reads back."""

MomentGiven = Annotated[int, BeforeValidator(_from_caller), _SCHEMA]
"""A time in a body: RFC 3339 with an offset, microseconds since 1970 inside."""


class Started(BaseModel):
    """Work that was accepted: follow it as a run, or wait for it as a job."""

    run_id: str
    job_id: str
