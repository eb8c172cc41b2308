"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Any, Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Reviews(Resource):
    """Operations on reviews."""

    def collect(
        self,
        *,
        dataset: str,
        queue: str,
        base: str | None | Unset = UNSET,
        constants: dict[str, Any] | Unset = UNSET,
        label_column: str | Unset = UNSET,
        text_column: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.Collected:
        """Take every decision of a queue into a new dataset version: the wheel closes here."""
        _answer: types.Collected = self._call(
            "POST",
            "/api/v1/reviews/collect",
            body={
                "base": base,
                "constants": constants,
                "dataset": dataset,
                "label_column": label_column,
                "queue": queue,
                "text_column": text_column,
            },
            if_match=if_match,
        )
        return _answer

    def decide(
        self,
        review_id: str | int,
        *,
        comment: str | Unset = UNSET,
        label: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.ReviewOut:
        """Say which label is right, or skip."""
        _answer: types.ReviewOut = self._call(
            "POST",
            "/api/v1/reviews/{review_id}/decide",
            parts={"review_id": review_id},
            body={"comment": comment, "label": label},
            if_match=if_match,
        )
        return _answer

    def get(self, review_id: str | int) -> types.ReviewOut:
        """One review."""
        _answer: types.ReviewOut = self._call("GET", "/api/v1/reviews/{review_id}", parts={"review_id": review_id})
        return _answer

    def list(
        self,
        *,
        queue: str | None = None,
        state: Literal["open", "decided", "skipped"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> types.PageReviewOut:
        """Reviews, oldest first."""
        _answer: types.PageReviewOut = self._call(
            "GET", "/api/v1/reviews", query={"queue": queue, "state": state, "cursor": cursor, "limit": limit}
        )
        return _answer
