"""The jobs of tuning, and how tuned models are made again."""

from volano_server.tuning.jobs.making import HANDLERS
from volano_server.tuning.jobs.remaking import MAKERS

__all__ = ["HANDLERS", "MAKERS"]
