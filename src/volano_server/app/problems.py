"""One error, one shape: every failure leaves as problem+json (RFC 9457) with code, hint and request id.

Only where OpenAI's protocol is spoken it has the form that those clients read.
"""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from volano_server.kit.errors import AppError, TooManyRequests, Unavailable
from volano_server.serving import is_openai, openai_error

_LOG = logging.getLogger("volano.http")
_TITLES = {
    400: "Bad request", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
    409: "Conflict", 412: "Changed meanwhile", 413: "Too large", 422: "Invalid input", 429: "Too many requests",
    500: "Internal error", 503: "Not available now",
}  # fmt: skip


class Problem(BaseModel):
    """What went wrong: RFC 9457, with a code for programs, a hint for people, and the request's id for whoever asks."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    hint: str
    request_id: str
    details: dict[str, Any]


def problem(
    status: int,
    code: str,
    message: str,
    *,
    hint: str = "",
    request_id: str = "",
    details: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The body of one error."""
    return Problem(
        type=f"https://volano.dev/errors/{code}", title=_TITLES.get(status, "Error"), status=status, code=code,
        detail=message, hint=hint, request_id=request_id, details=details or {},
    ).model_dump()  # fmt: skip


def problem_response(error: AppError, scope: Scope) -> Response:
    """The answer for an expected error of the request in `scope`."""
    body = problem(
        error.status, error.code, error.message, hint=error.hint, request_id=request_id(scope), details=error.details
    )
    headers = {}
    if isinstance(error, TooManyRequests | Unavailable):
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _shaped(scope, body, headers)


def _shaped(scope: Scope, body: dict[str, Any], headers: dict[str, str]) -> Response:
    """The problem in the form that the address speaks."""
    if is_openai(scope["path"]):
        status, content = openai_error(body)
        # OpenAI's clients take 409 for a passing state and ask again and again.
        return JSONResponse(content, status, headers | ({"x-should-retry": "false"} if status == 409 else {}))
    return JSONResponse(body, body["status"], headers, media_type="application/problem+json")


def install_problem_handlers(app: FastAPI) -> None:
    """Nothing; makes `app` answer every failure in the one shape."""

    @app.exception_handler(AppError)
    async def expected(request: Request, error: AppError) -> Response:
        return problem_response(error, request.scope)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [
            {"path": "/" + "/".join(str(part) for part in fault["loc"]), "message": fault["msg"]}
            for fault in error.errors()
        ]
        message = f"`{faults[0]['path']}`: {faults[0]['message']}"
        body = problem(
            422, "bad_input", message, hint="see openapi.json for the accepted form",
            request_id=request_id(request.scope), details={"errors": faults[:50]},
        )  # fmt: skip
        return _shaped(request.scope, body, {})

    @app.exception_handler(HTTPException)
    async def routing(request: Request, error: HTTPException) -> Response:
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
        message = f"{request.method} {request.url.path}: {error.detail}"
        hint = "see openapi.json for every address and what it takes"
        body = problem(error.status_code, code, message, hint=hint, request_id=request_id(request.scope))
        return _shaped(request.scope, body, dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def defect(request: Request, error: Exception) -> Response:
        _LOG.error("request %s failed", request_id(request.scope), exc_info=error)
        body = problem(
            500, "internal", "something went wrong inside Volano", request_id=request_id(request.scope),
            hint="look for the request id in the server's log",
        )  # fmt: skip
        return _shaped(request.scope, body, {})


def request_id(scope: Scope) -> str:
    """The id of the request in `scope`; empty before the front door."""
    return str(scope.get("state", {}).get("request_id", ""))
