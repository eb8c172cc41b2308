"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import UNSET, Resource, Unset


class Tunings(Resource):
    """Operations on tunings."""

    def create(
        self,
        *,
        answer: str,
        base: str,
        dataset: str,
        name: str,
        prompt: str,
        variables: dict[str, str],
        recipe: types.Recipe | Unset = UNSET,
        sample: types.Sample | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.Started:
        """Tune a model on a data set. The loss streams into the run while it learns."""
        _answer: types.Started = self._call(
            "POST",
            "/api/v1/tunings",
            body={
                "answer": answer,
                "base": base,
                "dataset": dataset,
                "name": name,
                "prompt": prompt,
                "recipe": recipe,
                "sample": sample,
                "variables": variables,
            },
            if_match=if_match,
        )
        return _answer
