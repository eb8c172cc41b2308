"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Recipes(Resource):
    """Operations on recipes."""

    def steps(self) -> types.PageRecipeStepOut:
        """The steps that recipes may use, with their parameters."""
        _answer: types.PageRecipeStepOut = self._call("GET", "/api/v1/recipe-steps")
        return _answer
