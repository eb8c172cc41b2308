"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import UNSET, Resource, Unset


class Monitors(Resource):
    """Operations on monitors."""

    def acknowledge(self, name: str | int, *, if_match: int | None = None) -> types.MonitorOut:
        """Take a firing alert: somebody cares for it now."""
        _answer: types.MonitorOut = self._call(
            "POST", "/api/v1/monitors/{name}/acknowledge", parts={"name": name}, if_match=if_match
        )
        return _answer

    def close(self, name: str | int, *, reason: str, if_match: int | None = None) -> types.MonitorOut:
        """Say that an alert is over. What is still wrong at the next look fires again, as a new incident."""
        _answer: types.MonitorOut = self._call(
            "POST", "/api/v1/monitors/{name}/close", parts={"name": name}, body={"reason": reason}, if_match=if_match
        )
        return _answer

    def create(
        self,
        *,
        endpoint: str,
        name: str,
        parameters: types.DriftParameters | types.AbuseParameters,
        every_seconds: int | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.MonitorOut:
        """Watch an endpoint: for inputs that drift from a data set, or for callers who abuse it."""
        _answer: types.MonitorOut = self._call(
            "POST",
            "/api/v1/monitors",
            body={"endpoint": endpoint, "every_seconds": every_seconds, "name": name, "parameters": parameters},
            if_match=if_match,
        )
        return _answer

    def delete(self, name: str | int, *, if_match: int | None = None) -> None:
        """Stop watching; past alerts stay on record."""
        self._call("DELETE", "/api/v1/monitors/{name}", parts={"name": name}, if_match=if_match)

    def get(self, name: str | int) -> types.MonitorOut:
        """One monitor."""
        _answer: types.MonitorOut = self._call("GET", "/api/v1/monitors/{name}", parts={"name": name})
        return _answer

    def list(self) -> types.PageMonitorOut:
        """Every monitor with where its alert is."""
        _answer: types.PageMonitorOut = self._call("GET", "/api/v1/monitors")
        return _answer

    def look(self, name: str | int, *, if_match: int | None = None) -> types.Queued:
        """Look once, now; schedules look by themselves."""
        _answer: types.Queued = self._call(
            "POST", "/api/v1/monitors/{name}/look", parts={"name": name}, if_match=if_match
        )
        return _answer

    def results(self, name: str | int, *, limit: int | None = None) -> types.PageResultOut:
        """What the last looks found, newest first."""
        _answer: types.PageResultOut = self._call(
            "GET", "/api/v1/monitors/{name}/results", parts={"name": name}, query={"limit": limit}
        )
        return _answer
