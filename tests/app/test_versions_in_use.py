"""What an endpoint, a monitor or a pipeline needs cannot be deleted, and the refusal names who needs it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.house import TestHouse
from volano_server.catalog import CatalogService
from volano_server.db import Tx

PROMPT = {"messages": [{"role": "user", "content": "{{question}} {{context}}"}]}
MODEL = {"format": "gguf", "blob": "sha256:" + "0" * 64, "size": 1, "architecture": "x", "license": "", "context": 8}
TABLE = {"table": {"uri": "t", "version": 1, "fingerprint": "sha256:" + "0" * 64, "rows": 1}}


class Team:
    """An admin at work; models, data sets and knowledge bases are published without their bytes."""

    def __init__(self, house: TestHouse) -> None:
        self._house = house
        self._http = house.client("admin")

    def publish(self, kind: str, name: str, content: dict[str, Any], times: int = 1) -> None:
        catalog: CatalogService = self._house.house.services[CatalogService]

        def work(tx: Tx) -> None:
            for _ in range(times):
                catalog.publish_version(tx, kind, name, content, force_new=True)

        self._house.house.database.write(self._house.subject(), work)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._http.request(method, f"/api/v1{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer

    def refusal(self, path: str) -> str:
        """Who needs it, by the refusal to delete it."""
        answer = self._http.delete(f"/api/v1{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "asset_in_use"), answer.text
        assert answer.json()["hint"]
        return str(answer.json()["detail"])


@pytest.fixture
def team(house: TestHouse) -> Team:
    made = Team(house)
    made.publish("model", "m", MODEL, times=3)
    made.publish("prompt", "p", PROMPT, times=2)
    return made


def test_a_version_in_a_traffic_plan_stays_whatever_its_share(team: Team) -> None:
    targets = [{"model": "m@1", "prompt": "p@1"}, {"name": "canary", "model": "m@2", "weight": 0}]
    team.call("POST", "/endpoints", {"name": "triage", "plan": {"targets": targets}})
    for path in ("model/m/versions/1", "model/m/versions/2", "prompt/p/versions/1", "endpoint_spec/triage/versions/1"):
        assert "endpoint `triage`" in team.refusal(f"/assets/{path}")
    assert "endpoint `triage`" in team.refusal("/assets/model/m")
    team.call("DELETE", "/assets/model/m/versions/3")
    team.call("DELETE", "/assets/prompt/p/versions/2")


def test_a_version_that_left_the_plan_can_go(team: Team) -> None:
    team.call("POST", "/endpoints", {"name": "triage", "plan": {"targets": [{"model": "m@1"}]}})
    team.call("PATCH", "/endpoints/triage", {"plan": {"targets": [{"model": "m@2"}]}})
    team.call("DELETE", "/assets/model/m/versions/1")
    assert "endpoint `triage`" in team.refusal("/assets/model/m/versions/2")


def test_an_endpoint_that_is_switched_off_keeps_its_versions(team: Team) -> None:
    team.call("POST", "/endpoints", {"name": "triage", "plan": {"targets": [{"model": "m@1"}]}})
    team.call("PATCH", "/endpoints/triage", {"enabled": False})
    assert "endpoint `triage`" in team.refusal("/assets/model/m/versions/1")


def test_an_alias_in_a_plan_holds_the_version_that_it_names_now(team: Team) -> None:
    team.call("PUT", "/assets/model/m/aliases/live", {"to": "1"})
    team.call("POST", "/endpoints", {"name": "triage", "plan": {"targets": [{"model": "m@live"}]}})
    assert "alias `live`, endpoint `triage`" in team.refusal("/assets/model/m/versions/1")
    team.call("PUT", "/assets/model/m/aliases/live", {"to": "2"})
    team.call("DELETE", "/assets/model/m/versions/1")


def test_a_monitor_holds_the_data_set_that_it_compares_with(team: Team) -> None:
    team.publish("dataset", "mails", TABLE, times=2)
    team.call("POST", "/endpoints", {"name": "triage", "plan": {"targets": [{"model": "m@1"}]}})
    parameters = {"kind": "input_drift", "dataset": "mails@1", "column": "text"}
    team.call("POST", "/monitors", {"name": "watch", "endpoint": "triage", "parameters": parameters})
    assert "monitor `watch`" in team.refusal("/assets/dataset/mails/versions/1")
    team.call("DELETE", "/monitors/watch")
    team.call("DELETE", "/assets/dataset/mails/versions/1")


def test_a_pipeline_holds_its_parts_until_it_goes_itself(team: Team) -> None:
    team.publish("knowledge_base", "handbook", TABLE)
    parts = {"knowledge_base": "handbook@1", "prompt": "p@1", "model": "m@1"}
    team.call("POST", "/pipelines/faq/versions", parts)
    for path in ("model/m/versions/1", "prompt/p/versions/1", "knowledge_base/handbook"):
        assert "pipeline `faq@1`" in team.refusal(f"/assets/{path}")
    team.call("DELETE", "/assets/pipeline/faq")
    team.call("DELETE", "/assets/model/m/versions/1")


def test_another_workspace_is_not_asked(team: Team, house: TestHouse) -> None:
    stranger = house.client(house.stranger)
    assert stranger.delete("/api/v1/assets/model/m/versions/1").status_code == 404
