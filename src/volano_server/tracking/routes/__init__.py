"""HTTP of runs."""

from volano_server.tracking.routes.reproduction import router as reproduction_router
from volano_server.tracking.routes.runs import router as runs_router
from volano_server.tracking.routes.series import router as series_router

ROUTERS = [runs_router, series_router, reproduction_router]
