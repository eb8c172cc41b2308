"""The door to monitoring: drift, abuse, alerts."""

from volano_server.monitoring.jobs import HANDLERS
from volano_server.monitoring.routes import ROUTERS
from volano_server.monitoring.service import MonitorService

__all__ = ["HANDLERS", "ROUTERS", "MonitorService"]
