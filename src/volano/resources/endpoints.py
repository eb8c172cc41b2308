"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import UNSET, Resource, Unset


class Endpoints(Resource):
    """Operations on endpoints."""

    def create(self, *, name: str, plan: types.Plan, if_match: int | None = None) -> types.EndpointOut:
        """Make an endpoint; it answers at once under its name as `model` in the OpenAI API."""
        _answer: types.EndpointOut = self._call(
            "POST", "/api/v1/endpoints", body={"name": name, "plan": plan}, if_match=if_match
        )
        return _answer

    def get(self, name: str | int) -> types.EndpointOut:
        """One endpoint with its traffic plan."""
        _answer: types.EndpointOut = self._call("GET", "/api/v1/endpoints/{name}", parts={"name": name})
        return _answer

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PageEndpointOut:
        """Endpoints by name."""
        _answer: types.PageEndpointOut = self._call(
            "GET", "/api/v1/endpoints", query={"cursor": cursor, "limit": limit}
        )
        return _answer

    def update(
        self,
        name: str | int,
        *,
        enabled: bool | None | Unset = UNSET,
        plan: types.Plan | None | Unset = UNSET,
        reason: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.EndpointOut:
        """Change the traffic plan, or switch the endpoint on or off. The next call follows it."""
        _answer: types.EndpointOut = self._call(
            "PATCH",
            "/api/v1/endpoints/{name}",
            parts={"name": name},
            body={"enabled": enabled, "plan": plan, "reason": reason},
            if_match=if_match,
        )
        return _answer
