"""Gate results: machine-readable evidence, judged so that doubt counts as failure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from volano_server.catalog.domain.policies import GateRule
from volano_server.kit.canonical import digest_of
from volano_server.kit.clock import SECOND

CLOCK_SKEW = 300 * SECOND
GateStatus = Literal["passed", "failed", "missing", "stale", "error"]


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate found for one candidate.

    `ran_at` is when the evidence was made (microseconds), not when it was looked up: equal evidence must give an
    equal result, since approvals are bound to it. `note` says in words what was found or what to do.
    """

    name: str
    status: GateStatus
    observed: float | None = None
    threshold: float | None = None
    n: int | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    evidence_ref: str | None = None
    evaluator_version: str | None = None
    dataset_digest: str | None = None
    ran_at: int | None = None
    note: str = ""

    @property
    def words(self) -> str:
        """One line: what was asked, what was found."""
        figures = [
            f"{label} {value:g}"
            for label, value in (("observed", self.observed), ("threshold", self.threshold), ("n", self.n))
            if value is not None
        ]
        if self.ci_low is not None and self.ci_high is not None:
            figures.append(f"95 % interval {self.ci_low:g} to {self.ci_high:g}")
        parts = [part for part in (self.note, ", ".join(figures)) if part]
        return f"gate `{self.name}` {_SHOWN[self.status]}" + (f": {'; '.join(parts)}" if parts else "")


_SHOWN = {
    "passed": "passed",
    "failed": "failed",
    "missing": "has no evidence",
    "stale": "has only stale evidence",
    "error": "could not be evaluated",
}


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A gate rule with the judged result."""

    rule: GateRule
    result: GateResult

    def to_json(self) -> dict[str, Any]:
        return {"parameters": self.rule.parameters, **asdict(self.result), "words": self.result.words}


def judge(rule: GateRule, result: GateResult | None, now: int) -> GateResult:
    """The result that counts: `passed` only with a fresh, finite, correctly named result (fails closed)."""
    if result is None:
        return GateResult(rule.name, "missing", note="no gate of this name is installed")
    if result.name != rule.name or result.status not in _SHOWN:
        return GateResult(rule.name, "error", note=f"the gate answered `{result.name}`: `{result.status}`")
    figures = (result.observed, result.threshold, result.ci_low, result.ci_high)
    if any(figure is not None and not math.isfinite(figure) for figure in figures):
        return GateResult(rule.name, "error", note="the evidence holds NaN or infinity")
    if result.ran_at is not None and not 0 <= result.ran_at <= now + CLOCK_SKEW:
        return GateResult(rule.name, "error", note="the evidence says it was made at a time to come")
    if result.status != "passed":
        return result
    if result.ran_at is None:
        return replace(result, status="error", note="the evidence does not say when it was made")
    if rule.max_age_seconds is not None and now - result.ran_at > rule.max_age_seconds * SECOND:
        return replace(result, status="stale", note=f"older than {rule.max_age_seconds} s; run it again")
    return result


def gates_digest(gates: Sequence[Evaluated]) -> str:
    """What an approval binds to: exactly these results of exactly these rules."""
    return digest_of([gate.to_json() for gate in gates])
