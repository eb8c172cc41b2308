"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Any

from volano import types
from volano.resource import UNSET, Resource, Unset


class Evaluations(Resource):
    """Operations on evaluations."""

    def compare(self, *, first: str, second: str, if_match: int | None = None) -> types.ComparisonOut:
        """Compare two evaluations of the same rows: differences with intervals, and where they disagree."""
        _answer: types.ComparisonOut = self._call(
            "POST", "/api/v1/evaluations/compare", body={"first": first, "second": second}, if_match=if_match
        )
        return _answer

    def create(
        self,
        *,
        dataset: str,
        expected: str,
        model: str,
        prompt: str,
        variables: dict[str, str],
        max_tokens: int | Unset = UNSET,
        name: str | Unset = UNSET,
        options: dict[str, Any] | Unset = UNSET,
        rows: int | Unset = UNSET,
        scorer: str | Unset = UNSET,
        seed: int | Unset = UNSET,
        where: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.Started:
        """Ask a model version the rows of a data set and judge its answers."""
        _answer: types.Started = self._call(
            "POST",
            "/api/v1/evaluations",
            body={
                "dataset": dataset,
                "expected": expected,
                "max_tokens": max_tokens,
                "model": model,
                "name": name,
                "options": options,
                "prompt": prompt,
                "rows": rows,
                "scorer": scorer,
                "seed": seed,
                "variables": variables,
                "where": where,
            },
            if_match=if_match,
        )
        return _answer

    def get(self, run_id: str | int) -> types.EvaluationOut:
        """One evaluation with its figures and their intervals."""
        _answer: types.EvaluationOut = self._call("GET", "/api/v1/evaluations/{run_id}", parts={"run_id": run_id})
        return _answer

    def list(
        self, *, model: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> types.PageEvaluationOut:
        """Evaluations, newest first; of one model version with `model` (`name@7`)."""
        _answer: types.PageEvaluationOut = self._call(
            "GET", "/api/v1/evaluations", query={"model": model, "cursor": cursor, "limit": limit}
        )
        return _answer

    def rows(
        self, run_id: str | int, *, correct: bool | None = None, cursor: str | None = None, limit: int | None = None
    ) -> types.PageEvaluationRowOut:
        """The answered rows, by id."""
        _answer: types.PageEvaluationRowOut = self._call(
            "GET",
            "/api/v1/evaluations/{run_id}/rows",
            parts={"run_id": run_id},
            query={"correct": correct, "cursor": cursor, "limit": limit},
        )
        return _answer
