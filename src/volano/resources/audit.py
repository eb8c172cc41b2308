"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import Resource


class Audit(Resource):
    """Operations on audit."""

    def verify(self) -> types.AuditReport:
        """Whether any event of the workspace was changed, removed, added or moved since it was written."""
        _answer: types.AuditReport = self._call("GET", "/api/v1/audit/verify")
        return _answer
