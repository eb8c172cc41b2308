"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import UNSET, Resource, Unset


class Workspaces(Resource):
    """Operations on workspaces."""

    def create(self, *, slug: str, name: str | Unset = UNSET, if_match: int | None = None) -> types.WorkspaceShown:
        """A new workspace with the caller as its admin."""
        _answer: types.WorkspaceShown = self._call(
            "POST", "/api/v1/workspaces", body={"name": name, "slug": slug}, if_match=if_match
        )
        return _answer

    def list(self) -> types.PageWorkspaceShown:
        """The workspaces the caller belongs to; a key belongs to one."""
        _answer: types.PageWorkspaceShown = self._call("GET", "/api/v1/workspaces")
        return _answer
