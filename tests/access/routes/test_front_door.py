"""Host, Origin, request ids and headers, asked of the bare middleware."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from volano_server.access import FrontDoor
from volano_server.config import ServerSettings
from volano_server.kit.errors import AppError

OURS = "http://127.0.0.1:8700"
WS = "ws://127.0.0.1:8700"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Says which request id it sees; accepts every WebSocket; fails on /fail."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})
        return
    headers = {"Content-Security-Policy": "sandbox"} if scope["path"] == "/own" else {}
    await Response(scope["state"]["request_id"], headers=headers)(scope, receive, send)


def refuse(error: AppError, request_id: str) -> ASGIApp:
    return JSONResponse({"code": error.code, "request_id": request_id}, error.status)


def client(base_url: str = OURS, **server: Any) -> TestClient:
    return TestClient(FrontDoor(echo, ServerSettings(**server), refuse), base_url=base_url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8700", "localhost:8700", "LOCALHOST", "[::1]:8700", "localhost.", "127.0.0.1"]
)
def test_the_names_of_this_machine_are_welcome(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "10.0.0.1", "", "[::1", "a b", "localhost:x"],
)
def test_a_host_that_is_not_ours_is_refused_so_that_rebinding_a_name_gains_nothing(host: str) -> None:
    answer = client().get("/", headers={"host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


def test_two_hosts_in_one_request_are_refused() -> None:
    answer = client().get("/", headers=[("host", "localhost"), ("host", "evil.example")])
    assert answer.status_code == 421


def test_configured_names_and_the_public_address_are_welcome() -> None:
    door = client(allowed_hosts=["volano.internal"], public_url="https://volano.example.org")
    for host in ("volano.internal:8700", "Volano.Example.org"):
        assert door.get("/", headers={"host": host}).status_code == 200


def test_a_server_on_every_address_may_be_called_by_any_address_but_not_by_any_name() -> None:
    door = client(host="0.0.0.0")
    assert door.get("/", headers={"host": "10.1.2.3:8700"}).status_code == 200
    assert door.get("/", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": OURS},
        {"origin": OURS, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example", "authorization": "Bearer volano_x"},
    ],
)
def test_our_own_pages_scripts_and_keys_may_change_things(headers: dict[str, str]) -> None:
    assert client().post("/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://127.0.0.1:8700.evil.example"},
        {"origin": "http://127.0.0.1:8700@evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "file://127.0.0.1:8700"},
        {"origin": "https://evil.example", "authorization": "Basic x"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_sites_page_may_not_change_things(method: str, headers: dict[str, str]) -> None:
    answer = client().request(method, "/", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")


def test_behind_a_proxy_the_public_address_is_our_origin() -> None:
    door = client(public_url="https://volano.example.org")
    assert door.post("/", headers={"origin": "https://volano.example.org"}).status_code == 200


def test_a_websocket_from_another_site_is_closed_before_it_opens() -> None:
    with client().websocket_connect(f"{WS}/ws", headers={"origin": OURS}):
        pass
    with (
        pytest.raises(WebSocketDisconnect) as caught,
        client().websocket_connect(f"{WS}/ws", headers={"origin": "https://evil.example"}),
    ):
        pass
    assert (caught.value.code, caught.value.reason) == (1008, "wrong_origin")


def test_a_given_request_id_is_kept_when_it_is_harmless_and_every_answer_carries_one() -> None:
    door = client()
    assert door.get("/", headers={"x-request-id": "trace-12345678"}).text == "trace-12345678"
    for odd in ("short", "a" * 65, "with space 123", "line\tbreak-1", "ünsafe-1234"):
        answer = door.get("/", headers=[(b"x-request-id", odd.encode())])
        assert answer.text != odd
        assert len(answer.text) == 36
        assert answer.headers["x-request-id"] == answer.text
    refused = door.get("/", headers={"host": "evil.example"})
    assert refused.headers["x-request-id"] == refused.json()["request_id"]


def test_every_answer_carries_the_security_headers_and_a_stricter_policy_of_its_own_stays() -> None:
    door = client()
    for answer in (door.get("/"), door.get("/", headers={"host": "evil.example"})):
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy
        assert "default-src 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in answer.headers
    assert door.get("/own").headers["content-security-policy"] == "sandbox"
    assert door.get("/api/v1/x").headers["cache-control"] == "no-store"
    assert "strict-transport-security" in client(secure_cookies=True).get("/").headers
