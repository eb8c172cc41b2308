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


class InvalidArtifact(BadInput):
    code = "invalid_artifact"
