"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Health(Resource):
    """Operations on health."""

    def get(self) -> types.Health:
        """200 when every part of this process works, 503 otherwise."""
        _answer: types.Health = self._call("GET", "/health")
        return _answer
