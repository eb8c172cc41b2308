"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins

from volano import types
from volano.resource import UNSET, Resource, Unset


class Aliases(Resource):
    """Operations on aliases."""

    def delete(self, kind: str | int, name: str | int, alias: str | int, *, if_match: int | None = None) -> None:
        """Takes the alias away, when no policy protects it."""
        self._call(
            "DELETE",
            "/api/v1/assets/{kind}/{name}/aliases/{alias}",
            parts={"kind": kind, "name": name, "alias": alias},
            if_match=if_match,
        )

    def get(self, kind: str | int, name: str | int, alias: str | int) -> types.AliasOut:
        """One alias; its ETag is its revision."""
        _answer: types.AliasOut = self._call(
            "GET", "/api/v1/assets/{kind}/{name}/aliases/{alias}", parts={"kind": kind, "name": name, "alias": alias}
        )
        return _answer

    def history(
        self, kind: str | int, name: str | int, alias: str | int, *, cursor: str | None = None, limit: int | None = None
    ) -> types.PageAliasMoveOut:
        """Every move of the alias, newest first."""
        _answer: types.PageAliasMoveOut = self._call(
            "GET",
            "/api/v1/assets/{kind}/{name}/aliases/{alias}/history",
            parts={"kind": kind, "name": name, "alias": alias},
            query={"cursor": cursor, "limit": limit},
        )
        return _answer

    def list(self, kind: str | int, name: str | int) -> builtins.list[types.AliasOut]:
        """The asset's aliases, with the policies that protect them."""
        _answer: builtins.list[types.AliasOut] = self._call(
            "GET", "/api/v1/assets/{kind}/{name}/aliases", parts={"kind": kind, "name": name}
        )
        return _answer

    def set(
        self,
        kind: str | int,
        name: str | int,
        alias: str | int,
        *,
        to: str,
        reason: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.AliasOut:
        """The alias at another version, when no policy protects it. `If-Match` refuses a move that you did not see."""
        _answer: types.AliasOut = self._call(
            "PUT",
            "/api/v1/assets/{kind}/{name}/aliases/{alias}",
            parts={"kind": kind, "name": name, "alias": alias},
            body={"reason": reason, "to": to},
            if_match=if_match,
        )
        return _answer
