"""Many people make the same thing at the same moment: one succeeds, the others are told so, nobody sees a crash."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.harness.house import TestHouse
from volano_server.access.store import KeyStore, PeopleStore
from volano_server.catalog import CatalogService
from volano_server.catalog.store import PolicyStore
from volano_server.db import Tx
from volano_server.events.store.webhooks import WebhookStore
from volano_server.jobs.store import ScheduleStore
from volano_server.monitoring.store import MonitorStore
from volano_server.serving.endpoints.store import EndpointStore

AT_ONCE = 6
PROMPT = {"messages": [{"role": "user", "content": "hi"}]}
MODEL = {"format": "gguf", "blob": "sha256:" + "0" * 64, "size": 1, "architecture": "x", "license": "", "context": 8}
PLAN = {"targets": [{"prompt": "p@1", "model": "m@1"}]}
CREATES: list[tuple[str, dict[str, Any]]] = [
    ("/workspaces", {"slug": "same"}),
    ("/members", {"email": "same@example.org", "role": "viewer"}),
    ("/service-accounts", {"name": "same", "role": "viewer"}),
    ("/policies", {"name": "same", "kind": "prompt", "alias_pattern": "production", "gates": [], "approvals": []}),
    ("/schedules", {"name": "same", "kind": "monitoring:look", "args": {"name": "watch"}, "every_seconds": 60}),
    ("/webhooks", {"name": "same", "url": "https://1.1.1.1/hook", "events": ["*"]}),
    ("/endpoints", {"name": "same", "plan": PLAN}),
    ("/monitors", {"name": "same", "endpoint": "triage", "parameters": {"kind": "abuse"}}),
]
LOOKS: dict[str, tuple[type, str]] = {
    "/workspaces": (PeopleStore, "workspace_by_slug"),
    "/members": (PeopleStore, "member"),
    "/service-accounts": (KeyStore, "account_named"),
    "/policies": (PolicyStore, "find"),
    "/schedules": (ScheduleStore, "named"),
    "/webhooks": (WebhookStore, "named"),
    "/endpoints": (EndpointStore, "find"),
    "/monitors": (MonitorStore, "find"),
}
"""How each service looks whether a name is taken."""
SHARED: list[tuple[str, dict[str, Any]]] = [
    ("/keys", {"name": "same", "role": "viewer"}),
    ("/assets/prompt/same/versions", {"content": PROMPT}),
]


@pytest.fixture
def crowd(house: TestHouse) -> Crowd:
    """A crowd of admins in a house that has a prompt, a model and an endpoint."""
    catalog: CatalogService = house.house.services[CatalogService]

    def furnish(tx: Tx) -> None:
        catalog.publish_version(tx, "prompt", "p", PROMPT)
        catalog.publish_version(tx, "model", "m", MODEL)

    house.house.database.write(house.subject(), furnish)
    made = Crowd(house)
    assert made.post_at_once("/endpoints", {"name": "triage", "plan": PLAN}, count=1)[0].status_code == 201
    return made


class Crowd:
    """Many clients that send the same at the same moment."""

    def __init__(self, house: TestHouse) -> None:
        self._house = house

    def post_at_once(self, path: str, body: dict[str, Any], count: int = AT_ONCE) -> list[Any]:
        answers: list[Any] = []
        start = threading.Barrier(count)

        def create() -> None:
            client = self._house.client("admin")
            start.wait()
            answers.append(client.post(f"/api/v1{path}", json=body))

        threads = [threading.Thread(target=create) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


@pytest.mark.parametrize(("path", "body"), CREATES, ids=[path for path, _ in CREATES])
def test_one_of_many_wins_and_the_others_hear_a_conflict(crowd: Crowd, path: str, body: dict[str, Any]) -> None:
    answers = crowd.post_at_once(path, body)
    assert sorted(one.status_code for one in answers) == [201] + [409] * (AT_ONCE - 1), answers[0].text
    assert all(one.json()["hint"] for one in answers if one.status_code == 409)


@pytest.mark.parametrize(("path", "body"), SHARED, ids=[path for path, _ in SHARED])
def test_what_many_may_make_is_made_for_each(crowd: Crowd, path: str, body: dict[str, Any]) -> None:
    assert {one.status_code for one in crowd.post_at_once(path, body)} == {201}


@pytest.mark.parametrize(("path", "body"), CREATES, ids=[path for path, _ in CREATES])
def test_a_name_that_a_service_forgot_to_check_is_a_conflict_too(
    crowd: Crowd, path: str, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look before the write finds nothing, as it would in a service that forgot to look or to lock."""
    assert crowd.post_at_once(path, body, count=1)[0].status_code == 201
    store, look = LOOKS[path]
    monkeypatch.setattr(store, look, lambda *_: None)
    again = crowd.post_at_once(path, body, count=1)[0]
    assert (again.status_code, again.json()["code"]) == (409, "already_exists"), again.text
    shown = again.json()["detail"] + again.json()["hint"]
    assert "same@" not in shown
    assert "`same`" not in shown
