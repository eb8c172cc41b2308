"""Pure values and rules of engines and embedders."""

from volano_server.serving.engines.domain.embedding import Embedder, EmbedderUnavailable
from volano_server.serving.engines.domain.engine import (
    CRASH_FREE_SECONDS,
    Completion,
    Engine,
    EngineHandle,
    EngineSpec,
    EngineStatus,
    Sampling,
    choice_grammar,
    pause_after,
)

__all__ = [
    "CRASH_FREE_SECONDS",
    "Completion",
    "Embedder",
    "EmbedderUnavailable",
    "Engine",
    "EngineHandle",
    "EngineSpec",
    "EngineStatus",
    "Sampling",
    "choice_grammar",
    "pause_after",
]
