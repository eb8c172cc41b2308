"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Alerts(Resource):
    """Operations on alerts."""

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PageAlertOut:
        """Notices of all monitors, newest first."""
        _answer: types.PageAlertOut = self._call("GET", "/api/v1/alerts", query={"cursor": cursor, "limit": limit})
        return _answer
