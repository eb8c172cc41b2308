"""What the SDK sends."""

from __future__ import annotations

import math

import pytest

from volano import Client
from volano.errors import BadInput


@pytest.mark.parametrize("value", [math.nan, math.inf, {1, 2}, b"bytes", object()])
def test_what_json_cannot_say_is_refused_before_anything_is_sent(value: object) -> None:
    with Client("http://127.0.0.1:9", key="none") as client, pytest.raises(BadInput) as refused:
        client.runs.create(kind="other", name="one", parameters={"value": value})
    assert "cannot be sent as JSON" in refused.value.message
    assert "finite numbers" in refused.value.hint
