"""What can go wrong with endpoints."""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Conflict, Forbidden, NotFound, PreconditionFailed, TooManyRequests


class EndpointNotFound(NotFound):
    code = "endpoint_not_found"


class EndpointExists(Conflict):
    code = "endpoint_exists"


class EndpointDisabled(Conflict):
    code = "endpoint_disabled"


class InvalidPlan(BadInput):
    code = "invalid_plan"


class EndpointChanged(PreconditionFailed):
    code = "endpoint_changed"


class RestrictionOver(BadInput):
    code = "restriction_over"


class CallerBlocked(Forbidden):
    code = "caller_blocked"


class CallerThrottled(TooManyRequests):
    code = "caller_throttled"
