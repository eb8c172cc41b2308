"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins

from volano import types
from volano.resource import UNSET, Resource, Unset


class Policies(Resource):
    """Operations on policies."""

    def change(
        self,
        name: str | int,
        *,
        alias_pattern: str,
        kind: str,
        approvals: builtins.list[types.ApprovalRuleIn] | Unset = UNSET,
        break_glass_role: str | None | Unset = UNSET,
        expires_after_seconds: int | Unset = UNSET,
        gates: builtins.list[types.GateRuleIn] | Unset = UNSET,
        name_pattern: str | Unset = UNSET,
        notes: str | Unset = UNSET,
        requester_role: str | Unset = UNSET,
        rollback: bool | Unset = UNSET,
        separation_of_duties: bool | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.PolicyOut:
        """A new version; one that asks for less waits until a second person confirms it."""
        _answer: types.PolicyOut = self._call(
            "PUT",
            "/api/v1/policies/{name}",
            parts={"name": name},
            body={
                "alias_pattern": alias_pattern,
                "approvals": approvals,
                "break_glass_role": break_glass_role,
                "expires_after_seconds": expires_after_seconds,
                "gates": gates,
                "kind": kind,
                "name_pattern": name_pattern,
                "notes": notes,
                "requester_role": requester_role,
                "rollback": rollback,
                "separation_of_duties": separation_of_duties,
            },
            if_match=if_match,
        )
        return _answer

    def confirm(self, name: str | int, number: str | int, *, if_match: int | None = None) -> types.PolicyOut:
        """Puts a proposed version in force; not for who proposed it."""
        _answer: types.PolicyOut = self._call(
            "POST",
            "/api/v1/policies/{name}/versions/{number}/confirm",
            parts={"name": name, "number": number},
            if_match=if_match,
        )
        return _answer

    def create(
        self,
        *,
        alias_pattern: str,
        kind: str,
        name: str,
        approvals: builtins.list[types.ApprovalRuleIn] | Unset = UNSET,
        break_glass_role: str | None | Unset = UNSET,
        expires_after_seconds: int | Unset = UNSET,
        gates: builtins.list[types.GateRuleIn] | Unset = UNSET,
        name_pattern: str | Unset = UNSET,
        notes: str | Unset = UNSET,
        requester_role: str | Unset = UNSET,
        rollback: bool | Unset = UNSET,
        separation_of_duties: bool | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.PolicyOut:
        """A new policy, in force at once beside the others."""
        _answer: types.PolicyOut = self._call(
            "POST",
            "/api/v1/policies",
            body={
                "alias_pattern": alias_pattern,
                "approvals": approvals,
                "break_glass_role": break_glass_role,
                "expires_after_seconds": expires_after_seconds,
                "gates": gates,
                "kind": kind,
                "name": name,
                "name_pattern": name_pattern,
                "notes": notes,
                "requester_role": requester_role,
                "rollback": rollback,
                "separation_of_duties": separation_of_duties,
            },
            if_match=if_match,
        )
        return _answer

    def decline(
        self, name: str | int, number: str | int, *, reason: str | Unset = UNSET, if_match: int | None = None
    ) -> types.PolicyOut:
        """Drops a proposed version."""
        _answer: types.PolicyOut = self._call(
            "POST",
            "/api/v1/policies/{name}/versions/{number}/decline",
            parts={"name": name, "number": number},
            body={"reason": reason},
            if_match=if_match,
        )
        return _answer

    def get(self, name: str | int) -> types.PolicyOut:
        """The policy as it is in force and as it is proposed; its ETag is the newest version number."""
        _answer: types.PolicyOut = self._call("GET", "/api/v1/policies/{name}", parts={"name": name})
        return _answer

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PagePolicyOut:
        """Policies by name, ended ones too."""
        _answer: types.PagePolicyOut = self._call("GET", "/api/v1/policies", query={"cursor": cursor, "limit": limit})
        return _answer

    def retire(self, name: str | int, *, notes: str | Unset = UNSET, if_match: int | None = None) -> types.PolicyOut:
        """Ends the policy, once a second person confirms it."""
        _answer: types.PolicyOut = self._call(
            "POST", "/api/v1/policies/{name}/retire", parts={"name": name}, body={"notes": notes}, if_match=if_match
        )
        return _answer

    def versions(self, name: str | int) -> builtins.list[types.PolicyVersionOut]:
        """All versions of a policy, newest first."""
        _answer: builtins.list[types.PolicyVersionOut] = self._call(
            "GET", "/api/v1/policies/{name}/versions", parts={"name": name}
        )
        return _answer
