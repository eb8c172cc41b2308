"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import UNSET, Resource, Unset


class Workspaces(Resource):
    """Operations on workspaces."""

    def create(self, *, slug: str, name: str | Unset = UNSET, if_match: int | None = None) -> types.WorkspaceShown:
        """A new workspace with the caller as its admin."""
        return self._call("POST", "/api/v1/workspaces", body={"name": name, "slug": slug}, if_match=if_match)  # type: ignore[no-any-return]

    def list(self) -> types.PageWorkspaceShown:
        """The workspaces the caller belongs to; a key belongs to one."""
        return self._call("GET", "/api/v1/workspaces")  # type: ignore[no-any-return]
