"""What can go wrong with evaluations."""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Conflict, NotFound


class EvaluationNotFound(NotFound):
    code = "evaluation_not_found"


class EvaluationUnfinished(Conflict):
    code = "evaluation_unfinished"


class InvalidEvaluation(BadInput):
    code = "invalid_evaluation"


class NotComparable(BadInput):
    code = "not_comparable"
