"""Transitions: the one rule that says whether a protected alias may move now, and in words what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from volano_server.catalog.domain.gates import Evaluated, gates_digest
from volano_server.catalog.domain.people import Actor, Ladder
from volano_server.catalog.domain.policies import Policy, approvals_wanted, policies_digest
from volano_server.kit.clock import to_rfc3339

TransitionKind = Literal["change", "rollback", "break_glass"]
TransitionState = Literal["open", "approved", "applied", "rejected", "cancelled", "expired", "rolled_back"]
LIVE: tuple[TransitionState, ...] = ("open", "approved")


@dataclass(frozen=True, slots=True)
class Transition:
    """A request to move an alias from one digest to another: what gates look at and rules decide on.

    `to_…` is None when the alias is to be taken away, `from_…` when it points at nothing yet.
    """

    id: str
    kind: TransitionKind
    state: TransitionState
    asset_id: str
    asset_kind: str
    asset_name: str
    alias: str
    from_version_id: str | None
    from_number: int | None
    from_digest: str | None
    to_version_id: str | None
    to_number: int | None
    to_digest: str | None
    requested_by: Actor
    expires_at: int
    policies_digest: str
    gates_digest: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's consent, bound to what they saw. `role` is what they held when they gave it."""

    by: Actor
    role: str
    to_digest: str | None
    policies_digest: str
    gates_digest: str
    voided: bool


@dataclass(frozen=True, slots=True)
class World:
    """How things stand at the moment of deciding.

    `candidate_digest` is computed anew from the stored content, None when the candidate is gone. `roles` are the
    roles held now. `barred` maps the ids of those who made or asked for the candidate to their names.
    """

    now: int
    alias_digest: str | None
    candidate_digest: str | None
    roles: Mapping[str, str | None]
    barred: Mapping[str, str]
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is missing: a stable code and a sentence."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the alias may move; `missing` is empty exactly then."""

    missing: tuple[Condition, ...]

    @property
    def allowed(self) -> bool:
        return not self.missing


def decide(
    transition: Transition,
    policies: Sequence[Policy],
    gates: Sequence[Evaluated],
    approvals: Sequence[Approval],
    world: World,
) -> Verdict:
    """Whether `transition` may be applied now.

    `policies` are those in force now, `gates` their results now; approvals given under others do not count.
    """
    if transition.state not in LIVE:
        return Verdict((Condition("closed", f"the transition is {transition.state} already"),))
    missing = [*_changed(transition, policies, gates, world), *_failing(transition, policies, gates)]
    for policy in policies:
        missing += _unapproved(transition, policy, standing(transition, policies, gates, approvals, world), world)
    return Verdict(tuple(dict.fromkeys(missing)))


def standing(
    transition: Transition,
    policies: Sequence[Policy],
    gates: Sequence[Evaluated],
    approvals: Sequence[Approval],
    world: World,
) -> tuple[Approval, ...]:
    """The approvals that still stand: not voided, for this candidate, these policies and these results, one a person.

    Each comes with the weaker of the role held then and the role held now; who has left the workspace drops out.
    """
    bound = (transition.to_digest, policies_digest(policies), gates_digest(gates))
    found: list[Approval] = []
    for approval in approvals:
        role = world.ladder.lower(approval.role, world.roles.get(approval.by.owner_id))
        seen = {id_ for one in found for id_ in (one.by.owner_id, one.by.principal_id)}
        if approval.voided or (approval.to_digest, approval.policies_digest, approval.gates_digest) != bound:
            continue
        if role is None or approval.by.owner_id in seen or approval.by.principal_id in seen:
            continue
        found.append(
            Approval(approval.by, role, approval.to_digest, approval.policies_digest, approval.gates_digest, False)
        )
    return tuple(found)


def refusal_to_approve(by: Actor, role: str | None, policies: Sequence[Policy], world: World) -> Condition | None:
    """Why the approval of this person would not count, or None when it would."""
    separated = any(policy.rules.separation_of_duties for policy in policies)
    for id_ in (by.owner_id, by.principal_id):
        if separated and id_ in world.barred:
            words = f"{by.name} asked for this change or made the version: nobody approves their own"
            return Condition("own_work", words)
    held = world.ladder.lower(role, world.roles.get(by.owner_id))
    least = [rule.role for policy in policies for rule in policy.rules.approvals]
    if least and not any(world.ladder.reaches(held, wanted) for wanted in least):
        return Condition("role_too_low", f"{by.name} has the role `{held}`; asked for: {', '.join(sorted(set(least)))}")
    return None


def _changed(
    transition: Transition, policies: Sequence[Policy], gates: Sequence[Evaluated], world: World
) -> Iterable[Condition]:
    if world.now >= transition.expires_at:
        yield Condition("expired", f"the request expired at {to_rfc3339(transition.expires_at)}: request it anew")
    if world.candidate_digest != transition.to_digest:
        yield Condition("candidate_changed", "the version asked for is gone or its content was changed")
    if world.alias_digest != transition.from_digest:
        yield Condition("alias_moved", f"`{transition.alias}` was moved since the request: request it anew")
    if not policies:
        yield Condition("not_protected", f"no policy covers `{transition.alias}` any more: set the alias directly")
    elif policies_digest(policies) != transition.policies_digest:
        yield Condition("policy_changed", "the policy was changed since: evaluate the gates again, then approve anew")
    elif gates_digest(gates) != transition.gates_digest:
        yield Condition("gates_changed", "gate results changed since: evaluate the gates again, then approve anew")


def _failing(transition: Transition, policies: Sequence[Policy], gates: Sequence[Evaluated]) -> Iterable[Condition]:
    if transition.to_digest is None:
        return  # an alias is taken away: there is no candidate to judge
    for policy in policies:
        for rule in policy.rules.gates:
            found = [gate.result for gate in gates if gate.rule == rule]
            if not found:
                yield Condition("gate_missing", f"gate `{rule.name}` was not evaluated")
            yield from (
                Condition(f"gate_{result.status}", result.words) for result in found if result.status != "passed"
            )


def _unapproved(
    transition: Transition, policy: Policy, approvals: Sequence[Approval], world: World
) -> Iterable[Condition]:
    barred = world.barred if policy.rules.separation_of_duties else {}
    counted = [a for a in approvals if a.by.owner_id not in barred and a.by.principal_id not in barred]
    reported = 0
    for role in world.ladder.from_top():
        wanted = approvals_wanted(policy.rules.approvals, role, world.ladder)
        given = sum(world.ladder.reaches(approval.role, role) for approval in counted)
        short = wanted - given - reported
        if short > 0:
            reported += short
            yield Condition("approvals_missing", _approval_words(short, role, barred))


def _approval_words(count: int, role: str, barred: Mapping[str, str]) -> str:
    names = ", ".join(sorted(set(barred.values())))
    others = f" other than {names}" if names else ""
    article = "an" if role[0] in "aeiou" else "a"
    if count == 1:
        return f"1 approval by {article} {role}{others} is missing"
    return f"{count} approvals by persons who are at least {role}{others} are missing"
