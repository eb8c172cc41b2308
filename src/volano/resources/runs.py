"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Any, Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Runs(Resource):
    """Operations on runs."""

    def append_logs(
        self,
        run_id: str | int,
        *,
        lines: builtins.list[str | types.LogLineIn],
        stream: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.LogsAppended:
        """How many lines were kept."""
        _answer: types.LogsAppended = self._call(
            "POST",
            "/api/v1/runs/{run_id}/logs",
            parts={"run_id": run_id},
            body={"lines": lines, "stream": stream},
            if_match=if_match,
        )
        return _answer

    def compare(self, *, id_: builtins.list[str]) -> types.RunComparison:
        """Runs side by side: parameters and metrics, and where they differ."""
        _answer: types.RunComparison = self._call("GET", "/api/v1/runs/compare", query={"id": id_})
        return _answer

    def create(
        self,
        *,
        kind: Literal["data", "tuning", "trial", "evaluation", "pipeline", "other"],
        name: str,
        code_version: str | None | Unset = UNSET,
        environment_digest: str | None | Unset = UNSET,
        inputs: builtins.list[types.Link] | Unset = UNSET,
        job_id: str | None | Unset = UNSET,
        parameters: dict[str, Any] | Unset = UNSET,
        parent_id: str | None | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        tags: dict[str, str] | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.RunOut:
        """A new running run."""
        _answer: types.RunOut = self._call(
            "POST",
            "/api/v1/runs",
            body={
                "code_version": code_version,
                "environment_digest": environment_digest,
                "inputs": inputs,
                "job_id": job_id,
                "kind": kind,
                "name": name,
                "parameters": parameters,
                "parent_id": parent_id,
                "seed": seed,
                "tags": tags,
            },
            if_match=if_match,
        )
        return _answer

    def delete(self, run_id: str | int, *, if_match: int | None = None) -> None:
        """Nothing; hides an ended run. What it made keeps its lineage."""
        self._call("DELETE", "/api/v1/runs/{run_id}", parts={"run_id": run_id}, if_match=if_match)

    def get(self, run_id: str | int) -> types.RunOut:
        """One run; its ETag is its revision."""
        _answer: types.RunOut = self._call("GET", "/api/v1/runs/{run_id}", parts={"run_id": run_id})
        return _answer

    def get_logs(
        self,
        run_id: str | int,
        *,
        stream: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        tail: bool | None = None,
    ) -> types.LogPage:
        """Log lines in order; with `tail` the last ones."""
        _answer: types.LogPage = self._call(
            "GET",
            "/api/v1/runs/{run_id}/logs",
            parts={"run_id": run_id},
            query={"stream": stream, "cursor": cursor, "limit": limit, "tail": tail},
        )
        return _answer

    def get_metrics(
        self,
        run_id: str | int,
        *,
        key: builtins.list[str] | None = None,
        since: int | None = None,
        limit: int | None = None,
    ) -> types.MetricCurves:
        """The curves of the keys, thinned so that every spike and gap stays."""
        _answer: types.MetricCurves = self._call(
            "GET",
            "/api/v1/runs/{run_id}/metrics",
            parts={"run_id": run_id},
            query={"key": key, "since": since, "limit": limit},
        )
        return _answer

    def list(
        self,
        *,
        kind: builtins.list[Literal["data", "tuning", "trial", "evaluation", "pipeline", "other"]] | None = None,
        state: builtins.list[Literal["running", "succeeded", "failed", "cancelled"]] | None = None,
        name: str | None = None,
        tag: builtins.list[str] | None = None,
        parent_id: str | None = None,
        job_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> types.PageRunOut:
        """Runs, newest first."""
        _answer: types.PageRunOut = self._call(
            "GET",
            "/api/v1/runs",
            query={
                "kind": kind,
                "state": state,
                "name": name,
                "tag": tag,
                "parent_id": parent_id,
                "job_id": job_id,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return _answer

    def log_metrics(
        self, run_id: str | int, *, points: builtins.list[types.MetricPointIn], if_match: int | None = None
    ) -> types.MetricsLogged:
        """What became of the batch. NaN and infinities are sent as text; they are kept and reported."""
        _answer: types.MetricsLogged = self._call(
            "POST",
            "/api/v1/runs/{run_id}/metrics",
            parts={"run_id": run_id},
            body={"points": points},
            if_match=if_match,
        )
        return _answer

    def update(
        self,
        run_id: str | int,
        *,
        cost_micros: int | None | Unset = UNSET,
        error: str | None | Unset = UNSET,
        name: str | None | Unset = UNSET,
        outputs: builtins.list[types.Link] | Unset = UNSET,
        state: Literal["running", "succeeded", "failed", "cancelled"] | None | Unset = UNSET,
        tags: dict[str, str | None] | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.RunOut:
        """The changed run: finished, failed, taken up again, renamed or tagged."""
        _answer: types.RunOut = self._call(
            "PATCH",
            "/api/v1/runs/{run_id}",
            parts={"run_id": run_id},
            body={
                "cost_micros": cost_micros,
                "error": error,
                "name": name,
                "outputs": outputs,
                "state": state,
                "tags": tags,
            },
            if_match=if_match,
        )
        return _answer
