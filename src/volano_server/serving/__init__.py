"""Serving: engines of our own, endpoints over them, and the gateway in front."""

from __future__ import annotations

from volano_server.serving.engines import (
    Completion,
    EngineFailed,
    EngineHandle,
    EngineHost,
    EngineRefused,
    EngineSpec,
    EngineStatus,
    EngineTimeout,
    complete,
    tokenise_chat,
)

__all__ = [
    "Completion",
    "EngineFailed",
    "EngineHandle",
    "EngineHost",
    "EngineRefused",
    "EngineSpec",
    "EngineStatus",
    "EngineTimeout",
    "complete",
    "tokenise_chat",
]
