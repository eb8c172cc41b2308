"""The door to runs: every tracked execution with its parameters, metrics, logs, inputs and outputs."""

from volano_server.tracking.domain.links import LinkedVersion
from volano_server.tracking.domain.metrics import MetricValue, NewPoint, Point
from volano_server.tracking.domain.remade import Remade
from volano_server.tracking.domain.states import EndState, RunKind, RunState
from volano_server.tracking.errors import RunFinished, RunNotFound
from volano_server.tracking.jobs import HANDLERS
from volano_server.tracking.routes import ROUTERS
from volano_server.tracking.schemas import Link, MetricSummary, RunOut, RunUpdate
from volano_server.tracking.service import Maker, Provenance, ReproductionService, TrackingService, provenance_of

__all__ = [
    "HANDLERS",
    "ROUTERS",
    "EndState",
    "Link",
    "LinkedVersion",
    "Maker",
    "MetricSummary",
    "MetricValue",
    "NewPoint",
    "Point",
    "Provenance",
    "Remade",
    "ReproductionService",
    "RunFinished",
    "RunKind",
    "RunNotFound",
    "RunOut",
    "RunState",
    "RunUpdate",
    "TrackingService",
    "provenance_of",
]
