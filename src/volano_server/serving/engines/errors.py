"""What can go wrong between us and an engine.

AppError
├── BadInput
│   └── EngineRefused     the engine does not take this request
│       └── ContextExceeded   the messages have more tokens than the engine holds
└── Unavailable
    ├── EngineFailed      the engine could not be started, or died
    └── EngineTimeout     the engine did not answer in time
"""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Unavailable


class EngineRefused(BadInput):
    """The engine read the request and refused it; its own words are in the message."""

    code = "engine_refused"


class ContextExceeded(EngineRefused):
    """The messages have more tokens than one slot of the engine holds."""

    code = "context_length_exceeded"


class EngineFailed(Unavailable):
    """The engine could not be started, or died; the message has its exit code and the end of its log."""

    code = "engine_failed"


class EngineTimeout(Unavailable):
    """The engine did not answer within the time given."""

    code = "engine_timeout"
