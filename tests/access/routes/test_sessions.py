"""Signing in over HTTP, as a browser does it."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from tests.harness.house import TestHouse
from volano_server.access import Role, SessionService

PASSWORD = "the wheel turns once more"


def browser(house: TestHouse) -> TestClient:
    return house.client(None)


def sign_in(house: TestHouse, role: Role = "admin") -> tuple[TestClient, dict[str, str]]:
    """A browser signed in by a one-time link, and the header its changes need."""
    client = browser(house)
    token = house.house.services[SessionService].make_sign_in_token(house.members[role].id)
    shown = client.post("/api/v1/session/token", json={"token": token})
    assert shown.status_code == 201
    return client, {"X-CSRF-Token": shown.json()["csrf_token"]}


def test_a_link_signs_in_and_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: TestHouse) -> None:
    client = browser(house)
    token = house.house.services[SessionService].make_sign_in_token(house.members["admin"].id)
    answer = client.post("/api/v1/session/token", json={"token": token})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie
    assert token not in answer.text
    assert client.cookies["volano_session"] not in answer.text
    shown = client.get("/api/v1/session").json()
    assert shown == answer.json()
    assert [one["slug"] for one in shown["workspaces"]] == ["default"]
    assert shown["setup_needed"] is False


def test_without_a_session_one_is_told_whether_setup_is_needed(house: TestHouse) -> None:
    answer = browser(house).get("/api/v1/session")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_required")
    assert answer.json()["details"] == {"setup_needed": False}


def test_a_key_is_told_whose_it_is(house: TestHouse) -> None:
    shown = house.client("editor").get("/api/v1/session").json()
    assert shown["person"]["id"] == house.members["editor"].id
    assert shown["csrf_token"] is None
    assert [(one["slug"], one["role"]) for one in shown["workspaces"]] == [("default", "editor")]


def test_a_change_without_the_csrf_token_is_refused(house: TestHouse) -> None:
    client, csrf = sign_in(house)
    body = {"name": "ci", "role": "viewer"}
    assert client.post("/api/v1/keys", json=body).json()["code"] == "csrf_failed"
    assert client.post("/api/v1/keys", json=body, headers={"X-CSRF-Token": "x"}).json()["code"] == "csrf_failed"
    assert client.post("/api/v1/keys", json=body, headers=csrf).status_code == 201


def test_signing_out_ends_the_session_on_the_server(house: TestHouse) -> None:
    client, csrf = sign_in(house)
    secret = client.cookies["volano_session"]
    assert client.delete("/api/v1/session", headers=csrf).status_code == 204
    assert "volano_session" not in client.cookies
    client.cookies.set("volano_session", secret)
    assert client.get("/api/v1/session").status_code == 401


def test_a_key_cannot_do_what_concerns_only_the_person(house: TestHouse) -> None:
    client = house.client("admin")
    assert client.get("/api/v1/sessions").status_code == 401
    assert client.delete("/api/v1/session").status_code == 401
    body = {"current_password": None, "new_password": PASSWORD}
    assert client.put("/api/v1/session/password", json=body).status_code == 401


def test_a_password_set_after_the_link_opens_the_next_session_and_too_many_guesses_close_the_door(
    house: TestHouse,
) -> None:
    client, csrf = sign_in(house, "viewer")
    email = client.get("/api/v1/session").json()["person"]["email"]
    assert client.put("/api/v1/session/password", json={"new_password": PASSWORD}, headers=csrf).status_code == 204
    body = {"email": email, "password": PASSWORD}
    assert browser(house).post("/api/v1/session", json=body).status_code == 201
    for _ in range(5):
        wrong = browser(house).post("/api/v1/session", json=body | {"password": "wrong password"})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_credentials")
    blocked = browser(house).post("/api/v1/session", json=body)
    assert (blocked.status_code, blocked.json()["code"]) == (429, "too_many_attempts")
    assert int(blocked.headers["retry-after"]) >= 1


def test_own_sessions_are_listed_and_ended_over_http(house: TestHouse) -> None:
    first, csrf = sign_in(house)
    second, _ = sign_in(house)
    shown = first.get("/api/v1/sessions").json()["items"]
    assert [one["is_current"] for one in shown] == [False, True]
    assert "secret" not in str(shown)
    assert first.delete(f"/api/v1/sessions/{shown[0]['id']}", headers=csrf).status_code == 204
    assert second.get("/api/v1/session").status_code == 401
    stranger, stranger_csrf = sign_in(house, "viewer")
    assert stranger.delete(f"/api/v1/sessions/{shown[1]['id']}", headers=stranger_csrf).status_code == 404
    assert first.get("/api/v1/session").status_code == 200


def test_setup_is_over_once_somebody_exists(house: TestHouse) -> None:
    body = {"token": "x", "email": "a@b.c", "name": "A", "password": PASSWORD}
    answer = browser(house).post("/api/v1/setup", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "setup_done")


def test_a_body_of_the_wrong_form_is_refused(house: TestHouse) -> None:
    client = browser(house)
    wrong: list[tuple[str, Any]] = [
        ("session", {"email": "a@b.c", "password": "x", "role": "admin"}),
        ("session", {"email": ["a@b.c"], "password": "x"}),
        ("session", {"email": "a" * 400, "password": "x"}),
        ("session", {"email": "a@b.c", "password": "x" * 2000}),
        ("session/token", {"token": 7}),
        ("session/token", {"token": "x", "person_id": "y"}),
        ("setup", {"token": "x"}),
        ("session", []),
        ("session", None),
    ]
    for path, body in wrong:
        answer = client.post(f"/api/v1/{path}", json=body)
        assert answer.status_code == 422, body
        assert answer.headers["content-type"] == "application/problem+json"
