"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Sessions(Resource):
    """Operations on sessions."""

    def list(self) -> types.PageDeviceShown:
        """The caller's own live sessions."""
        _answer: types.PageDeviceShown = self._call("GET", "/api/v1/sessions")
        return _answer

    def revoke(self, session_id: str | int, *, if_match: int | None = None) -> None:
        """Nothing; that session of the caller has ended."""
        self._call("DELETE", "/api/v1/sessions/{session_id}", parts={"session_id": session_id}, if_match=if_match)
