"""Rules of monitoring."""

from volano_server.monitoring.service.looks import Look, look_for_abuse, look_for_drift
from volano_server.monitoring.service.monitors import MonitorService

__all__ = ["Look", "MonitorService", "look_for_abuse", "look_for_drift"]
