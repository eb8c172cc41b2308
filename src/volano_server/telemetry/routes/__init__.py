"""HTTP of telemetry."""

from volano_server.telemetry.routes.impact import router as impact_router
from volano_server.telemetry.routes.otlp import router as otlp_router
from volano_server.telemetry.routes.scores import router as scores_router
from volano_server.telemetry.routes.traces import router as traces_router

ROUTERS = [traces_router, scores_router, otlp_router, impact_router]
