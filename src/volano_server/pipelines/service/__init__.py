"""Rules of pipelines."""

from volano_server.pipelines.service.answering import Answering, PipelineRunner
from volano_server.pipelines.service.pipelines import PipelineService
from volano_server.pipelines.service.search import Searcher

__all__ = ["Answering", "PipelineRunner", "PipelineService", "Searcher"]
