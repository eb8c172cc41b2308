"""What can be wrong with the rows, numbers or scorer names handed to an evaluation."""

from volano_server.kit.errors import BadInput


class EvaluationInputError(BadInput):
    """The numbers to evaluate cannot be evaluated as they are."""

    code = "evaluation_input"


class EmptyEvaluation(EvaluationInputError):
    code = "evaluation_empty"


class RowMismatch(EvaluationInputError):
    """Columns differ in length, a row id occurs twice, or two systems did not answer the same rows."""

    code = "evaluation_row_mismatch"


class UnknownLabel(EvaluationInputError):
    code = "evaluation_unknown_label"


class NumberOutOfRange(EvaluationInputError):
    """A number is not finite, or outside of what the metric allows."""

    code = "evaluation_number_out_of_range"


class OneClassOnly(EvaluationInputError):
    """A ranking metric needs rows of both classes."""

    code = "evaluation_one_class_only"


class UnknownScorer(EvaluationInputError):
    code = "evaluation_unknown_scorer"


class ScorerOptions(EvaluationInputError):
    code = "evaluation_scorer_options"
