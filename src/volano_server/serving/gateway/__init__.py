"""The gateway: one door in OpenAI's protocol to every endpoint, each call limited, guarded and traced."""

from volano_server.serving.gateway.domain.attacks import scan_input
from volano_server.serving.gateway.domain.openai import is_openai, openai_error
from volano_server.serving.gateway.domain.sampling import sampling_of
from volano_server.serving.gateway.errors import EmptyInput, InputRefused, RateLimited
from volano_server.serving.gateway.routes import ROUTERS
from volano_server.serving.gateway.schemas import OpenAiError
from volano_server.serving.gateway.service import Answered, Call, GatewayService, ModelRunner, Runner, answered
from volano_server.serving.gateway.service.ledger import RefusalLedger
from volano_server.serving.gateway.service.limits import CallLimits

__all__ = [
    "ROUTERS",
    "Answered",
    "Call",
    "CallLimits",
    "EmptyInput",
    "GatewayService",
    "InputRefused",
    "ModelRunner",
    "OpenAiError",
    "RateLimited",
    "RefusalLedger",
    "Runner",
    "answered",
    "is_openai",
    "openai_error",
    "sampling_of",
    "scan_input",
]
