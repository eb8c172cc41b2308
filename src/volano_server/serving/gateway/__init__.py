"""The gateway: one door in OpenAI's protocol to every endpoint, each call limited, guarded and traced."""

from volano_server.serving.gateway.errors import InputRefused, RateLimited
from volano_server.serving.gateway.routes import ROUTERS
from volano_server.serving.gateway.service import Answered, Call, GatewayService, ModelRunner, Runner
from volano_server.serving.gateway.service.ledger import RefusalLedger
from volano_server.serving.gateway.service.limits import CallLimits

__all__ = [
    "ROUTERS",
    "Answered",
    "Call",
    "CallLimits",
    "GatewayService",
    "InputRefused",
    "ModelRunner",
    "RateLimited",
    "RefusalLedger",
    "Runner",
]
