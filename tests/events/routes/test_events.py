"""The log, audit and webhooks over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.harness.house import TestHouse
from volano_server.config.settings import OutboundSettings
from volano_server.events import AuditService


def record(house: TestHouse, action: str, object_id: str, role: str = "admin") -> None:
    subject, kind = house.subject(role), action.partition(":")[0]
    house.house.database.write(subject, lambda tx: tx.record(action, kind, object_id, data={"x": 1}))


def test_events_are_listed_newest_first_page_by_page_and_by_filter(house: TestHouse) -> None:
    for number in range(5):
        record(house, "note:add", str(number))
    record(house, "other:add", "0", role="editor")
    client = house.client("viewer")
    seen: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = client.get("/api/v1/events", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [one["seq"] for one in seen] == sorted((one["seq"] for one in seen), reverse=True)
    assert [one["object"]["id"] for one in seen[:6]] == ["0", "4", "3", "2", "1", "0"]

    def ids(**filters: str) -> list[str]:
        return [one["object"]["id"] for one in client.get("/api/v1/events", params=filters).json()["items"]]

    assert ids(action="other:add") == ["0"]
    assert ids(object_kind="note", object_id="3") == ["3"]
    assert ids(actor_id=house.members["editor"].id) == ["0"]
    assert ids(actor_id="' OR 1=1 --") == []
    assert ids(action="%") == []


def test_a_listed_event_shows_who_and_what_and_no_address(house: TestHouse) -> None:
    record(house, "note:add", "1")
    shown = house.client("viewer").get("/api/v1/events", params={"action": "note:add"}).json()["items"][0]
    assert shown["actor"] == {
        "kind": "person", "id": house.members["admin"].id, "name": "admin", "owner_id": house.members["admin"].id,
    }  # fmt: skip
    assert (shown["data"], shown["at"][-1]) == ({"x": 1}, "Z")
    assert not {"ip", "hash"} & set(shown)


def test_audit_verifies_and_exports_the_callers_workspace_only(house: TestHouse) -> None:
    record(house, "note:add", "1")
    client = house.client("maintainer")
    report = client.get("/api/v1/audit/verify").json()
    assert (report["is_whole"], report["fault"]) == (True, "")
    export = client.get("/api/v1/audit/export")
    assert export.headers["content-disposition"] == 'attachment; filename="audit.jsonl"'
    rows = [json.loads(line) for line in export.text.splitlines()]
    assert len(rows) == report["events"]
    assert rows[-1]["hash"] == report["head_hash"]
    assert {row["workspace_id"] for row in rows} == {house.workspace_id}
    assert {"ip", "request_id", "prev_hash"} <= set(rows[0])
    for role in ("viewer", "editor"):
        for path in ("verify", "export"):
            assert house.client(role).get(f"/api/v1/audit/{path}").status_code == 403


def test_installation_admins_see_sign_ins_and_verify_their_chain(house: TestHouse) -> None:
    body = {"email": "nobody@example.org", "password": "wrong wrong wrong"}
    assert house.client(None).post("/api/v1/session", json=body).status_code == 401
    admin = house.client("admin")
    found = admin.get("/api/v1/audit", params={"chain": "system", "action": "session:refuse"}).json()["items"]
    assert [(one["object"]["id"], one["ip"]) for one in found] == [("unknown", "127.0.0.1")]
    report = admin.get("/api/v1/audit/verify", params={"chain": "system"}).json()
    assert (report["fault"], report["events"] > 0) == ("", True)
    lines = admin.get("/api/v1/audit/export", params={"chain": "system"}).text.splitlines()
    assert len(lines) == report["events"]
    assert all(one["object"]["id"] != "unknown" for one in admin.get("/api/v1/audit").json()["items"])


@pytest.mark.parametrize("path", ["", "/verify", "/export"])
def test_the_system_s_chain_is_for_admins_of_the_first_workspace_alone(house: TestHouse, path: str) -> None:
    for who in (house.stranger, "maintainer", "viewer"):
        answer = house.client(who).get(f"/api/v1/audit{path}", params={"chain": "system"})
        assert answer.status_code == 403
    other = house.client(house.stranger).get(f"/api/v1/audit{path}", params={"chain": "system"}).json()
    assert (other["code"], bool(other["hint"])) == ("installation_only", True)


def test_auditors_see_credential_and_address_of_their_workspace_s_events(house: TestHouse) -> None:
    made = house.client("admin").post("/api/v1/service-accounts", json={"name": "robot", "role": "viewer"})
    assert made.status_code == 201
    found = house.client("maintainer").get("/api/v1/audit", params={"action": "service_account:create"}).json()["items"]
    assert [(one["auth_method"], one["ip"], one["actor"]["name"]) for one in found] == [("key", "127.0.0.1", "admin")]
    assert house.client("viewer").get("/api/v1/audit").status_code == 403
    assert house.client(house.stranger).get("/api/v1/audit").json()["items"] == []


def test_the_house_keeps_checkpoints_where_audit_finds_them(house: TestHouse) -> None:
    record(house, "note:add", "1")
    assert house.house.services[AuditService].checkpoint() >= 1
    assert (house.house.settings.home / "audit" / "checkpoints.jsonl").exists()


def test_a_webhook_is_made_changed_pinged_and_deleted_over_http(house: TestHouse) -> None:
    client = house.client("admin")
    body = {"name": "ops", "url": "https://hooks.example.org/volano?token=t", "events": ["transition:*"]}
    made = client.post("/api/v1/webhooks", json=body)
    assert made.status_code == 201
    webhook, secret = made.json()["webhook"], made.json()["secret"]
    assert secret.startswith("whsec_")
    path = f"/api/v1/webhooks/{webhook['id']}"
    got = client.get(path)
    assert (got.headers["etag"], got.json()) == ('"1"', webhook)
    assert secret not in client.get("/api/v1/webhooks").text
    changed = client.patch(path, json={"events": ["run:*"]}, headers={"If-Match": '"1"'}).json()
    assert (changed["events"], changed["revision"]) == (["run:*"], 2)
    stale = client.patch(path, json={"is_enabled": False}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "webhook_changed")
    rotated = client.post(f"{path}/secret").json()
    assert rotated["secret"] not in (secret, "")
    ping = client.post(f"{path}/ping")
    assert (ping.status_code, ping.json()["state"]) == (202, "waiting")
    deliveries = client.get(f"{path}/deliveries").json()["items"]
    assert [one["id"] for one in deliveries] == [ping.json()["id"]]
    assert client.delete(path).status_code == 204
    assert client.get(path).json()["code"] == "webhook_not_found"
    logged = house.client("viewer").get("/api/v1/events", params={"object_kind": "webhook"}).text
    assert "token=t" not in logged
    assert "whsec_" not in logged


def test_a_webhook_into_the_house_is_refused_over_http(house: TestHouse) -> None:
    assert OutboundSettings().allowed_hosts == []
    for url in ("http://127.0.0.1:8700/", "https://metadata/", "https://169.254.169.254/latest"):
        answer = house.client("admin").post("/api/v1/webhooks", json={"name": "x", "url": url, "events": ["*"]})
        if url == "https://metadata/":
            assert answer.status_code == 201  # whether a name leads inside is seen when it is sent to
        else:
            assert (answer.status_code, answer.json()["code"]) == (422, "outbound_refused")


def test_webhooks_are_for_admins(house: TestHouse) -> None:
    for role in ("viewer", "maintainer"):
        assert house.client(role).get("/api/v1/webhooks").status_code == 403
