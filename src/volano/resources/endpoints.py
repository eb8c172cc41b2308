"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import UNSET, Resource, Unset


class Endpoints(Resource):
    """Operations on endpoints."""

    def create(self, *, name: str, plan: types.Plan, if_match: int | None = None) -> types.EndpointOut:
        """Make an endpoint; it answers at once under its name as `model` in the OpenAI API."""
        return self._call("POST", "/api/v1/endpoints", body={"name": name, "plan": plan}, if_match=if_match)  # type: ignore[no-any-return]

    def get(self, name: str | int) -> types.EndpointOut:
        """One endpoint with its traffic plan."""
        return self._call("GET", "/api/v1/endpoints/{name}", parts={"name": name})  # type: ignore[no-any-return]

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PageEndpointOut:
        """Endpoints by name."""
        return self._call("GET", "/api/v1/endpoints", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]

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
        return self._call(
            "PATCH",
            "/api/v1/endpoints/{name}",
            parts={"name": name},
            body={"enabled": enabled, "plan": plan, "reason": reason},
            if_match=if_match,
        )  # type: ignore[no-any-return]
