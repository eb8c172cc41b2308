"""Rules of the gateway."""

from volano_server.serving.gateway.service.calls import Answered, Call, GatewayService, Runner
from volano_server.serving.gateway.service.flow import Flow
from volano_server.serving.gateway.service.runners import ModelRunner, answered

__all__ = ["Answered", "Call", "Flow", "GatewayService", "ModelRunner", "Runner", "answered"]
