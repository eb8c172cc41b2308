"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Keys(Resource):
    """Operations on keys."""

    def create(
        self,
        *,
        name: str,
        role: Literal["viewer", "annotator", "editor", "maintainer", "admin"],
        expires_at: str | None | Unset = UNSET,
        scopes: builtins.list[str] | Unset = UNSET,
        service_account_id: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.NewKey:
        """A key, shown this once."""
        return self._call(
            "POST",
            "/api/v1/keys",
            body={
                "expires_at": expires_at,
                "name": name,
                "role": role,
                "scopes": scopes,
                "service_account_id": service_account_id,
            },
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PageKeyShown:
        """The caller's keys; an admin sees everybody's. Secrets are never shown again."""
        return self._call("GET", "/api/v1/keys", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]

    def revoke(self, key_id: str | int, *, if_match: int | None = None) -> None:
        """Nothing; the key is refused from now on."""
        self._call("DELETE", "/api/v1/keys/{key_id}", parts={"key_id": key_id}, if_match=if_match)
