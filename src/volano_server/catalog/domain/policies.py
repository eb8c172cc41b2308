"""Policies: which aliases are protected, and what must hold before one of them moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from volano_server.catalog.domain.people import Ladder
from volano_server.catalog.errors import InvalidPolicy
from volano_server.kit.canonical import digest_of

_PATTERN = re.compile(r"[a-z0-9._*-]{1,100}")


@dataclass(frozen=True, slots=True)
class GateRule:
    """A gate by name with its parameters; evidence older than `max_age_seconds` is stale."""

    name: str
    parameters: dict[str, Any]
    max_age_seconds: int | None


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """`count` persons who each have at least `role`."""

    role: str
    count: int


@dataclass(frozen=True, slots=True)
class PolicyRules:
    """What one policy version says. `*` in a pattern stands for any text; `kind` is a kind or `*`."""

    kind: str
    name_pattern: str
    alias_pattern: str
    gates: tuple[GateRule, ...]
    approvals: tuple[ApprovalRule, ...]
    requester_role: str
    separation_of_duties: bool
    expires_after_seconds: int
    rollback: bool
    break_glass_role: str | None

    def covers(self, kind: str, name: str, alias: str) -> bool:
        """Whether the alias of this asset moves only under this policy."""
        return (
            self.kind in ("*", kind) and fnmatchcase(name, self.name_pattern) and fnmatchcase(alias, self.alias_pattern)
        )

    def to_json(self) -> dict[str, Any]:
        """The form that `rules_of` reads."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy version in force."""

    id: str
    name: str
    number: int
    rules: PolicyRules

    @property
    def key(self) -> tuple[str, int]:
        """Policy id and version number: numbers are never used again, so that a restored text is a new version."""
        return (self.id, self.number)


def rules_of(stored: Mapping[str, Any]) -> PolicyRules:
    """The rules in the JSON that `PolicyRules.to_json` made."""
    return PolicyRules(
        **{
            **stored,
            "gates": tuple(GateRule(**gate) for gate in stored["gates"]),
            "approvals": tuple(ApprovalRule(**rule) for rule in stored["approvals"]),
        }
    )


def policies_digest(policies: Sequence[Policy]) -> str:
    """What an approval binds to: exactly these versions of exactly these policies."""
    return digest_of(sorted(list(policy.key) for policy in policies))


def check_rules(rules: PolicyRules, kinds: Sequence[str], gates: Sequence[str], ladder: Ladder) -> None:
    """Nothing; raises InvalidPolicy naming the first rule that could never be met or means nothing."""
    for pattern in (rules.name_pattern, rules.alias_pattern):
        if not _PATTERN.fullmatch(pattern):
            raise InvalidPolicy(f"`{pattern[:120]}` is no pattern", hint="use a-z, 0-9, `.`, `_`, `-` and `*`")
    if rules.kind != "*" and rules.kind not in kinds:
        raise InvalidPolicy(f"there is no kind `{rules.kind}`", hint=f"one of: *, {', '.join(kinds)}")
    roles = [rules.requester_role, *(rule.role for rule in rules.approvals)]
    roles += [rules.break_glass_role] if rules.break_glass_role is not None else []
    for role in roles:
        if role not in ladder.roles:
            raise InvalidPolicy(f"there is no role `{role}`", hint=f"one of: {', '.join(ladder.roles)}")
    for gate in rules.gates:
        if gate.name not in gates:
            raise InvalidPolicy(f"there is no gate `{gate.name}`", hint=f"installed: {', '.join(gates) or 'none'}")


def approvals_wanted(rules: Sequence[ApprovalRule], least: str, ladder: Ladder) -> int:
    """How many persons with at least the role `least` the rules ask for together.

    One person counts for one rule. Roles are nested, so distinct persons can be found for all rules exactly when,
    for each role, at least this many approvers have it or a stronger one (Hall's condition on a chain).
    """
    return sum(rule.count for rule in rules if ladder.reaches(rule.role, least))


def loosened_by(old: PolicyRules, new: PolicyRules | None, ladder: Ladder) -> tuple[str, ...]:
    """In words, what `new` asks less for than `old`; empty when it asks for as much or more.

    A gate whose parameters differ counts as loosened: what a parameter means, only the gate knows.
    """
    if new is None:
        return ("the policy ends",)
    found = [
        f"{what} `{getattr(new, what)}` no longer covers all of `{getattr(old, what)}`"
        for what in ("kind", "name_pattern", "alias_pattern")
        if getattr(new, what) not in ("*", getattr(old, what))
    ]
    found += [f"gate `{gate.name}` is dropped or changed" for gate in old.gates if not _is_kept(gate, new.gates)]
    for role in ladder.roles:
        before, after = (approvals_wanted(rules.approvals, role, ladder) for rules in (old, new))
        if after < before:
            found.append(f"{after} instead of {before} approvals from `{role}` upwards")
    return (*found, *_loosened_process(old, new, ladder))


def _loosened_process(old: PolicyRules, new: PolicyRules, ladder: Ladder) -> Iterable[str]:
    if not ladder.reaches(new.requester_role, old.requester_role):
        yield f"`{new.requester_role}` may request instead of `{old.requester_role}`"
    if old.separation_of_duties and not new.separation_of_duties:
        yield "one person may do everything"
    if new.expires_after_seconds > old.expires_after_seconds:
        yield "a request stays open for longer"
    if new.rollback and not old.rollback:
        yield "rollback becomes possible"
    if new.break_glass_role is not None and not ladder.reaches(new.break_glass_role, old.break_glass_role):
        yield f"`{new.break_glass_role}` may break the glass"


def _is_kept(gate: GateRule, rules: Sequence[GateRule]) -> bool:
    """Whether the same gate is asked for with evidence that is at least as fresh."""
    wanted = digest_of([gate.name, gate.parameters])
    same = [rule for rule in rules if digest_of([rule.name, rule.parameters]) == wanted]
    ages = [rule.max_age_seconds for rule in same]
    if gate.max_age_seconds is None:
        return bool(same)
    return any(age is not None and age <= gate.max_age_seconds for age in ages)
