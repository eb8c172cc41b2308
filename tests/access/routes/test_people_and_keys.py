"""Members, workspaces, keys and service accounts over HTTP."""

from __future__ import annotations

from tests.harness.house import TestHouse


def test_an_invited_person_comes_in_by_the_token_and_changes_of_role_are_in_force_at_once(house: TestHouse) -> None:
    admin = house.client("admin")
    added = admin.post("/api/v1/members", json={"email": "eva@example.org", "name": "Eva", "role": "editor"})
    assert added.status_code == 201
    member, token = added.json()["member"], added.json()["invitation_token"]
    assert member["state"] == "invited"
    eva = house.client(None)
    shown = eva.post("/api/v1/session/token", json={"token": token}).json()
    csrf = {"X-CSRF-Token": shown["csrf_token"]}
    key = eva.post("/api/v1/keys", json={"name": "mine", "role": "editor"}, headers=csrf)
    assert key.status_code == 201
    changed = admin.patch(f"/api/v1/members/{member['id']}", json={"role": "viewer"})
    assert (changed.json()["role"], changed.json()["state"]) == ("viewer", "active")
    refused = eva.post("/api/v1/keys", json={"name": "more", "role": "viewer"}, headers=csrf)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert admin.delete(f"/api/v1/members/{member['id']}").status_code == 204
    bearer = {"Authorization": f"Bearer {key.json()['key']}"}
    assert house.client(None).get("/api/v1/keys", headers=bearer).status_code == 401
    assert eva.get("/api/v1/members").json()["code"] == "workspace_required"


def test_mass_assignment_is_refused(house: TestHouse) -> None:
    admin = house.client("admin")
    for path, body in (
        ("/api/v1/members", {"email": "a@b.c", "role": "viewer", "workspace_id": house.other_workspace_id}),
        ("/api/v1/keys", {"name": "k", "role": "viewer", "owner_id": house.stranger.id}),
        ("/api/v1/service-accounts", {"name": "k", "role": "viewer", "id": "x"}),
        ("/api/v1/workspaces", {"slug": "x", "owner": "y"}),
    ):
        assert admin.post(path, json=body).status_code == 422
    assert admin.post("/api/v1/members", json={"email": "a@b.c", "role": "owner"}).status_code == 422


def test_a_key_is_shown_once_listed_without_secret_and_revoked(house: TestHouse) -> None:
    admin = house.client("admin")
    body = {"name": "ci", "role": "editor", "scopes": ["runs:read"], "expires_at": "2099-01-01T00:00:00Z"}
    made = admin.post("/api/v1/keys", json=body).json()
    assert made["key"].startswith(f"volano_{made['prefix']}_")
    assert made["expires_at"] == "2099-01-01T00:00:00.000000Z"
    listed = admin.get("/api/v1/keys")
    assert made["id"] in {one["id"] for one in listed.json()["items"]}
    assert made["key"].rpartition("_")[2] not in listed.text
    bearer = house.client(None)
    bearer.headers["Authorization"] = f"Bearer {made['key']}"
    assert bearer.get("/api/v1/members").json()["code"] == "permission_denied"
    assert admin.delete(f"/api/v1/keys/{made['id']}").status_code == 204
    assert bearer.get("/api/v1/members").json()["code"] == "invalid_key"


def test_keys_are_paged(house: TestHouse) -> None:
    admin = house.client("admin")
    seen, cursor = [], None
    while True:
        page = admin.get("/api/v1/keys", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert admin.get("/api/v1/keys", params={"cursor": "%%"}).json()["code"] == "invalid_cursor"
    assert admin.get("/api/v1/keys", params={"limit": 0}).status_code == 422


def test_a_service_account_is_made_listed_and_disabled(house: TestHouse) -> None:
    admin = house.client("admin")
    made = admin.post("/api/v1/service-accounts", json={"name": "deploy", "role": "editor"}).json()
    key = {"name": "deploy-key", "role": "editor", "service_account_id": made["id"]}
    bearer = {"Authorization": f"Bearer {admin.post('/api/v1/keys', json=key).json()['key']}"}
    assert house.client(None).get("/api/v1/members", headers=bearer).status_code == 200
    assert admin.delete(f"/api/v1/service-accounts/{made['id']}").status_code == 204
    assert house.client(None).get("/api/v1/members", headers=bearer).status_code == 401
    items = admin.get("/api/v1/service-accounts").json()["items"]
    assert [(one["name"], one["disabled_at"] is not None) for one in items] == [("deploy", True)]


def test_a_workspace_is_made_and_listed_for_its_maker(house: TestHouse) -> None:
    admin = house.client("admin")
    made = admin.post("/api/v1/workspaces", json={"slug": "research", "name": "Research"})
    assert (made.status_code, made.json()["role"]) == (201, "admin")
    assert admin.post("/api/v1/workspaces", json={"slug": "research"}).json()["code"] == "name_taken"
    assert [one["slug"] for one in admin.get("/api/v1/workspaces").json()["items"]] == ["default"]
