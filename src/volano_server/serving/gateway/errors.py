"""What the gateway refuses, and what it does not hand on."""

from __future__ import annotations

from volano_server.kit.errors import AppError, BadInput, TooManyRequests, Unavailable


class InputRefused(BadInput):
    """The input guard found an attack. `details` names rules and roles, never the text."""

    status = 400
    code = "content_policy_violation"


class RateLimited(TooManyRequests):
    code = "rate_limit_exceeded"


class Overloaded(Unavailable):
    """More calls are in hand than this process takes at once."""

    code = "overloaded"


class EmptyInput(BadInput):
    status = 400
    code = "empty_input"


class Unsupported(BadInput):
    """The request asks for what no engine here can do. `details.param` names the field."""

    status = 400
    code = "unsupported_parameter"


class InvalidAnswer(AppError):
    """The model's whole answer does not fit the form that was asked for."""

    status = 502
    code = "invalid_answer"
