"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Literal

from volano import types
from volano.resource import Resource


class Spans(Resource):
    """Operations on spans."""

    def count(self) -> types.SpanCount:
        """How many spans the workspace holds: exact as soon as an export was acknowledged."""
        _answer: types.SpanCount = self._call("GET", "/api/v1/spans/count")
        return _answer

    def get(self, trace_id: str | int, span_id: str | int) -> types.SpanOut:
        """One span with its whole content."""
        _answer: types.SpanOut = self._call(
            "GET", "/api/v1/traces/{trace_id}/spans/{span_id}", parts={"trace_id": trace_id, "span_id": span_id}
        )
        return _answer

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        since: str | None = None,
        until: str | None = None,
        endpoint: str | None = None,
        model: str | None = None,
        version: str | None = None,
        prompt: str | None = None,
        pipeline: str | None = None,
        service: str | None = None,
        session: str | None = None,
        user: str | None = None,
        principal: str | None = None,
        run: str | None = None,
        status: Literal["unset", "ok", "error"] | None = None,
        kind: builtins.list[
            Literal[
                "llm",
                "embedding",
                "reranker",
                "retriever",
                "tool",
                "agent",
                "chain",
                "guardrail",
                "evaluator",
                "prompt",
                "other",
            ]
        ]
        | None = None,
        min_latency_ms: float | None = None,
    ) -> types.PageSpanOut:
        """Spans with their content, newest first."""
        _answer: types.PageSpanOut = self._call(
            "GET",
            "/api/v1/spans",
            query={
                "cursor": cursor,
                "limit": limit,
                "since": since,
                "until": until,
                "endpoint": endpoint,
                "model": model,
                "version": version,
                "prompt": prompt,
                "pipeline": pipeline,
                "service": service,
                "session": session,
                "user": user,
                "principal": principal,
                "run": run,
                "status": status,
                "kind": kind,
                "min_latency_ms": min_latency_ms,
            },
        )
        return _answer
