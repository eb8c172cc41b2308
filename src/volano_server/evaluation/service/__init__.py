"""Rules of evaluation."""

from volano_server.evaluation.service.evaluations import EvaluationService
from volano_server.evaluation.service.gates import AccuracyGainGate, MetricGate, evaluation_gates

__all__ = ["AccuracyGainGate", "EvaluationService", "MetricGate", "evaluation_gates"]
