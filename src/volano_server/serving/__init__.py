"""The door to serving: engines that run models, endpoints that name them, the gateway in front."""

from volano_server.serving.endpoints import ROUTERS as _ENDPOINT_ROUTERS
from volano_server.serving.endpoints import (
    Ask,
    EndpointService,
    Plan,
    ResolvedTarget,
    Responder,
    RestrictionOut,
    Target,
    check_model,
)
from volano_server.serving.engines import Completion, EngineHost, EngineSpec, complete, tokenise_chat
from volano_server.serving.engines.domain.embedding import Embedder
from volano_server.serving.engines.plugins.wordllama import WordLlamaEmbedder
from volano_server.serving.gateway import (
    ROUTERS as _GATEWAY_ROUTERS,
)
from volano_server.serving.gateway import (
    Answered,
    Call,
    CallLimits,
    EmptyInput,
    GatewayService,
    ModelRunner,
    OpenAiError,
    RefusalLedger,
    Runner,
    answered,
    is_openai,
    openai_error,
    sampling_of,
    scan_input,
)

ROUTERS = [*_ENDPOINT_ROUTERS, *_GATEWAY_ROUTERS]

__all__ = [
    "ROUTERS",
    "Answered",
    "Ask",
    "Call",
    "CallLimits",
    "Completion",
    "Embedder",
    "EmptyInput",
    "EndpointService",
    "EngineHost",
    "EngineSpec",
    "GatewayService",
    "ModelRunner",
    "OpenAiError",
    "Plan",
    "RefusalLedger",
    "ResolvedTarget",
    "Responder",
    "RestrictionOut",
    "Runner",
    "Target",
    "WordLlamaEmbedder",
    "answered",
    "check_model",
    "complete",
    "is_openai",
    "openai_error",
    "sampling_of",
    "scan_input",
    "tokenise_chat",
]
