"""The door to data: data sets imported, prepared by recipes, profiled, extended, all as immutable versions."""

from volano_server.data.jobs import HANDLERS, MAKERS
from volano_server.data.routes import ROUTERS
from volano_server.data.schemas import DatasetExtend
from volano_server.data.service import DataService

__all__ = ["HANDLERS", "MAKERS", "ROUTERS", "DataService", "DatasetExtend"]
