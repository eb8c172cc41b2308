"""The door to tuning: model files from outside, and models tuned here."""

from volano_server.tuning.jobs import HANDLERS, MAKERS
from volano_server.tuning.routes import ROUTERS
from volano_server.tuning.service import ModelService, TuningService

__all__ = ["HANDLERS", "MAKERS", "ROUTERS", "ModelService", "TuningService"]
