"""All SQL of runs."""

from volano_server.tracking.store.logs import LogStore
from volano_server.tracking.store.metrics import MetricStore
from volano_server.tracking.store.runs import RunStore

__all__ = ["LogStore", "MetricStore", "RunStore"]
