"""Policies: versioned rules on aliases. What a policy asks of others, it asks of those who would loosen it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.kinds import KINDS
from volano_server.catalog.domain.policies import Policy, PolicyRules, check_rules, loosened_by, rules_of
from volano_server.catalog.errors import ApprovalRefused, NothingProposed, PolicyNotFound, PolicyTaken, RevisionMoved
from volano_server.catalog.schemas.governance import PolicyOut, PolicyRulesOut, PolicyVersionOut
from volano_server.catalog.service.gates import GateRunner
from volano_server.catalog.service.roles import LADDER
from volano_server.catalog.service.shapes import moment
from volano_server.catalog.store import PolicyStore, TransitionStore
from volano_server.db import Tx
from volano_server.kit.canonical import digest_of
from volano_server.kit.clock import to_rfc3339
from volano_server.kit.ids import new_id
from volano_server.kit.names import check_name
from volano_server.kit.paging import Page, cut_page, decode_cursor


class PolicyService:
    """Makes, changes and ends policies; knows which ones cover an alias.

    A change makes a new version and voids the approvals of open transitions that it touches. A change that asks
    for less than a policy with separation of duties did is only proposed until a second person confirms it:
    otherwise one admin could loosen the rules, move the alias and restore them.
    """

    def __init__(self, gates: GateRunner, kinds: Sequence[str] = tuple(KINDS)) -> None:
        self._gates = gates
        self._kinds = kinds

    # ---- asking -------------------------------------------------------------------------------------------

    def in_force(self, tx: Tx) -> list[Policy]:
        """The policies in force, by name."""
        return [Policy(row.policy_id, row.name, row.number, rules_of(row.rules)) for row in PolicyStore(tx).in_force()]

    def covering(self, tx: Tx, kind: str, name: str, alias: str) -> list[Policy]:
        """The policies under all of which this alias moves; empty when it is free."""
        return [policy for policy in self.in_force(tx) if policy.rules.covers(kind, name, alias)]

    def get(self, tx: Tx, name: str) -> PolicyOut:
        """The policy as it is in force and as it is proposed. Raises PolicyNotFound."""
        return _policy_out(tx, self._find(tx, name))

    def list_policies(self, tx: Tx, *, cursor: str | None = None, limit: int = 50) -> Page[PolicyOut]:
        """Policies by name, ended ones too."""
        after = decode_cursor(cursor, str)[0] if cursor else None
        rows, following = cut_page(PolicyStore(tx).page(after, limit + 1), limit, lambda row: (row.name,))
        return Page(items=[_policy_out(tx, row) for row in rows], next_cursor=following)

    def versions(self, tx: Tx, name: str) -> list[PolicyVersionOut]:
        """All versions, the newest first."""
        return [_version_out(row) for row in PolicyStore(tx).versions(self._find(tx, name).policy_id)]

    # ---- changing -----------------------------------------------------------------------------------------

    def create(self, tx: Tx, name: str, rules: PolicyRules, *, notes: str = "") -> PolicyOut:
        """The new policy, in force at once: all policies that cover an alias hold, so one more only asks for more.

        Raises InvalidPolicy or PolicyTaken.
        """
        tx.subject.require("policies:write")
        check_rules(rules, self._kinds, self._gates.names, LADDER)
        store = PolicyStore(tx)
        if store.find(check_name(name, "policy name")) is not None:
            raise PolicyTaken(f"there is a policy `{name}`", hint=f"change it: `volano policies change {name}`")
        policy_id = new_id()
        store.add({"id": policy_id, "name": name, "newest": 1, "in_force": None, "created_at": tx.now()})
        self._add_version(tx, policy_id, name, 1, rules, (), notes, proposed=False)
        self._enact(tx, policy_id, name, 1, None, rules)
        return self.get(tx, name)

    def change(
        self, tx: Tx, name: str, rules: PolicyRules | None, *, notes: str = "", revision: int | None = None
    ) -> PolicyOut:
        """The policy with a new version; None ends it. `revision` is the newest version number that the caller saw.

        A version that asks for less waits for `confirm`. Raises PolicyNotFound, InvalidPolicy, RevisionMoved.
        """
        tx.subject.require("policies:write")
        if rules is not None:
            check_rules(rules, self._kinds, self._gates.names, LADDER)
        row = self._find(tx, name)
        if revision not in (None, row.newest):
            raise RevisionMoved(f"policy `{name}` is at version {row.newest}, not {revision}", hint="look at it again")
        old, store = self._rules_in_force(tx, row), PolicyStore(tx)
        if _same(old, rules):
            return self.get(tx, name)
        loosened = loosened_by(old, rules, LADDER) if old else ()
        proposed = bool(old and old.separation_of_duties and loosened)
        self._supersede_proposals(tx, row.policy_id)
        number = row.newest + 1
        self._add_version(tx, row.policy_id, name, number, rules, loosened, notes, proposed=proposed)
        store.set_current(row.policy_id, newest=number)
        if not proposed:
            self._enact(tx, row.policy_id, name, number, old, rules)
        return self.get(tx, name)

    def confirm(self, tx: Tx, name: str, number: int) -> PolicyOut:
        """The policy with the proposed version in force.

        Raises NothingProposed, or ApprovalRefused for who proposed it and for service accounts.
        """
        tx.subject.require("policies:write")
        version = self._proposal(tx, name, number)
        who = tx.subject
        if who.kind != "person" or who.owner_id == version.made_by:
            raise ApprovalRefused(
                f"version {number} of `{name}` asks for less than before: {'; '.join(version.loosened)}",
                hint=f"somebody else than {version.made_by_name} with `policies:write` has to confirm it in person",
            )
        PolicyStore(tx).set_state(version.policy_id, number, "proposed", decided=True)
        rules = rules_of(version.rules) if version.rules else None
        self._enact(tx, version.policy_id, name, number, self._rules_in_force(tx, version), rules)
        return self.get(tx, name)

    def decline(self, tx: Tx, name: str, number: int, *, reason: str = "") -> PolicyOut:
        """The policy without the proposed version. Raises NothingProposed."""
        tx.subject.require("policies:write")
        version = self._proposal(tx, name, number)
        PolicyStore(tx).set_state(version.policy_id, number, "declined", decided=True)
        tx.record("policy:decline", "policy", version.policy_id, name=name, reason=reason, data={"number": number})
        return self.get(tx, name)

    # ---- inside -------------------------------------------------------------------------------------------

    def _find(self, tx: Tx, name: str) -> Row[Any]:
        """The newest version of the policy."""
        row = PolicyStore(tx).find(check_name(name, "policy name"))
        found = row and PolicyStore(tx).version(row.id, row.newest)
        if found is None:
            raise PolicyNotFound(f"there is no policy `{name}`", hint="list them: `volano policies list`")
        return found

    def _rules_in_force(self, tx: Tx, row: Row[Any]) -> PolicyRules | None:
        found = PolicyStore(tx).version(row.policy_id, row.in_force) if row.in_force else None
        return rules_of(found.rules) if found else None

    def _proposal(self, tx: Tx, name: str, number: int) -> Row[Any]:
        found = PolicyStore(tx).version(self._find(tx, name).policy_id, number)
        if found is None or found.state != "proposed":
            state = found.state if found else "unknown"
            raise NothingProposed(
                f"version {number} of policy `{name}` is {state}, not proposed", hint="look at it again"
            )
        return found

    def _supersede_proposals(self, tx: Tx, policy_id: str) -> None:
        for version in PolicyStore(tx).versions(policy_id):
            if version.state == "proposed":
                PolicyStore(tx).set_state(policy_id, version.number, "superseded")

    def _add_version(
        self, tx: Tx, policy_id: str, name: str, number: int, rules: PolicyRules | None, loosened: Sequence[str],
        notes: str, *, proposed: bool,
    ) -> None:  # fmt: skip
        row = {
            "policy_id": policy_id,
            "number": number,
            "rules": rules.to_json() if rules else None,
            "state": "proposed",
            "loosened": list(loosened),
            "notes": notes,
            "made_by": tx.subject.owner_id,
            "made_by_name": tx.subject.name,
            "created_at": tx.now(),
        }
        PolicyStore(tx).add_version(row)
        if proposed:
            data = {"number": number, "loosened": list(loosened), "alert": True}
            tx.record("policy:propose", "policy", policy_id, name=name, reason=notes, data=data)

    def _enact(
        self, tx: Tx, policy_id: str, name: str, number: int, old: PolicyRules | None, new: PolicyRules | None
    ) -> None:
        store = PolicyStore(tx)
        for version in store.versions(policy_id):
            if version.state == "in_force":
                store.set_state(policy_id, version.number, "superseded")
        store.set_state(policy_id, number, "in_force" if new else "retired")
        store.set_current(policy_id, in_force=number if new else None)
        tx.record(
            "policy:set" if new else "policy:retire", "policy", policy_id, name=name,
            before=digest_of(old.to_json()) if old else None, after=digest_of(new.to_json()) if new else None,
            data={"number": number},
        )  # fmt: skip
        _void_touched(tx, f"policy `{name}` is now at version {number}", [rules for rules in (old, new) if rules])


def _void_touched(tx: Tx, reason: str, touching: Sequence[PolicyRules]) -> None:
    store = TransitionStore(tx)
    for row in store.live():
        if any(rules.covers(row.asset_kind, row.asset_name, row.alias) for rules in touching):
            voided = store.void(row.id, reason)
            store.change(row, state="open")
            tx.record("transition:void", "transition", row.id, reason=reason, data={"approvals": voided})


def _same(one: PolicyRules | None, other: PolicyRules | None) -> bool:
    return (one and digest_of(one.to_json())) == (other and digest_of(other.to_json()))


def _policy_out(tx: Tx, newest: Row[Any]) -> PolicyOut:
    current = PolicyStore(tx).version(newest.policy_id, newest.in_force) if newest.in_force else None
    return PolicyOut(
        id=newest.policy_id,
        name=newest.name,
        in_force=_version_out(current) if current else None,
        proposed=_version_out(newest) if newest.state == "proposed" else None,
        newest=newest.newest,
    )


def _version_out(row: Row[Any]) -> PolicyVersionOut:
    return PolicyVersionOut(
        number=row.number,
        state=row.state,
        rules=PolicyRulesOut(**row.rules) if row.rules else None,
        loosened=row.loosened,
        notes=row.notes,
        made_by_name=row.made_by_name,
        created_at=to_rfc3339(row.created_at),
        decided_by_name=row.decided_by_name,
        decided_at=moment(row.decided_at),
    )
