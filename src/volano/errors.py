"""The errors an SDK call may raise; each carries the server's code and hint.

VolanoError
├── NotReached          no answer: the server is not there, or the network is not
├── BadInput            422 and other 4xx
├── Unauthenticated     401
├── Forbidden           403
├── NotFound            404
├── Conflict            409, 412
├── GateRefused         409 with code `gate_refused` or `transition_refused`
├── TooManyRequests     429
└── ServerError         5xx
"""

from __future__ import annotations

from typing import Any


class VolanoError(Exception):
    """A call that failed. `code` is stable; `hint` says what to do; `request_id` finds it in the server's log."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "error",
        hint: str = "",
        status: int = 0,
        request_id: str = "",
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.status = status
        self.request_id = request_id
        self.details = details or {}


class NotReached(VolanoError):
    pass


class BadInput(VolanoError):
    pass


class Unauthenticated(VolanoError):
    pass


class Forbidden(VolanoError):
    pass


class NotFound(VolanoError):
    pass


class Conflict(VolanoError):
    pass


class GateRefused(Conflict):
    pass


class TooManyRequests(VolanoError):
    """`retry_after` is in seconds."""

    retry_after: float = 1.0


class ServerError(VolanoError):
    pass


_BY_STATUS: dict[int, type[VolanoError]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    429: TooManyRequests,
}
_GATE_CODES = {"gate_refused", "transition_refused"}


def error_from(status: int, body: Any, retry_after: str | None = None) -> VolanoError:
    """The exception for a problem+json `body`, or for whatever else a proxy may have answered."""
    if not isinstance(body, dict):
        body = {"detail": f"the server answered {status}", "code": "http_error"}
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else BadInput)
    if body.get("code") in _GATE_CODES:
        kind = GateRefused
    error = kind(
        str(body.get("detail") or f"the server answered {status}"),
        code=str(body.get("code", "http_error")),
        hint=str(body.get("hint", "")),
        status=status,
        request_id=str(body.get("request_id", "")),
        details=body.get("details") if isinstance(body.get("details"), dict) else None,
    )
    if isinstance(error, TooManyRequests) and retry_after:
        error.retry_after = float(retry_after) if retry_after.isdecimal() else 1.0
    return error
