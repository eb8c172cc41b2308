"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Any

from volano import types
from volano.resource import UNSET, Resource, Unset


class Versions(Resource):
    """Operations on versions."""

    def delete(self, kind: str | int, name: str | int, number: str | int, *, if_match: int | None = None) -> None:
        """Gives up content and blobs of a version; its number is never used again."""
        self._call(
            "DELETE",
            "/api/v1/assets/{kind}/{name}/versions/{number}",
            parts={"kind": kind, "name": name, "number": number},
            if_match=if_match,
        )

    def get(self, kind: str | int, name: str | int, pointer: str | int) -> types.VersionOut:
        """One version by number, `latest`, alias or digest."""
        _answer: types.VersionOut = self._call(
            "GET",
            "/api/v1/assets/{kind}/{name}/versions/{pointer}",
            parts={"kind": kind, "name": name, "pointer": pointer},
        )
        return _answer

    def list(
        self, kind: str | int, name: str | int, *, cursor: str | None = None, limit: int | None = None
    ) -> types.PageVersionSummary:
        """Versions, newest first; deleted ones are marked."""
        _answer: types.PageVersionSummary = self._call(
            "GET",
            "/api/v1/assets/{kind}/{name}/versions",
            parts={"kind": kind, "name": name},
            query={"cursor": cursor, "limit": limit},
        )
        return _answer

    def publish(
        self,
        kind: str | int,
        name: str | int,
        *,
        content: dict[str, Any],
        force_new: bool | Unset = UNSET,
        inputs: builtins.list[types.InputIn] | Unset = UNSET,
        metadata: dict[str, Any] | Unset = UNSET,
        notes: str | Unset = UNSET,
        run_id: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.VersionOut:
        """The version that holds this content. Datasets, models and knowledge bases are published by their own areas."""
        _answer: types.VersionOut = self._call(
            "POST",
            "/api/v1/assets/{kind}/{name}/versions",
            parts={"kind": kind, "name": name},
            body={
                "content": content,
                "force_new": force_new,
                "inputs": inputs,
                "metadata": metadata,
                "notes": notes,
                "run_id": run_id,
            },
            if_match=if_match,
        )
        return _answer

    def reproduce(
        self, kind: str | int, name: str | int, pointer: str | int, *, if_match: int | None = None
    ) -> types.Started:
        """Make the version again from its recorded recipe and inputs, compare, and leave nothing but the report.

        The report is the result of the job: `same`, how it was compared, what was recorded and found, and what of code
        and environment has changed since.
        """
        _answer: types.Started = self._call(
            "POST",
            "/api/v1/assets/{kind}/{name}/versions/{pointer}/reproduce",
            parts={"kind": kind, "name": name, "pointer": pointer},
            if_match=if_match,
        )
        return _answer
