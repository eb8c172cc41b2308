"""Volano: the light SDK and CLI.

    import volano
    client = volano.Client()
    client.runs.list()

Importing this loads no server, no SQL and no model library; names are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from volano.client import Client
    from volano.errors import (
        BadInput,
        Conflict,
        Forbidden,
        GateRefused,
        NotFound,
        NotReached,
        ServerError,
        TooManyRequests,
        Unauthenticated,
        VolanoError,
    )
    from volano.resource import every

__version__ = "0.1.0"
__all__ = [
    "BadInput",
    "Client",
    "Conflict",
    "Forbidden",
    "GateRefused",
    "NotFound",
    "NotReached",
    "ServerError",
    "TooManyRequests",
    "Unauthenticated",
    "VolanoError",
    "every",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module `volano` has no `{name}`")
    places = {"Client": "volano.client", "every": "volano.resource"}
    return getattr(import_module(places.get(name, "volano.errors")), name)
