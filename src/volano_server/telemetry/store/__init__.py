"""All SQL of telemetry."""

from volano_server.telemetry.store.scores import ScoreStore
from volano_server.telemetry.store.spans import SpanFilter, SpanStore

__all__ = ["ScoreStore", "SpanFilter", "SpanStore"]
