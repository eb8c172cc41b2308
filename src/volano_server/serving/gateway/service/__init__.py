"""Rules of the gateway."""

from volano_server.serving.gateway.service.calls import Answered, Call, GatewayService, Runner
from volano_server.serving.gateway.service.runners import ModelRunner

__all__ = ["Answered", "Call", "GatewayService", "ModelRunner", "Runner"]
