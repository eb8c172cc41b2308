"""Rules of endpoints: plans, and answering by an exact version."""

from volano_server.serving.endpoints.service.answers import Ask, Responder, check_model
from volano_server.serving.endpoints.service.plans import EndpointService, ResolvedEndpoint, ResolvedTarget

__all__ = ["Ask", "EndpointService", "ResolvedEndpoint", "ResolvedTarget", "Responder", "check_model"]
