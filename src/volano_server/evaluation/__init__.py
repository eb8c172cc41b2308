"""The door to evaluation: quality with intervals, paired comparison, and the gates they feed."""

from volano_server.evaluation.domain.scoring import Scorer, ScorerRegistry, scorer
from volano_server.evaluation.jobs import HANDLERS
from volano_server.evaluation.plugins import load_scorers
from volano_server.evaluation.routes import ROUTERS
from volano_server.evaluation.service import EvaluationService, evaluation_gates

__all__ = [
    "HANDLERS",
    "ROUTERS",
    "EvaluationService",
    "Scorer",
    "ScorerRegistry",
    "evaluation_gates",
    "load_scorers",
    "scorer",
]
