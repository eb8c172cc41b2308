"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins

from volano import types
from volano.resource import Resource


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
