"""The catalog over HTTP: the same rules, told in problems that say what to do."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

Callers = dict[str, TestClient]
POLICY = {
    "name": "production", "kind": "view", "alias_pattern": "production",
    "approvals": [{"role": "maintainer", "count": 1}], "break_glass_role": "admin",
}  # fmt: skip
ASSET = "/api/v1/assets/view/triage"
ALIAS = f"{ASSET}/aliases/production"
ASK = {"kind": "view", "name": "triage", "alias": "production", "to": "1"}


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["detail"]
    return body  # type: ignore[no-any-return]


@pytest.fixture
def shelf(callers: Callers) -> Callers:
    """A view `triage` with two versions by Anna, and a policy on its alias `production`."""
    for number in (1, 2):
        ok(callers["anna"].post(f"{ASSET}/versions", json={"content": {"columns": f"text {number}"}}), 201)
    ok(callers["ada"].post("/api/v1/policies", json=POLICY), 201)
    return callers


def test_the_whole_way_from_publishing_to_production_and_back(shelf: Callers) -> None:
    asked = ok(shelf["ed"].post("/api/v1/transitions", json={**ASK, "reason": "first"}), 201)
    one = f"/api/v1/transitions/{asked['id']}"
    assert [item["words"] for item in asked["missing"]] == ["1 approval by a maintainer other than Anna, Ed is missing"]
    refused = problem(shelf["bob"].post(f"{one}/apply"), 409, "transition_refused")
    assert refused["details"]["missing"][0]["code"] == "approvals_missing"
    assert refused["hint"] == f"see what is missing: `volano transitions get {asked['id']}`"
    problem(shelf["anna"].post(f"{one}/approve", json={}), 403, "approval_refused")
    assert ok(shelf["bob"].post(f"{one}/approve", json={"notes": "fine"}))["state"] == "approved"
    assert ok(shelf["bob"].post(f"{one}/apply"))["state"] == "applied"
    assert ok(shelf["vic"].get(f"{ASSET}/versions/production"))["number"] == 1
    back = ok(shelf["bob"].post(f"{one}/rollback", json={"reason": "slow"}), 201)
    assert (back["kind"], back["rolls_back"]) == ("rollback", asked["id"])
    problem(shelf["vic"].get(f"{ASSET}/versions/production"), 404, "alias_not_found")
    history = ok(shelf["vic"].get(f"{ALIAS}/history"))["items"]
    assert [item["data"]["to"] for item in history] == [None, 1]


@pytest.mark.parametrize("who", ["ed", "anna", "ada"])
def test_a_protected_alias_is_not_moved_by_hand(shelf: Callers, who: str) -> None:
    body = problem(shelf[who].put(ALIAS, json={"to": "1"}), 403, "alias_protected")
    assert body["hint"] == "volano transitions request triage --kind view --alias production --to VERSION"
    problem(shelf[who].delete(ALIAS), 404, "alias_not_found")
    ok(shelf["ada"].post("/api/v1/transitions/break-glass", json={**ASK, "reason": "production is down"}), 201)
    problem(shelf[who].delete(ALIAS), 403, "alias_protected")


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/api/v1/transitions", {**ASK, "state": "approved"}),
        ("/api/v1/transitions", {**ASK, "remove": True}),
        ("/api/v1/transitions", {"kind": "view", "name": "triage", "alias": "production"}),
        ("/api/v1/transitions", {**ASK, "requested_by": "somebody"}),
        ("/api/v1/transitions", {**ASK, "workspace_id": "other"}),
        ("/api/v1/transitions/ID/approve", {"by": "bob"}),
        ("/api/v1/transitions/ID/approve", {"role": "admin"}),
        (f"{ASSET}/versions", {"content": {}, "number": 7}),
        (f"{ASSET}/versions", {"content": {}, "created_by": "bob"}),
        (f"{ASSET}/versions", {"content": {}, "aliases": ["production"]}),
    ],
)
def test_a_field_that_is_none_of_the_callers_is_refused(shelf: Callers, address: str, body: dict[str, Any]) -> None:
    asked = ok(shelf["ed"].post("/api/v1/transitions", json=ASK), 201)
    problem(shelf["anna"].post(address.replace("ID", asked["id"]), json=body), 422, "bad_input")


def test_a_replayed_approval_is_answered_and_counts_once(shelf: Callers) -> None:
    stricter = {key: value for key, value in POLICY.items() if key != "name"}
    stricter["approvals"] = [{"role": "maintainer", "count": 2}]
    ok(shelf["ada"].put("/api/v1/policies/production", json=stricter))
    key = {"Idempotency-Key": "once"}
    asked = [ok(shelf["ed"].post("/api/v1/transitions", json=ASK, headers=key), 201) for _ in range(2)]
    assert asked[0] == asked[1]
    one = f"/api/v1/transitions/{asked[0]['id']}"
    answers = [ok(shelf["bob"].post(f"{one}/approve", json={}, headers=key)) for _ in range(2)]
    assert answers[0] == answers[1]
    problem(shelf["bob"].post(f"{one}/approve", json={"notes": "more"}, headers=key), 409, "idempotency_mismatch")
    problem(shelf["bob"].post(f"{one}/apply"), 409, "transition_refused")
    ok(shelf["carol"].post(f"{one}/approve", json={}, headers=key))
    assert len(ok(shelf["vic"].get(one))["approvals"]) == 2


def test_if_match_binds_a_step_to_what_the_caller_saw(shelf: Callers) -> None:
    asked = ok(shelf["ed"].post("/api/v1/transitions", json=ASK), 201)
    one = f"/api/v1/transitions/{asked['id']}"
    seen = shelf["bob"].get(one).headers["etag"]
    ok(shelf["carol"].post(f"{one}/approve", json={}))
    problem(shelf["bob"].post(f"{one}/reject", json={}, headers={"If-Match": seen}), 412, "revision_moved")
    fresh = shelf["bob"].get(one).headers["etag"]
    assert ok(shelf["bob"].post(f"{one}/reject", json={}, headers={"If-Match": fresh}))["state"] == "rejected"


def test_free_aliases_and_cards_move_by_etag(shelf: Callers) -> None:
    staging = f"{ASSET}/aliases/staging"
    ok(shelf["ed"].put(staging, json={"to": "1"}))
    etag = shelf["ed"].get(staging).headers["etag"]
    ok(shelf["anna"].put(staging, json={"to": "latest"}, headers={"If-Match": etag}))
    problem(shelf["ed"].put(staging, json={"to": "1"}, headers={"If-Match": etag}), 412, "revision_moved")
    assert [item["name"] for item in ok(shelf["vic"].get(f"{ASSET}/aliases"))] == ["staging"]
    assert ok(shelf["ed"].delete(staging), 204) is None
    card = f"{ASSET}/card"
    problem(shelf["vic"].get(card), 404, "card_not_found")
    ok(shelf["ed"].put(card, json={"markdown": "# Triage"}))
    assert shelf["vic"].get(card).headers["etag"] == '"1"'
    problem(shelf["anna"].put(card, json={"markdown": "x"}, headers={"If-Match": '"0"'}), 412, "revision_moved")


def test_policies_are_made_changed_and_confirmed_by_two_admins(shelf: Callers) -> None:
    one = "/api/v1/policies/production"
    looser = {key: value for key, value in POLICY.items() if key not in ("name", "approvals")}
    problem(shelf["bob"].put(one, json=looser), 403, "permission_denied")
    proposed = ok(shelf["ada"].put(one, json=looser, headers={"If-Match": '"1"'}))["proposed"]
    assert (proposed["number"], proposed["state"]) == (2, "proposed")
    problem(shelf["ada"].post(f"{one}/versions/2/confirm"), 403, "approval_refused")
    assert ok(shelf["ari"].post(f"{one}/versions/2/confirm"))["in_force"]["number"] == 2
    ok(shelf["ada"].post(f"{one}/retire", json={}))
    ok(shelf["ari"].post(f"{one}/versions/3/decline", json={"reason": "we need it"}))
    assert [item["state"] for item in ok(shelf["vic"].get(f"{one}/versions"))] == ["declined", "in_force", "superseded"]
    assert [item["name"] for item in ok(shelf["vic"].get("/api/v1/policies"))["items"]] == ["production"]
    problem(shelf["ada"].post("/api/v1/policies", json={**POLICY, "name": "two", "gates": [{"name": "x"}]}), 422,
            "invalid_policy")  # fmt: skip


def test_a_broken_glass_is_listed_until_somebody_else_reviews_it(shelf: Callers) -> None:
    address = "/api/v1/transitions/break-glass"
    problem(shelf["bob"].post(address, json={**ASK, "reason": "production is down"}), 403, "permission_denied")
    problem(shelf["ada"].post(address, json=ASK), 422, "bad_input")
    problem(shelf["ada"].post(address, json={**ASK, "reason": "  "}), 422, "reason_required")
    broken = ok(shelf["ada"].post(address, json={**ASK, "reason": "production is down"}), 201)
    listed = ok(shelf["vic"].get("/api/v1/transitions", params={"needs_review": True}))["items"]
    assert [item["id"] for item in listed] == [broken["id"]]
    one = f"/api/v1/transitions/{broken['id']}/review"
    problem(shelf["ada"].post(one, json={"notes": "it was right"}), 403, "review_refused")
    assert ok(shelf["bob"].post(one, json={"notes": "it was right"}))["needs_review"] is False


def test_an_alias_is_taken_away_by_request(shelf: Callers) -> None:
    body = {"kind": "view", "name": "triage", "alias": "production", "remove": True}
    problem(shelf["ed"].post("/api/v1/transitions", json=body), 409, "same_target")
    ok(shelf["ada"].post("/api/v1/transitions/break-glass", json={**ASK, "reason": "production is down"}), 201)
    asked = ok(shelf["ed"].post("/api/v1/transitions", json=body), 201)
    assert (asked["from_number"], asked["to_number"]) == (1, None)


def test_a_stranger_finds_nothing(shelf: Callers) -> None:
    asked = ok(shelf["ed"].post("/api/v1/transitions", json=ASK), 201)
    stranger = shelf["stranger"]
    one = f"/api/v1/transitions/{asked['id']}"
    problem(stranger.get(one), 404, "transition_not_found")
    problem(stranger.post(f"{one}/approve", json={}), 404, "transition_not_found")
    problem(stranger.post(f"{one}/apply"), 404, "transition_not_found")
    problem(stranger.get(ASSET), 404, "asset_not_found")
    problem(stranger.get("/api/v1/policies/production"), 404, "policy_not_found")
    version = ok(shelf["vic"].get(f"{ASSET}/versions/1"))["id"]
    for node in (f"version:{version}", version, f"row:{version}:m1"):
        problem(stranger.get("/api/v1/lineage", params={"node": node}), 404, "node_not_found")
    assert ok(shelf["vic"].get(one))["revision"] == asked["revision"]


def test_what_names_stored_data_is_not_published_here(callers: Callers) -> None:
    body = {"content": {"table": {"uri": "other-workspace/mails", "version": 1, "fingerprint": "f", "rows": 1}}}
    for kind in ("dataset", "model", "knowledge_base"):
        problem(callers["anna"].post(f"/api/v1/assets/{kind}/mails/versions", json=body), 422, "unknown_kind")
    problem(callers["anna"].post("/api/v1/assets/car/x/versions", json=body), 422, "unknown_kind")
    assert ok(callers["vic"].get("/api/v1/assets"))["items"] == []


def test_versions_are_read_by_number_alias_digest_and_latest(shelf: Callers) -> None:
    second = ok(shelf["vic"].get(f"{ASSET}/versions/latest"))
    assert (second["number"], second["content"]) == (2, {"columns": "text 2"})
    assert ok(shelf["vic"].get(f"{ASSET}/versions/{second['digest']}"))["id"] == second["id"]
    body = problem(shelf["vic"].get(f"{ASSET}/versions/9"), 404, "version_not_found")
    assert body["detail"] == "view `triage`: no version `9` (newest versions: `2`, `1`)"
    assert [item["number"] for item in ok(shelf["vic"].get(f"{ASSET}/versions", params={"limit": 1}))["items"]] == [2]


def test_an_input_gives_lineage(shelf: Callers) -> None:
    inputs = [{"role": "base", "kind": "view", "ref": "triage@2"}]
    body = {"content": {"columns": "all"}, "inputs": inputs, "run_id": "r1"}
    made = ok(shelf["ed"].post("/api/v1/assets/view/answer/versions", json=body), 201)
    found = ok(shelf["vic"].get("/api/v1/lineage", params={"node": f"version:{made['id']}", "direction": "up"}))
    assert {node["label"] for node in found["nodes"]} == {"view/answer@1", "view/triage@2", "r1"}
    for node in ("view:answer@1", "answer@1", "answer", made["id"], f"answer@{made['digest']}", "run:r1", "r1"):
        again = ok(shelf["vic"].get("/api/v1/lineage", params={"node": node, "direction": "both"}))
        assert {"view/answer@1", "r1"} <= {node["label"] for node in again["nodes"]}
    for node, status, code in (
        ("nonsense", 404, "node_not_found"), ("run:r9", 404, "node_not_found"), ("car:x", 404, "node_not_found"),
        ("view:triage@9", 404, "version_not_found"), ("version:x", 404, "node_not_found"),
        ("row:x:y", 404, "node_not_found"), ("row:x", 422, "invalid_node"), ("No such:x", 422, "invalid_node"),
        ("a/b", 422, "invalid_node"), ("", 422, "invalid_node"),
    ):  # fmt: skip
        assert problem(shelf["vic"].get("/api/v1/lineage", params={"node": node}), status, code)["hint"]


def test_a_name_of_several_kinds_has_to_be_told_apart(shelf: Callers) -> None:
    body = {"content": {"columns": "all"}}
    ok(shelf["ed"].post("/api/v1/assets/suite/triage/versions", json=body), 201)
    told = problem(shelf["vic"].get("/api/v1/lineage", params={"node": "triage@1"}), 422, "invalid_node")
    assert "`suite:triage@1`" in told["hint"]
    assert "`view:triage@1`" in told["hint"]
    ok(shelf["vic"].get("/api/v1/lineage", params={"node": "suite:triage@1"}))


def test_a_viewer_only_looks(shelf: Callers) -> None:
    vic, nothing = shelf["vic"], dict[str, Any]()
    for method, address, body in [
        ("POST", f"{ASSET}/versions", {"content": {}}), ("DELETE", ASSET, nothing),
        ("DELETE", f"{ASSET}/versions/1", nothing), ("PUT", f"{ASSET}/aliases/staging", {"to": "1"}),
        ("PUT", f"{ASSET}/card", {"markdown": ""}),
        ("POST", "/api/v1/transitions", ASK), ("POST", "/api/v1/policies", POLICY),
    ]:  # fmt: skip
        problem(vic.request(method, address, json=body), 403, "permission_denied")


def test_deleting_and_restoring_over_http(shelf: Callers) -> None:
    ok(shelf["ed"].delete(f"{ASSET}/versions/1"), 204)
    problem(shelf["ed"].get(f"{ASSET}/versions/1"), 404, "version_not_found")
    ok(shelf["ed"].delete(ASSET), 204)
    problem(shelf["ed"].post(f"{ASSET}/versions", json={"content": {}}), 409, "asset_deleted")
    hidden = ok(shelf["vic"].get("/api/v1/assets", params={"deleted": True}))["items"]
    assert [item["name"] for item in hidden] == ["triage"]
    assert ok(shelf["ed"].post(f"{ASSET}/restore"))["latest"]["number"] == 2
    assert ok(shelf["ed"].post(f"{ASSET}/versions", json={"content": {}}), 201)["number"] == 3
