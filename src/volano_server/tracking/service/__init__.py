"""Rules of runs."""

from volano_server.tracking.service.shapes import time_of
from volano_server.tracking.service.tracking import TrackingService

__all__ = ["TrackingService", "time_of"]
