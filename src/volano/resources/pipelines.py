"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Pipelines(Resource):
    """Operations on pipelines."""

    def ask(self, ref: str | int, *, question: str, if_match: int | None = None) -> types.PipelineAnswer:
        """Try a pipeline version: the answer, and the passages that it rests on. For traffic, put it behind an endpoint."""
        _answer: types.PipelineAnswer = self._call(
            "POST", "/api/v1/pipelines/{ref}/ask", parts={"ref": ref}, body={"question": question}, if_match=if_match
        )
        return _answer

    def create_version(
        self,
        name: str | int,
        *,
        knowledge_base: str,
        model: str,
        prompt: str,
        context_variable: str | Unset = UNSET,
        kind: Literal["retrieve_and_answer"] | Unset = UNSET,
        max_tokens: int | Unset = UNSET,
        notes: str | Unset = UNSET,
        passage_guard: Literal["mark", "drop", "refuse"] | Unset = UNSET,
        passages: int | Unset = UNSET,
        question_variable: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.VersionOut:
        """Publish a pipeline. Every part is pinned to an exact version."""
        _answer: types.VersionOut = self._call(
            "POST",
            "/api/v1/pipelines/{name}/versions",
            parts={"name": name},
            body={
                "context_variable": context_variable,
                "kind": kind,
                "knowledge_base": knowledge_base,
                "max_tokens": max_tokens,
                "model": model,
                "notes": notes,
                "passage_guard": passage_guard,
                "passages": passages,
                "prompt": prompt,
                "question_variable": question_variable,
            },
            if_match=if_match,
        )
        return _answer
