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
        _answer: types.NewKey = self._call(
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
        )
        return _answer

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PageKeyShown:
        """The caller's keys; an admin sees everybody's. Secrets are never shown again."""
        _answer: types.PageKeyShown = self._call("GET", "/api/v1/keys", query={"cursor": cursor, "limit": limit})
        return _answer

    def revoke(self, key_id: str | int, *, if_match: int | None = None) -> None:
        """Nothing; the key is refused from now on."""
        self._call("DELETE", "/api/v1/keys/{key_id}", parts={"key_id": key_id}, if_match=if_match)
