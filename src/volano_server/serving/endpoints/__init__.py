"""Endpoints: stable names with a versioned traffic plan, resolved to exact versions."""

from volano_server.serving.endpoints.errors import CallerBlocked, CallerThrottled, EndpointNotFound
from volano_server.serving.endpoints.routes import ROUTERS
from volano_server.serving.endpoints.schemas import EndpointOut, Plan, RestrictionOut, Target
from volano_server.serving.endpoints.service import (
    Ask,
    EndpointService,
    ResolvedEndpoint,
    ResolvedTarget,
    Responder,
    check_model,
)

__all__ = [
    "ROUTERS",
    "Ask",
    "CallerBlocked",
    "CallerThrottled",
    "EndpointNotFound",
    "EndpointOut",
    "EndpointService",
    "Plan",
    "ResolvedEndpoint",
    "ResolvedTarget",
    "Responder",
    "RestrictionOut",
    "Target",
    "check_model",
]
