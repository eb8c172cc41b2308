"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano.resource import Resource


class Metrics(Resource):
    """Operations on metrics."""

    def get(self) -> None:
        """Prometheus text: counts and timings only, no names of people or content."""
        self._call("GET", "/metrics")
