"""Rules of telemetry."""

from volano_server.telemetry.service.lineage import ImpactService, TraceLineage
from volano_server.telemetry.service.otlp import MAX_BODY, OtlpAnswer, OtlpIntake
from volano_server.telemetry.service.prices import load_pricing
from volano_server.telemetry.service.scores import ScoreService
from volano_server.telemetry.service.shapes import time_of
from volano_server.telemetry.service.telemetry import CallerWindow, Recorded, TelemetryService

__all__ = [
    "MAX_BODY",
    "CallerWindow",
    "ImpactService",
    "OtlpAnswer",
    "OtlpIntake",
    "Recorded",
    "ScoreService",
    "TelemetryService",
    "TraceLineage",
    "load_pricing",
    "time_of",
]
