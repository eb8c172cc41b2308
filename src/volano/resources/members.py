"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Members(Resource):
    """Operations on members."""

    def add(
        self,
        *,
        email: str,
        role: Literal["viewer", "annotator", "editor", "maintainer", "admin"],
        name: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.NewMember:
        """A new member; somebody who has never signed in gets a one-time invitation, shown this once."""
        _answer: types.NewMember = self._call(
            "POST", "/api/v1/members", body={"email": email, "name": name, "role": role}, if_match=if_match
        )
        return _answer

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PageMemberShown:
        """Who belongs to the workspace."""
        _answer: types.PageMemberShown = self._call("GET", "/api/v1/members", query={"cursor": cursor, "limit": limit})
        return _answer

    def remove(self, person_id: str | int, *, if_match: int | None = None) -> None:
        """Nothing; the person and their keys are out at once."""
        self._call("DELETE", "/api/v1/members/{person_id}", parts={"person_id": person_id}, if_match=if_match)

    def update(
        self,
        person_id: str | int,
        *,
        role: Literal["viewer", "annotator", "editor", "maintainer", "admin"],
        if_match: int | None = None,
    ) -> types.MemberShown:
        """The member with another role, in force at once."""
        _answer: types.MemberShown = self._call(
            "PATCH",
            "/api/v1/members/{person_id}",
            parts={"person_id": person_id},
            body={"role": role},
            if_match=if_match,
        )
        return _answer
