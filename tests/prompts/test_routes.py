"""Prompts over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.harness.house import TestHouse


def create(client: TestClient, text: str, name: str = "triage", **more: Any) -> Any:
    body = {"messages": [{"role": "user", "content": text}], **more}
    return client.post(f"/api/v1/prompts/{name}/versions", json=body)


def test_a_prompt_is_written_listed_pointed_at_filled_and_compared(house: TestHouse) -> None:
    client = house.client("editor")
    assert create(client, "Sort {{mail}}.").json()["ref"] == "triage@1"
    assert create(client, "Sort {{mail}} now.", output_schema={"enum": ["spam", "ham"]}).status_code == 201
    moved = client.put("/api/v1/prompts/triage/aliases/production", json={"to": "1"})
    assert (moved.status_code, moved.json()["number"]) == (200, 1)
    listed = client.get("/api/v1/prompts").json()["items"]
    assert [(one["name"], one["latest"]["number"], one["aliases"][0]["name"]) for one in listed] == [
        ("triage", 2, "production")
    ]
    assert (
        client.get("/api/v1/prompts/triage@production").json()["content"]["messages"][0]["content"] == "Sort {{mail}}."
    )
    filled = client.post("/api/v1/prompts/triage/render", json={"values": {"mail": "x"}}).json()
    assert (filled["ref"], filled["messages"][0]["content"]) == ("triage@2", "Sort x now.")
    difference = client.get("/api/v1/prompts/triage@1/diff", params={"to": "triage@2"}).json()
    assert difference["messages"][0]["lines"][1:] == ["-Sort {{mail}}.", "+Sort {{mail}} now."]
    assert difference["fields"]["output_schema"] == {"before": None, "after": {"enum": ["spam", "ham"]}}


BAD: list[tuple[str, str, dict[str, Any], str]] = [
    ("triage", "{{ ''.__class__ }}", {}, "invalid_template"),
    ("triage", "x", {"variables": {"y": {}}}, "invalid_prompt"),
    ("triage", "x", {"output_schema": {"$ref": "http://127.0.0.1/x"}}, "invalid_prompt"),
    ("triage", "AKIA" + "A" * 16, {}, "secret_in_prompt"),
    ("Bad Name", "x", {}, "invalid_name"),
    ("triage", "x", {"messages": []}, "bad_input"),
    ("triage", "x", {"number": 7}, "bad_input"),
]


def test_a_refused_prompt_says_why_and_leaves_nothing(house: TestHouse, subtests: pytest.Subtests) -> None:
    client = house.client("editor")
    for name, text, more, code in BAD:
        with subtests.test(f"{name} {text} {more}"):
            answer = create(client, text, name=name, **more)
            assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
            assert answer.json()["hint"]
    assert client.get("/api/v1/prompts").json()["items"] == []


def test_rendering_with_wrong_values_names_them(house: TestHouse) -> None:
    client = house.client("editor")
    create(client, "{{a}}{{b}}")
    answer = client.post("/api/v1/prompts/triage/render", json={"values": {"c": 1}})
    assert (answer.status_code, answer.json()["code"]) == (422, "variable_mismatch")
    assert "missing: a, b; unknown: c" in answer.json()["detail"]


def test_a_viewer_reads_and_fills_but_writes_nothing_and_a_stranger_finds_nothing(house: TestHouse) -> None:
    create(house.client("editor"), "Sort {{mail}}.")
    viewer, stranger = house.client("viewer"), house.client(house.stranger)
    assert viewer.post("/api/v1/prompts/triage/render", json={"values": {"mail": "x"}}).status_code == 200
    assert create(viewer, "x").status_code == 403
    assert viewer.put("/api/v1/prompts/triage/aliases/a", json={"to": "1"}).status_code == 403
    assert stranger.get("/api/v1/prompts/triage@1").status_code == 404
    assert stranger.get("/api/v1/prompts/triage@1/diff", params={"to": "triage@1"}).status_code == 404
    assert stranger.put("/api/v1/prompts/triage/aliases/a", json={"to": "1"}).status_code == 404
