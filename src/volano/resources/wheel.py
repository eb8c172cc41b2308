"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Wheel(Resource):
    """Operations on wheel."""

    def get(self) -> types.Wheel:
        """What is happening in each stage of the wheel now."""
        _answer: types.Wheel = self._call("GET", "/api/v1/wheel")
        return _answer
