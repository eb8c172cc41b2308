"""What can be wrong with the numbers handed to a monitor."""

from volano_server.kit.errors import BadInput


class MonitoringInputError(BadInput):
    """The traffic to judge cannot be judged as it is."""

    code = "monitoring_input"


class TooFewSessions(MonitoringInputError):
    """A drift test needs more sessions than there are; a monitor reports this as no data."""

    code = "monitoring_too_few_sessions"


class ShapeMismatch(MonitoringInputError):
    """Vectors, values and session ids do not belong together."""

    code = "monitoring_shape_mismatch"


class TooLittleHistory(MonitoringInputError):
    """A baseline needs more buckets than there are; a monitor reports this as no data."""

    code = "monitoring_too_little_history"


class BadRule(MonitoringInputError):
    """An alert rule, policy or probability is out of range."""

    code = "monitoring_bad_rule"
