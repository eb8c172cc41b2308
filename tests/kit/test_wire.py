"""Times on the wire."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from volano_server.kit.wire import Moment, MomentGiven


class Shown(BaseModel):
    at: Moment


class Given(BaseModel):
    at: MomentGiven


def test_a_moment_is_written_as_rfc_3339_and_reads_back() -> None:
    shown = Shown(at=1_700_000_000_123_456)
    assert shown.model_dump_json() == '{"at":"2023-11-14T22:13:20.123456Z"}'
    assert Shown.model_validate_json(shown.model_dump_json()) == shown


@pytest.mark.parametrize("text", ["2023-11-14T22:13:20", "yesterday", "", "2023-13-01T00:00:00Z"])
def test_a_time_without_offset_or_sense_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Given.model_validate({"at": text})


def test_a_caller_sends_text_and_not_a_number() -> None:
    with pytest.raises(ValidationError, match="2026-11-21T22:51:07Z"):
        Given.model_validate({"at": 1_700_000_000_123_456})
    assert Given.model_validate({"at": "2023-11-14T23:13:20+01:00"}).at == 1_700_000_000_000_000
