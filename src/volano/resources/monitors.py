"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Monitors(Resource):
    """Operations on monitors."""

    def acknowledge(self, name: str | int, *, if_match: int | None = None) -> types.MonitorOut:
        """Take a firing alert: somebody cares for it now."""
        return self._call("POST", "/api/v1/monitors/{name}/acknowledge", parts={"name": name}, if_match=if_match)  # type: ignore[no-any-return]

    def create(
        self,
        *,
        endpoint: str,
        name: str,
        parameters: types.DriftParameters | types.AbuseParameters,
        if_match: int | None = None,
    ) -> types.MonitorOut:
        """Watch an endpoint: for inputs that drift from a data set, or for callers who abuse it."""
        return self._call(
            "POST",
            "/api/v1/monitors",
            body={"endpoint": endpoint, "name": name, "parameters": parameters},
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def delete(self, name: str | int, *, if_match: int | None = None) -> None:
        """Stop watching; past alerts stay on record."""
        self._call("DELETE", "/api/v1/monitors/{name}", parts={"name": name}, if_match=if_match)

    def get(self, name: str | int) -> types.MonitorOut:
        """One monitor."""
        return self._call("GET", "/api/v1/monitors/{name}", parts={"name": name})  # type: ignore[no-any-return]

    def list(self) -> types.PageMonitorOut:
        """Every monitor with where its alert is."""
        return self._call("GET", "/api/v1/monitors")  # type: ignore[no-any-return]

    def look(self, name: str | int, *, if_match: int | None = None) -> types.Queued:
        """Look once, now; schedules look by themselves."""
        return self._call("POST", "/api/v1/monitors/{name}/look", parts={"name": name}, if_match=if_match)  # type: ignore[no-any-return]

    def results(self, name: str | int, *, limit: int | None = None) -> types.PageResultOut:
        """What the last looks found, newest first."""
        return self._call("GET", "/api/v1/monitors/{name}/results", parts={"name": name}, query={"limit": limit})  # type: ignore[no-any-return]
