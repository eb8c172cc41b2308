"""The jobs of data sets, and how their versions are made again."""

from volano_server.data.jobs.making import HANDLERS
from volano_server.data.jobs.remaking import MAKERS

__all__ = ["HANDLERS", "MAKERS"]
