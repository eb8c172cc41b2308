"""What can go wrong with runs."""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Conflict, NotFound, PreconditionFailed, TooLarge


class RunNotFound(NotFound):
    code = "run_not_found"


class RunFinished(Conflict):
    code = "run_finished"


class RunStateRefused(Conflict):
    code = "run_state_refused"


class RunChanged(PreconditionFailed):
    code = "run_changed"


class InvalidRun(BadInput):
    code = "invalid_run"


class InvalidMetric(BadInput):
    code = "invalid_metric"


class TooManyMetrics(TooLarge):
    code = "too_many_metrics"


class NotReproducible(Conflict):
    """The version does not say how it was made, or nothing here can make its kind again."""

    code = "not_reproducible"


class InputGone(Conflict):
    """What a version was made from is not there any more."""

    code = "input_gone"


class InvalidArtifact(BadInput):
    code = "invalid_artifact"
