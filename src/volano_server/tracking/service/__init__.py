"""Rules of runs."""

from volano_server.tracking.service.provenance import Provenance, provenance_of
from volano_server.tracking.service.reproduction import Maker, ReproductionService
from volano_server.tracking.service.shapes import time_of
from volano_server.tracking.service.tracking import TrackingService

__all__ = ["Maker", "Provenance", "ReproductionService", "TrackingService", "provenance_of", "time_of"]
