"""HTTP of jobs."""

from volano_server.jobs.routes.jobs import router as jobs_router
from volano_server.jobs.routes.schedules import router as schedules_router

ROUTERS = [jobs_router, schedules_router]

__all__ = ["ROUTERS"]
