"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Events(Resource):
    """Operations on events."""

    def list(
        self,
        *,
        action: str | None = None,
        object_kind: str | None = None,
        object_id: str | None = None,
        actor_id: str | None = None,
        owner_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> types.PageEventShown:
        """What happened in the workspace, the newest first."""
        _answer: types.PageEventShown = self._call(
            "GET",
            "/api/v1/events",
            query={
                "action": action,
                "object_kind": object_kind,
                "object_id": object_id,
                "actor_id": actor_id,
                "owner_id": owner_id,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return _answer
