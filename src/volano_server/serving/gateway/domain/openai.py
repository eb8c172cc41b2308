"""OpenAI's form of an error, and where it is spoken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OTLP = ("/v1/traces", "/v1/logs", "/v1/metrics")
_KINDS = {
    401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error",
}  # fmt: skip


def is_openai(path: str) -> bool:
    """Whether clients of OpenAI's protocol call this address: all under `/v1/` but OpenTelemetry's own."""
    return path.startswith("/v1/") and path not in OTLP


def openai_error(problem: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """Status and body of a problem (`status`, `code`, `detail`, `hint`, `details`) as OpenAI's clients read them.

    Invalid input is 400 there. `param` names the field at fault.
    """
    status = 400 if problem["status"] == 422 else int(problem["status"])
    kind = _KINDS.get(status, "server_error" if status >= 500 else "invalid_request_error")
    text = f"{problem['detail']} ({problem['hint']})" if problem["hint"] else problem["detail"]
    details = dict(problem["details"])
    faults = details.pop("errors", None) or [{}]
    param = details.pop("param", None) or str(faults[0].get("path", "")).removeprefix("/body/").replace("/", ".")
    return status, {"error": {"message": text, "type": kind, "code": problem["code"], "param": param or None} | details}
