"""What a guard says about a text: findings with places and weights, and what is to be done."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Action = Literal["pass", "observe", "mask", "block"]
ORDER: tuple[Action, ...] = ("pass", "observe", "mask", "block")


@dataclass(frozen=True, slots=True)
class Finding:
    """One hit of one rule: where it lies in the text as given, how much it says (0 to 1), and through which
    disguise.

    `via` is `plain`, or what had to be undone first: `unicode`, `base64`, `rot13`, …
    """

    rule: str
    family: str
    weight: float
    start: int
    end: int
    via: str = "plain"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, the score (0 to 1) that says so, and every finding in the order of the text."""

    action: Action
    score: float
    findings: tuple[Finding, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that hit, each once, the weightiest first."""
        ranked = sorted(self.findings, key=lambda finding: -finding.weight)
        return tuple(dict.fromkeys(finding.rule for finding in ranked))


def score(findings: Iterable[Finding]) -> float:
    """The chance that at least one finding is right if they err independently; each rule counts once (noisy or)."""
    weights: dict[str, float] = {}
    for finding in findings:
        weights[finding.rule] = max(finding.weight, weights.get(finding.rule, 0.0))
    return 1.0 - math.prod(1.0 - weight for weight in weights.values())


def verdict(findings: Sequence[Finding], mode: Action, threshold: float) -> Verdict:
    """The verdict in a mode: `mode` where the score reaches the threshold, `observe` below it where anything hit."""
    ordered = tuple(sorted(findings, key=lambda finding: (finding.start, finding.end, finding.rule)))
    reached = score(ordered)
    if not ordered:
        return Verdict("pass", 0.0)
    return Verdict(mode if reached >= threshold else "observe", reached, ordered)


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict of many: the strictest action, the highest score, all findings."""
    action: Action = "pass"
    highest, findings = 0.0, list[Finding]()
    for one in verdicts:
        action = max(action, one.action, key=ORDER.index)
        highest = max(highest, one.score)
        findings += one.findings
    return Verdict(action, highest, tuple(findings))
