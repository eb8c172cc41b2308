"""Problems as OpenAI's clients read them."""

from typing import Any

import pytest

from volano_server.serving.gateway.domain.openai import is_openai, openai_error


def problem(status: int, **more: Any) -> dict[str, Any]:
    return {"status": status, "code": "c", "detail": "what", "hint": "", "details": {}} | more


@pytest.mark.parametrize(
    ("status", "shown", "kind"),
    [
        (401, 401, "authentication_error"),
        (403, 403, "permission_error"),
        (404, 404, "not_found_error"),
        (422, 400, "invalid_request_error"),
        (429, 429, "rate_limit_error"),
        (500, 500, "server_error"),
        (503, 503, "server_error"),
    ],
)
def test_status_and_type_are_openais(status: int, shown: int, kind: str) -> None:
    found, body = openai_error(problem(status, hint="do this"))
    assert (found, body["error"]["type"], body["error"]["message"]) == (shown, kind, "what (do this)")


def test_the_field_at_fault_is_the_param() -> None:
    faults = [{"path": "/body/messages/0/role", "message": "no"}]
    assert openai_error(problem(422, details={"errors": faults}))[1]["error"]["param"] == "messages.0.role"
    assert openai_error(problem(400, details={"param": "n", "rules": ["r"]}))[1]["error"] == {
        "message": "what", "type": "invalid_request_error", "code": "c", "param": "n", "rules": ["r"],
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/models", "/v1/embeddings"])
def test_the_protocol_is_spoken_under_v1(path: str) -> None:
    assert is_openai(path)


@pytest.mark.parametrize("path", ["/v1/traces", "/api/v1/traces", "/", "/v1"])
def test_but_not_where_others_speak(path: str) -> None:
    assert not is_openai(path)
