"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Any

from volano import types
from volano.resource import UNSET, Resource, Unset


class Models(Resource):
    """Operations on models."""

    def import_(
        self,
        name: str | int,
        *,
        blob: str,
        license: str,
        source: str,
        chat_template: str | None | Unset = UNSET,
        context: int | Unset = UNSET,
        metadata: dict[str, Any] | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.VersionOut:
        """Make a model version of an uploaded file. Only its header is read here."""
        _answer: types.VersionOut = self._call(
            "POST",
            "/api/v1/models/{name}/import",
            parts={"name": name},
            body={
                "blob": blob,
                "chat_template": chat_template,
                "context": context,
                "license": license,
                "metadata": metadata,
                "source": source,
            },
            if_match=if_match,
        )
        return _answer
