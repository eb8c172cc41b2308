"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Assets(Resource):
    """Operations on assets."""

    def delete(self, kind: str | int, name: str | int, *, if_match: int | None = None) -> None:
        """Hides the asset; its history and numbers stay. Refused while an alias or endpoint names it."""
        self._call("DELETE", "/api/v1/assets/{kind}/{name}", parts={"kind": kind, "name": name}, if_match=if_match)

    def get(self, kind: str | int, name: str | int) -> types.AssetOut:
        """One asset, also when it was deleted."""
        _answer: types.AssetOut = self._call("GET", "/api/v1/assets/{kind}/{name}", parts={"kind": kind, "name": name})
        return _answer

    def list(
        self,
        *,
        kind: str | None = None,
        q: str | None = None,
        deleted: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> types.PageAssetOut:
        """Assets by kind and name, with newest version and aliases."""
        _answer: types.PageAssetOut = self._call(
            "GET", "/api/v1/assets", query={"kind": kind, "q": q, "deleted": deleted, "cursor": cursor, "limit": limit}
        )
        return _answer

    def restore(self, kind: str | int, name: str | int, *, if_match: int | None = None) -> types.AssetOut:
        """The deleted asset, back with the versions it had and without aliases."""
        _answer: types.AssetOut = self._call(
            "POST", "/api/v1/assets/{kind}/{name}/restore", parts={"kind": kind, "name": name}, if_match=if_match
        )
        return _answer
