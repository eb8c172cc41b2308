"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Transitions(Resource):
    """Operations on transitions."""

    def apply(self, transition_id: str | int, *, if_match: int | None = None) -> types.TransitionOut:
        """Checks everything again and moves the alias, or says all that is missing."""
        return self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/apply",
            parts={"transition_id": transition_id},
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def approve(
        self, transition_id: str | int, *, notes: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """Consents, in person, to exactly this version under these policies and gate results."""
        return self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/approve",
            parts={"transition_id": transition_id},
            body={"notes": notes},
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def break_glass(
        self, *, alias: str, kind: str, name: str, reason: str, to: str, if_match: int | None = None
    ) -> types.TransitionOut:
        """Moves a protected alias at once, past gates and approvals; raises an alert and waits for a review."""
        return self._call(
            "POST",
            "/api/v1/transitions/break-glass",
            body={"alias": alias, "kind": kind, "name": name, "reason": reason, "to": to},
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def cancel(
        self, transition_id: str | int, *, reason: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """Takes the request back."""
        return self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/cancel",
            parts={"transition_id": transition_id},
            body={"reason": reason},
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def evaluate(self, transition_id: str | int, *, if_match: int | None = None) -> types.TransitionOut:
        """Looks at policies and gates again; approvals given under other results are void."""
        return self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/evaluate",
            parts={"transition_id": transition_id},
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def get(self, transition_id: str | int) -> types.TransitionOut:
        """One transition with what is missing now, in words; its ETag is its revision."""
        return self._call("GET", "/api/v1/transitions/{transition_id}", parts={"transition_id": transition_id})  # type: ignore[no-any-return]

    def list(
        self,
        *,
        state: Literal["open", "approved", "applied", "rejected", "cancelled", "expired", "rolled_back"] | None = None,
        kind: str | None = None,
        name: str | None = None,
        alias: str | None = None,
        needs_review: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> types.PageTransitionSummary:
        """Transitions, newest first; `needs_review` lists broken glass."""
        return self._call(
            "GET",
            "/api/v1/transitions",
            query={
                "state": state,
                "kind": kind,
                "name": name,
                "alias": alias,
                "needs_review": needs_review,
                "cursor": cursor,
                "limit": limit,
            },
        )  # type: ignore[no-any-return]

    def reject(
        self, transition_id: str | int, *, reason: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """Ends the request."""
        return self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/reject",
            parts={"transition_id": transition_id},
            body={"reason": reason},
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def request(
        self,
        *,
        alias: str,
        kind: str,
        name: str,
        to: str | None,
        reason: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.TransitionOut:
        """A request to move a protected alias, with its gates evaluated and what is missing."""
        return self._call(
            "POST",
            "/api/v1/transitions",
            body={"alias": alias, "kind": kind, "name": name, "reason": reason, "to": to},
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def review(
        self, transition_id: str | int, *, notes: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """Closes the review that a broken glass left open; not for who broke it."""
        return self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/review",
            parts={"transition_id": transition_id},
            body={"notes": notes},
            if_match=if_match,
        )  # type: ignore[no-any-return]

    def rollback(
        self, transition_id: str | int, *, reason: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """A new, applied transition back to where the alias was before this one."""
        return self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/rollback",
            parts={"transition_id": transition_id},
            body={"reason": reason},
            if_match=if_match,
        )  # type: ignore[no-any-return]
