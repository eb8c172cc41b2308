"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Literal

from volano import types
from volano.resource import Resource


class Scores(Resource):
    """Operations on scores."""

    def create(self, *, scores: builtins.list[types.ScoreIn], if_match: int | None = None) -> types.ScoresCreated:
        """What became of the batch: all of it is stored, or none."""
        _answer: types.ScoresCreated = self._call("POST", "/api/v1/scores", body={"scores": scores}, if_match=if_match)
        return _answer

    def list(
        self,
        *,
        name: str | None = None,
        source: Literal["human", "model", "code", "corpus"] | None = None,
        trace_id: str | None = None,
        span_id: str | None = None,
        run_id: str | None = None,
        row_ref: str | None = None,
        session_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> types.PageScoreOut:
        """Scores, newest first."""
        _answer: types.PageScoreOut = self._call(
            "GET",
            "/api/v1/scores",
            query={
                "name": name,
                "source": source,
                "trace_id": trace_id,
                "span_id": span_id,
                "run_id": run_id,
                "row_ref": row_ref,
                "session_id": session_id,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return _answer
