"""The errors a caller may see.

AppError
├── BadInput            422
├── Unauthenticated     401
├── Forbidden           403
├── NotFound            404
├── Conflict            409
├── PreconditionFailed  412
├── TooLarge            413
├── TooManyRequests     429
└── Unavailable         503

An area subclasses the one that fits and sets `code`. Everything else that is raised is a defect: it is masked
and answered with the request id only.
"""

from __future__ import annotations

from typing import Any, ClassVar


class AppError(Exception):
    """An expected failure with the same face in HTTP, SDK, CLI and UI.

    `message` says what was tried, what was found and what is allowed; `hint` says what to do.
    `details` is machine-readable and never holds a secret.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, hint: str = "", details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details or {}


class BadInput(AppError):
    status = 422
    code = "bad_input"


class Unauthenticated(AppError):
    status = 401
    code = "unauthenticated"


class Forbidden(AppError):
    status = 403
    code = "forbidden"


class NotFound(AppError):
    status = 404
    code = "not_found"


class Conflict(AppError):
    status = 409
    code = "conflict"


class PreconditionFailed(AppError):
    status = 412
    code = "precondition_failed"


class TooLarge(AppError):
    status = 413
    code = "too_large"


class TooManyRequests(AppError):
    """`retry_after` is in seconds and becomes the Retry-After header."""

    status = 429
    code = "too_many_requests"

    def __init__(self, message: str, *, retry_after: float = 1.0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class Unavailable(AppError):
    """`retry_after` is in seconds and becomes the Retry-After header."""

    status = 503
    code = "unavailable"

    def __init__(self, message: str, *, retry_after: float = 1.0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after
