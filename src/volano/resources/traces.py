"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Literal

from volano import types
from volano.resource import Resource


class Traces(Resource):
    """Operations on traces."""

    def get(self, trace_id: str | int) -> types.TraceOut:
        """One trace as a waterfall with contents and scores."""
        _answer: types.TraceOut = self._call("GET", "/api/v1/traces/{trace_id}", parts={"trace_id": trace_id})
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
    ) -> types.PageTraceSummary:
        """Traces that have a matching span, newest first."""
        _answer: types.PageTraceSummary = self._call(
            "GET",
            "/api/v1/traces",
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

    def stats(
        self,
        *,
        bucket: Literal["minute", "hour", "day"] | None = None,
        by: Literal["endpoint", "model", "version", "prompt", "pipeline", "service", "status"] | None = None,
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
    ) -> types.Stats:
        """Volume, errors, tokens, cost and latency percentiles over time; model calls unless `kind` says otherwise."""
        _answer: types.Stats = self._call(
            "GET",
            "/api/v1/traces/stats",
            query={
                "bucket": bucket,
                "by": by,
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
