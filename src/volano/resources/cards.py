"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Cards(Resource):
    """Operations on cards."""

    def get(self, kind: str | int, name: str | int) -> types.CardOut:
        """The asset's card; its ETag is its revision."""
        _answer: types.CardOut = self._call(
            "GET", "/api/v1/assets/{kind}/{name}/card", parts={"kind": kind, "name": name}
        )
        return _answer

    def set(
        self,
        kind: str | int,
        name: str | int,
        *,
        markdown: str,
        status: Literal["draft", "pending_review", "approved", "archived"] | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.CardOut:
        """The card with new text or status; approved only by somebody else than who wrote it."""
        _answer: types.CardOut = self._call(
            "PUT",
            "/api/v1/assets/{kind}/{name}/card",
            parts={"kind": kind, "name": name},
            body={"markdown": markdown, "status": status},
            if_match=if_match,
        )
        return _answer
