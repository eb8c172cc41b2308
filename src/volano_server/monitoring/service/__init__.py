"""Rules of monitoring."""

from volano_server.monitoring.service.looks import GUARD_CODE, Look, histories, look_for_abuse, look_for_drift
from volano_server.monitoring.service.monitors import MonitorService

__all__ = ["GUARD_CODE", "Look", "MonitorService", "histories", "look_for_abuse", "look_for_drift"]
