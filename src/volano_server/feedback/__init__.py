"""The door to feedback: judgements, review queues, and the way back into data sets."""

from volano_server.feedback.domain import RowSink, StartedWork
from volano_server.feedback.routes import ROUTERS
from volano_server.feedback.service import FeedbackService

__all__ = ["ROUTERS", "FeedbackService", "RowSink", "StartedWork"]
