"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import UNSET, Resource, Unset


class Transitions(Resource):
    """Operations on transitions."""

    def apply(self, transition_id: str | int, *, if_match: int | None = None) -> types.TransitionOut:
        """Checks everything again and moves the alias, or says all that is missing."""
        _answer: types.TransitionOut = self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/apply",
            parts={"transition_id": transition_id},
            if_match=if_match,
        )
        return _answer

    def approve(
        self, transition_id: str | int, *, notes: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """Consents, in person, to exactly this version under these policies and gate results."""
        _answer: types.TransitionOut = self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/approve",
            parts={"transition_id": transition_id},
            body={"notes": notes},
            if_match=if_match,
        )
        return _answer

    def break_glass(
        self, *, alias: str, kind: str, name: str, reason: str, to: str, if_match: int | None = None
    ) -> types.TransitionOut:
        """Moves a protected alias at once, past gates and approvals; raises an alert and waits for a review."""
        _answer: types.TransitionOut = self._call(
            "POST",
            "/api/v1/transitions/break-glass",
            body={"alias": alias, "kind": kind, "name": name, "reason": reason, "to": to},
            if_match=if_match,
        )
        return _answer

    def cancel(
        self, transition_id: str | int, *, reason: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """Takes the request back."""
        _answer: types.TransitionOut = self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/cancel",
            parts={"transition_id": transition_id},
            body={"reason": reason},
            if_match=if_match,
        )
        return _answer

    def evaluate(self, transition_id: str | int, *, if_match: int | None = None) -> types.TransitionOut:
        """Looks at policies and gates again; approvals given under other results are void."""
        _answer: types.TransitionOut = self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/evaluate",
            parts={"transition_id": transition_id},
            if_match=if_match,
        )
        return _answer

    def get(self, transition_id: str | int) -> types.TransitionOut:
        """One transition with what is missing now, in words; its ETag is its revision."""
        _answer: types.TransitionOut = self._call(
            "GET", "/api/v1/transitions/{transition_id}", parts={"transition_id": transition_id}
        )
        return _answer

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
        _answer: types.PageTransitionSummary = self._call(
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
        )
        return _answer

    def reject(
        self, transition_id: str | int, *, reason: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """Ends the request."""
        _answer: types.TransitionOut = self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/reject",
            parts={"transition_id": transition_id},
            body={"reason": reason},
            if_match=if_match,
        )
        return _answer

    def request(
        self,
        *,
        alias: str,
        kind: str,
        name: str,
        reason: str | Unset = UNSET,
        remove: bool | Unset = UNSET,
        to: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.TransitionOut:
        """A request to move a protected alias, with its gates evaluated and what is missing."""
        _answer: types.TransitionOut = self._call(
            "POST",
            "/api/v1/transitions",
            body={"alias": alias, "kind": kind, "name": name, "reason": reason, "remove": remove, "to": to},
            if_match=if_match,
        )
        return _answer

    def review(
        self, transition_id: str | int, *, notes: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """Closes the review that a broken glass left open; not for who broke it."""
        _answer: types.TransitionOut = self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/review",
            parts={"transition_id": transition_id},
            body={"notes": notes},
            if_match=if_match,
        )
        return _answer

    def rollback(
        self, transition_id: str | int, *, reason: str | Unset = UNSET, if_match: int | None = None
    ) -> types.TransitionOut:
        """A new, applied transition back to where the alias was before this one."""
        _answer: types.TransitionOut = self._call(
            "POST",
            "/api/v1/transitions/{transition_id}/rollback",
            parts={"transition_id": transition_id},
            body={"reason": reason},
            if_match=if_match,
        )
        return _answer
