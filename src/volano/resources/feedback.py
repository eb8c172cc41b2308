"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Feedback(Resource):
    """Operations on feedback."""

    def create(
        self, *, feedback: builtins.list[types.FeedbackIn], if_match: int | None = None
    ) -> types.FeedbackCreated:
        """Say what answers should have been. A label that contradicts the answer waits in the endpoint's review queue."""
        _answer: types.FeedbackCreated = self._call(
            "POST", "/api/v1/feedback", body={"feedback": feedback}, if_match=if_match
        )
        return _answer

    def give(
        self,
        trace_id: str | int,
        *,
        author: str | Unset = UNSET,
        comment: str | Unset = UNSET,
        label: str | None | Unset = UNSET,
        source: Literal["human", "model", "code", "corpus"] | Unset = UNSET,
        value: float | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.FeedbackCreated:
        """Say what one answer should have been, or rate it."""
        _answer: types.FeedbackCreated = self._call(
            "POST",
            "/api/v1/traces/{trace_id}/feedback",
            parts={"trace_id": trace_id},
            body={"author": author, "comment": comment, "label": label, "source": source, "value": value},
            if_match=if_match,
        )
        return _answer
