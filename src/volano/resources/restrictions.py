"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Restrictions(Resource):
    """Operations on restrictions."""

    def delete(self, principal_id: str | int, *, if_match: int | None = None) -> None:
        """Lift a restriction."""
        self._call(
            "DELETE", "/api/v1/restrictions/{principal_id}", parts={"principal_id": principal_id}, if_match=if_match
        )

    def list(self) -> types.PageRestrictionOut:
        """Callers who are throttled or blocked now."""
        _answer: types.PageRestrictionOut = self._call("GET", "/api/v1/restrictions")
        return _answer

    def set(
        self,
        principal_id: str | int,
        *,
        level: Literal["throttle", "block"],
        reason: str,
        hours: float | None | Unset = UNSET,
        until: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.RestrictionOut:
        """Throttle or block a caller until a moment, or for some hours."""
        _answer: types.RestrictionOut = self._call(
            "PUT",
            "/api/v1/restrictions/{principal_id}",
            parts={"principal_id": principal_id},
            body={"hours": hours, "level": level, "reason": reason, "until": until},
            if_match=if_match,
        )
        return _answer
