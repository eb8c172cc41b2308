"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import UNSET, Resource, Unset


class KnowledgeBases(Resource):
    """Operations on knowledge bases."""

    def build(
        self,
        name: str | int,
        *,
        dataset: str,
        notes: str | Unset = UNSET,
        passage_characters: int | Unset = UNSET,
        text_column: str | Unset = UNSET,
        title_column: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.Started:
        """Make a version of a knowledge base from the texts of a data set."""
        _answer: types.Started = self._call(
            "POST",
            "/api/v1/knowledge-bases/{name}/build",
            parts={"name": name},
            body={
                "dataset": dataset,
                "notes": notes,
                "passage_characters": passage_characters,
                "text_column": text_column,
                "title_column": title_column,
            },
            if_match=if_match,
        )
        return _answer

    def search(self, ref: str | int, *, q: str, limit: int | None = None) -> types.PagePassage:
        """The passages nearest in meaning."""
        _answer: types.PagePassage = self._call(
            "GET", "/api/v1/knowledge-bases/{ref}/search", parts={"ref": ref}, query={"q": q, "limit": limit}
        )
        return _answer
