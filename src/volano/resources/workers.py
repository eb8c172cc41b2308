"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Workers(Resource):
    """Operations on workers."""

    def list(self) -> types.WorkerList:
        """The workers that are alive; an empty list means that queued jobs will wait."""
        _answer: types.WorkerList = self._call("GET", "/api/v1/workers")
        return _answer
