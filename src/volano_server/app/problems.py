"""One error, one shape: every failure leaves as problem+json (RFC 9457) with code, hint and request id."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from volano_server.kit.errors import AppError, TooManyRequests, Unavailable

_LOG = logging.getLogger("volano.http")
_TITLES = {
    400: "Bad request", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
    409: "Conflict", 412: "Changed meanwhile", 413: "Too large", 422: "Invalid input", 429: "Too many requests",
    500: "Internal error", 503: "Not available now",
}  # fmt: skip


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
    return {
        "type": f"https://volano.dev/errors/{code}",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": message,
        "hint": hint,
        "request_id": request_id,
        "details": details or {},
    }


def problem_response(error: AppError, request_id: str) -> Response:
    """The answer for an expected error."""
    body = problem(
        error.status, error.code, error.message, hint=error.hint, request_id=request_id, details=error.details
    )
    headers = {}
    if isinstance(error, TooManyRequests | Unavailable):
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, error.status, headers, media_type="application/problem+json")


def install_problem_handlers(app: FastAPI) -> None:
    """Nothing; makes `app` answer every failure in the one shape."""

    @app.exception_handler(AppError)
    async def expected(request: Request, error: AppError) -> Response:
        return problem_response(error, _request_id(request))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [
            {"path": "/" + "/".join(str(part) for part in fault["loc"]), "message": fault["msg"]}
            for fault in error.errors()
        ]
        message = f"`{faults[0]['path']}`: {faults[0]['message']}"
        body = problem(
            422, "bad_input", message, hint="see openapi.json for the accepted form", request_id=_request_id(request),
            details={"errors": faults[:50]},
        )  # fmt: skip
        return JSONResponse(body, 422, media_type="application/problem+json")

    @app.exception_handler(HTTPException)
    async def routing(request: Request, error: HTTPException) -> Response:
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
        message = f"{request.method} {request.url.path}: {error.detail}"
        body = problem(error.status_code, code, message, request_id=_request_id(request))
        return JSONResponse(body, error.status_code, dict(error.headers or {}), media_type="application/problem+json")

    @app.exception_handler(Exception)
    async def defect(request: Request, error: Exception) -> Response:
        _LOG.error("request %s failed", _request_id(request), exc_info=error)
        body = problem(
            500, "internal", "something went wrong inside Volano", request_id=_request_id(request),
            hint="look for the request id in the server's log",
        )  # fmt: skip
        return JSONResponse(body, 500, media_type="application/problem+json")


def _request_id(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))
