"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import Resource


class Audit(Resource):
    """Operations on audit."""

    def list(
        self,
        *,
        chain: Literal["workspace", "system"] | None = None,
        action: str | None = None,
        object_kind: str | None = None,
        object_id: str | None = None,
        actor_id: str | None = None,
        owner_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> types.PageAuditEvent:
        """What happened, the newest first, with the credential and address that it came by."""
        _answer: types.PageAuditEvent = self._call(
            "GET",
            "/api/v1/audit",
            query={
                "chain": chain,
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

    def verify(self, *, chain: Literal["workspace", "system"] | None = None) -> types.AuditReport:
        """Whether any event of the chain was changed, removed, added or moved since it was written."""
        _answer: types.AuditReport = self._call("GET", "/api/v1/audit/verify", query={"chain": chain})
        return _answer
