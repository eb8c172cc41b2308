"""The door to telemetry: spans with their payloads, traces, scores, and the price of a call."""

from volano_server.telemetry.domain.cost import OWN_PROVIDER, Pricing, Usage
from volano_server.telemetry.domain.spans import MODEL_KINDS, NewSpan, PreparedSpan, SpanKind, Status
from volano_server.telemetry.errors import InvalidScore, SpanNotFound, SpanRejected, TraceNotFound
from volano_server.telemetry.routes import ROUTERS
from volano_server.telemetry.schemas import ScoreIn, ScoreOut, ScoreTarget, SpanOut, Stats, TraceOut, TraceSummary
from volano_server.telemetry.service import (
    CallerWindow,
    ImpactService,
    OtlpIntake,
    Recorded,
    ScoreService,
    TelemetryService,
    TraceLineage,
    load_pricing,
)
from volano_server.telemetry.store import SpanFilter

__all__ = [
    "MODEL_KINDS",
    "OWN_PROVIDER",
    "ROUTERS",
    "CallerWindow",
    "ImpactService",
    "InvalidScore",
    "NewSpan",
    "OtlpIntake",
    "PreparedSpan",
    "Pricing",
    "Recorded",
    "ScoreIn",
    "ScoreOut",
    "ScoreService",
    "ScoreTarget",
    "SpanFilter",
    "SpanKind",
    "SpanNotFound",
    "SpanOut",
    "SpanRejected",
    "Stats",
    "Status",
    "TelemetryService",
    "TraceLineage",
    "TraceNotFound",
    "TraceOut",
    "TraceSummary",
    "Usage",
    "load_pricing",
]
