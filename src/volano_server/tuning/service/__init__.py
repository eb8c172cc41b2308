"""Rules of tuning."""

from volano_server.tuning.service.examples import choose_rows
from volano_server.tuning.service.models import ModelService
from volano_server.tuning.service.tunings import TuningService

__all__ = ["ModelService", "TuningService", "choose_rows"]
