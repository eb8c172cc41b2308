"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Any

from volano import types
from volano.resource import UNSET, Resource, Unset


class Prompts(Resource):
    """Operations on prompts."""

    def create_version(
        self,
        name: str | int,
        *,
        messages: builtins.list[types.Message],
        notes: str | Unset = UNSET,
        output_schema: dict[str, Any] | None | Unset = UNSET,
        parameters: dict[str, float | int | str | bool | builtins.list[str]] | Unset = UNSET,
        variables: dict[str, types.Variable] | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.VersionOut:
        """Write a new version of a prompt. `{{name}}` marks a variable; nothing else in a template has a meaning."""
        _answer: types.VersionOut = self._call(
            "POST",
            "/api/v1/prompts/{name}/versions",
            parts={"name": name},
            body={
                "messages": messages,
                "notes": notes,
                "output_schema": output_schema,
                "parameters": parameters,
                "variables": variables,
            },
            if_match=if_match,
        )
        return _answer

    def diff(self, ref: str | int, *, to: str) -> types.PromptDiff:
        """What changed from one version to another."""
        _answer: types.PromptDiff = self._call(
            "GET", "/api/v1/prompts/{ref}/diff", parts={"ref": ref}, query={"to": to}
        )
        return _answer

    def get_version(self, ref: str | int) -> types.VersionOut:
        """One version: `name`, `name@7`, `name@production`."""
        _answer: types.VersionOut = self._call("GET", "/api/v1/prompts/{ref}", parts={"ref": ref})
        return _answer

    def list(self, *, q: str | None = None, cursor: str | None = None, limit: int | None = None) -> types.PageAssetOut:
        """Prompts by name, with newest version and aliases."""
        _answer: types.PageAssetOut = self._call(
            "GET", "/api/v1/prompts", query={"q": q, "cursor": cursor, "limit": limit}
        )
        return _answer

    def render(
        self, ref: str | int, *, values: dict[str, Any] | Unset = UNSET, if_match: int | None = None
    ) -> types.Rendered:
        """Fill a version with values and see what a model would get."""
        _answer: types.Rendered = self._call(
            "POST", "/api/v1/prompts/{ref}/render", parts={"ref": ref}, body={"values": values}, if_match=if_match
        )
        return _answer

    def set_alias(
        self, name: str | int, alias: str | int, *, to: str, reason: str | Unset = UNSET, if_match: int | None = None
    ) -> types.AliasOut:
        """The alias at another version, when no policy protects it. `If-Match` refuses a move that you did not see."""
        _answer: types.AliasOut = self._call(
            "PUT",
            "/api/v1/prompts/{name}/aliases/{alias}",
            parts={"name": name, "alias": alias},
            body={"reason": reason, "to": to},
            if_match=if_match,
        )
        return _answer
