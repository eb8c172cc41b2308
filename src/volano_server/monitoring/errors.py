"""What can go wrong with monitors."""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Conflict, NotFound


class MonitorNotFound(NotFound):
    code = "monitor_not_found"


class MonitorExists(Conflict):
    code = "monitor_exists"


class InvalidMonitor(BadInput):
    code = "invalid_monitor"


class NotFiring(Conflict):
    code = "not_firing"
