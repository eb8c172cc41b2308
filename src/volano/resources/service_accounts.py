"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import Resource


class ServiceAccounts(Resource):
    """Operations on service accounts."""

    def create(
        self,
        *,
        name: str,
        role: Literal["viewer", "annotator", "editor", "maintainer", "admin"],
        if_match: int | None = None,
    ) -> types.ServiceAccountShown:
        """A service account owned by the caller; it acts through keys made for it."""
        _answer: types.ServiceAccountShown = self._call(
            "POST", "/api/v1/service-accounts", body={"name": name, "role": role}, if_match=if_match
        )
        return _answer

    def disable(self, account_id: str | int, *, if_match: int | None = None) -> None:
        """Nothing; all keys of the account are refused from now on."""
        self._call(
            "DELETE", "/api/v1/service-accounts/{account_id}", parts={"account_id": account_id}, if_match=if_match
        )

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PageServiceAccountShown:
        """The workspace's service accounts."""
        _answer: types.PageServiceAccountShown = self._call(
            "GET", "/api/v1/service-accounts", query={"cursor": cursor, "limit": limit}
        )
        return _answer
