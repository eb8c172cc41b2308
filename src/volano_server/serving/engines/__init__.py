"""Engines: model servers of our own, each in a child process on a loopback port."""

from __future__ import annotations

from volano_server.serving.engines.domain import (
    Completion,
    Engine,
    EngineHandle,
    EngineSpec,
    EngineStatus,
    Sampling,
    choice_grammar,
)
from volano_server.serving.engines.errors import ContextExceeded, EngineFailed, EngineRefused, EngineTimeout
from volano_server.serving.engines.service.completion import complete, tokenise_chat
from volano_server.serving.engines.service.host import EngineHost
from volano_server.serving.engines.service.streaming import stream

__all__ = [
    "Completion",
    "ContextExceeded",
    "Engine",
    "EngineFailed",
    "EngineHandle",
    "EngineHost",
    "EngineRefused",
    "EngineSpec",
    "EngineStatus",
    "EngineTimeout",
    "Sampling",
    "choice_grammar",
    "complete",
    "stream",
    "tokenise_chat",
]
