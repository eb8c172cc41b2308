"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import Resource


class Lineage(Resource):
    """Operations on lineage."""

    def get(
        self,
        *,
        node: str,
        direction: Literal["up", "down", "both"] | None = None,
        depth: int | None = None,
        limit: int | None = None,
    ) -> types.LineageOut:
        """What something was made from (up) and what became of it (down)."""
        _answer: types.LineageOut = self._call(
            "GET", "/api/v1/lineage", query={"node": node, "direction": direction, "depth": depth, "limit": limit}
        )
        return _answer

    def impact(self, *, node: str) -> types.ImpactOut:
        """What something touched, such as one poisoned row: tunings, models, endpoints, and how many traces."""
        _answer: types.ImpactOut = self._call("GET", "/api/v1/lineage/impact", query={"node": node})
        return _answer

    def rows(self, *, node: str, cursor: str | None = None, limit: int | None = None) -> types.PageRowUseOut:
        """The rows of data sets that a model was tuned on, or a run has read, in the order of their ids."""
        _answer: types.PageRowUseOut = self._call(
            "GET", "/api/v1/lineage/rows", query={"node": node, "cursor": cursor, "limit": limit}
        )
        return _answer
