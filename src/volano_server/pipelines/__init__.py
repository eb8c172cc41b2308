"""The door to pipelines: knowledge bases, and chains over them, versioned, traced and served like a model."""

from volano_server.pipelines.jobs import HANDLERS
from volano_server.pipelines.routes import ROUTERS
from volano_server.pipelines.service import Answering, PipelineRunner, PipelineService, Searcher

__all__ = ["HANDLERS", "ROUTERS", "Answering", "PipelineRunner", "PipelineService", "Searcher"]
