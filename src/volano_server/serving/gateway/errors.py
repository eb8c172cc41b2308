"""What the gateway refuses."""

from __future__ import annotations

from volano_server.kit.errors import BadInput, TooManyRequests


class InputRefused(BadInput):
    """The input guard found an attack. `details.rules` names the rules, never the text."""

    status = 400
    code = "content_policy_violation"


class RateLimited(TooManyRequests):
    code = "rate_limit_exceeded"


class EmptyInput(BadInput):
    status = 400
    code = "empty_input"
