"""Callers held back by a person."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.house import TestHouse
from tests.wheel.workshop import Workshop
from volano_server.kit.clock import HOUR, now, to_rfc3339


def test_a_caller_is_held_back_for_hours_or_until_a_moment_and_released(house: TestHouse) -> None:
    shop = Workshop(house)
    body = {"level": "throttle", "reason": "too many retries", "hours": 2}
    before = now()
    held = shop.http.put("/api/v1/restrictions/p1", json=body).json()
    assert to_rfc3339(before + 2 * HOUR) <= held["until"] <= to_rfc3339(now() + 2 * HOUR)
    until = to_rfc3339(now() + HOUR)
    again = shop.http.put("/api/v1/restrictions/p1", json={"level": "block", "reason": "went on", "until": until})
    assert (again.json()["level"], again.json()["until"]) == ("block", until)
    assert [one["principal_id"] for one in shop.get("/restrictions")["items"]] == ["p1"]
    assert shop.http.delete("/api/v1/restrictions/p1").status_code == 204
    assert shop.get("/restrictions")["items"] == []


@pytest.mark.parametrize("end", [{}, {"hours": 0}, {"hours": 1, "until": "2030-01-01T00:00:00Z"}])
def test_a_restriction_needs_one_end(house: TestHouse, end: dict[str, Any]) -> None:
    body = {"level": "block", "reason": "x", **end}
    assert Workshop(house).http.put("/api/v1/restrictions/p1", json=body).status_code == 422
