"""Is one caller abusing the service? Counters of a window against the caller's own past, with reasons.

Drift tests do not see abuse in 1 to 5 % of the traffic; per-caller counters do. No single soft signal blocks:
a batch job is fast, a templated application repeats itself, a safety team is refused a lot. Blocking takes
attack patterns, or several signals at once, and each verdict carries what an appeal needs: what was seen and
what was expected.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

from volano_server.monitoring.domain.errors import BadRule

Action = Literal["allow", "observe", "throttle", "block"]
_SHINGLE = 3
_PROMPTS = 200
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Activity:
    """One caller's counters over a window: what it asked, what it got, what it cost.

    `similarity` is `self_similarity` of its prompts, `sources` how many addresses its key came from.
    """

    requests: int
    refusals: int = 0
    guardrail_hits: int = 0
    tokens: int = 0
    cost: float = 0.0
    similarity: float = 0.0
    sources: int = 1


@dataclass(frozen=True, slots=True)
class History:
    """A caller's past windows of the same length, oldest first; empty for a new caller."""

    windows: tuple[Activity, ...] = ()


@dataclass(frozen=True, slots=True)
class AbusePolicy:
    """What counts as unusual. `usual_*` describe an ordinary caller and weigh like `usual_windows` of own past."""

    usual_requests: float = 20.0
    usual_tokens: float = 20_000.0
    usual_cost: float = 0.1
    usual_refusals: float = 0.02
    usual_hits: float = 0.005
    usual_sources: float = 2.0
    usual_windows: float = 5.0
    min_requests: int = 5
    unusual: float = 4.0
    extreme: float = 8.0
    attack_share: float = 0.2
    repetition: float = 0.6
    observe_at: float = 1.0
    throttle_at: float = 2.0
    block_at: float = 4.0

    def __post_init__(self) -> None:
        usual = (self.usual_requests, self.usual_tokens, self.usual_cost, self.usual_sources, self.usual_windows)
        shares = (self.usual_refusals, self.usual_hits, self.attack_share, self.repetition)
        ordered = 0 < self.observe_at <= self.throttle_at <= self.block_at
        if min(usual) <= 0 or not all(0 < share < 1 for share in shares) or not ordered:
            raise BadRule(
                "An abuse policy needs positive usual amounts, shares between 0 and 1, and "
                "observe_at <= throttle_at <= block_at.",
                hint="Start from AbusePolicy() and change single fields.",
            )


@dataclass(frozen=True, slots=True)
class Reason:
    """One unusual thing: what was seen, what was expected, how many points it gives, and in words."""

    signal: str
    observed: float
    expected: float
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class AbuseVerdict:
    """What to do about a caller, with the score and every reason, the weightiest first."""

    action: Action
    score: float
    reasons: tuple[Reason, ...]


def judge(activity: Activity, history: History, policy: AbusePolicy | None = None) -> AbuseVerdict:
    """What to do about a caller, from its counters alone: allow, observe, throttle or block.

    Amounts (requests, tokens, cost, addresses) are compared on the square-root scale with the caller's own
    past, mixed with what an ordinary caller does, so a new caller is judged by the ordinary one. Shares
    (refusals, guardrail hits) count by their lower confidence bound. Fewer than `min_requests` requests are
    never judged.
    """
    policy = policy or AbusePolicy()
    if activity.requests < policy.min_requests:
        return AbuseVerdict("allow", 0.0, ())
    found = (
        *_amounts(activity, history, policy),
        _share("refusals", activity.refusals, activity.requests, policy.usual_refusals, history, policy),
        _share("guardrail_hits", activity.guardrail_hits, activity.requests, policy.usual_hits, history, policy),
        _repetition(activity, history, policy),
    )
    reasons = tuple(sorted((reason for reason in found if reason), key=lambda reason: -reason.points))
    score = math.fsum(reason.points for reason in reasons)
    return AbuseVerdict(_action(score, reasons, policy), score, reasons)


def judge_slowly(activity: Activity, history: History, policy: AbusePolicy | None = None) -> AbuseVerdict:
    """What to do about a caller whose attacks are spread thin: too few in any window, too many over all of them.

    Guardrail hits of all windows together, in at least three of them, against what a detector's errors explain;
    the caller's own habit is no excuse here. Everything else that is slow is also harmless.
    """
    policy = policy or AbusePolicy()
    windows = (*history.windows, activity)
    requests, hits = sum(one.requests for one in windows), sum(one.guardrail_hits for one in windows)
    attacked = sum(one.guardrail_hits > 0 for one in windows)
    if attacked < 3 or requests < policy.min_requests:
        return AbuseVerdict("allow", 0.0, ())
    reason = _share("guardrail_hits", hits, requests, policy.attack_share / 8, History(), policy)
    if reason is None:
        return AbuseVerdict("allow", 0.0, ())
    reason = replace(reason, text=f"{hits} guardrail hits in {requests} requests over {len(windows)} windows")
    return AbuseVerdict(_action(reason.points, [reason], policy), reason.points, (reason,))


def self_similarity(prompts: Sequence[str]) -> float:
    """The share of the last 200 prompts that nearly repeat an earlier one: how extraction and hammering look.

    Two prompts nearly repeat where at least 80 % of the word triples of either occur in the other (Jaccard).
    """
    prompts = prompts[-_PROMPTS:]
    if len(prompts) < 2:
        return 0.0
    earlier: list[frozenset[str]] = []
    holders: dict[str, list[int]] = {}
    repeated = 0
    for prompt in prompts:
        shingles = _shingles(prompt)
        # A pair at 0.8 shares most of its triples, so it shares one of any fifth of them plus one.
        probes = sorted(shingles)[: len(shingles) // 5 + 1]
        near = {holder for probe in probes for holder in holders.get(probe, ())}
        if any(len(shingles & earlier[i]) >= 0.8 * len(shingles | earlier[i]) for i in near):
            repeated += 1
            continue
        for shingle in shingles:
            holders.setdefault(shingle, []).append(len(earlier))
        earlier.append(shingles)
    return repeated / len(prompts)


def _shingles(text: str) -> frozenset[str]:
    words = _WORDS.findall(text.casefold())
    count = max(1, len(words) - _SHINGLE + 1)
    return frozenset(" ".join(words[at : at + _SHINGLE]) for at in range(count))


def _amounts(activity: Activity, history: History, policy: AbusePolicy) -> list[Reason | None]:
    past = history.windows
    volume = [
        _amount("requests", activity.requests, [w.requests for w in past], policy.usual_requests, 1.0, policy),
        _amount("tokens", activity.tokens, [w.tokens for w in past], policy.usual_tokens, 1.0, policy),
        _amount("cost", activity.cost, [w.cost for w in past], policy.usual_cost, 1.0, policy),
    ]
    # The three say one thing, much traffic; only the strongest counts, the others are there to be read.
    strongest = max((reason for reason in volume if reason), key=lambda reason: reason.points, default=None)
    return [
        *(replace(reason, points=0.0) if reason and reason is not strongest else reason for reason in volume),
        _amount("sources", activity.sources, [w.sources for w in past], policy.usual_sources, 0.7, policy),
    ]


def _amount(
    signal: str, observed: float, past: Sequence[float], usual: float, weight: float, policy: AbusePolicy
) -> Reason | None:
    """Points where an amount is far above the past; roots make a Poisson-like count's spread constant (Anscombe)."""
    unit = usual / 20
    roots = [math.sqrt(value / unit) for value in past]
    prior = policy.usual_windows
    centre = (prior * math.sqrt(usual / unit) + math.fsum(roots)) / (prior + len(roots))
    # The ordinary caller's root varies by about 1.5: bursts make real traffic wider than Poisson's 0.5.
    variance = (prior * 1.5**2 + math.fsum((root - centre) ** 2 for root in roots)) / (prior + len(roots))
    # However steady a caller was, half as much again is a change of plans, not an attack.
    spread = math.sqrt(variance + (0.15 * centre) ** 2)
    distance = (math.sqrt(observed / unit) - centre) / spread
    if distance < policy.unusual:
        return None
    points = weight * (2.0 if distance >= policy.extreme else 1.0)
    expected = centre**2 * unit
    return Reason(signal, observed, expected, points, f"{observed:g} {signal} where about {expected:.3g} are usual")


def _share(
    signal: Literal["refusals", "guardrail_hits"],
    hits: int,
    requests: int,
    usual: float,
    history: History,
    policy: AbusePolicy,
) -> Reason | None:
    """Points where a share is surely above twice the usual; attacks weigh most, and by themselves can block."""
    past_requests = sum(window.requests for window in history.windows)
    past_hits = sum(getattr(window, signal) for window in history.windows)
    prior = policy.usual_windows * policy.usual_requests
    expected = (prior * usual + past_hits) / (prior + past_requests)
    if signal == "guardrail_hits":
        # A caller that always attacked has no right to its habit.
        expected = min(expected, policy.attack_share / 4)
    surely = _lower_bound(min(hits, requests), requests)
    if surely <= 2 * expected:
        return None
    points = 1.0
    if signal == "guardrail_hits":
        points = 4.0 if surely >= policy.attack_share else 2.0
        # A detector errs now and then; one or two hits are no pattern.
        points = points if hits >= 3 else 1.0
    text = f"{hits} {signal.replace('_', ' ')} in {requests} requests where {expected:.1%} is usual"
    return Reason(signal, hits / requests, expected, points, text)


def _repetition(activity: Activity, history: History, policy: AbusePolicy) -> Reason | None:
    """Points where prompts repeat one another more than they used to; an application with a template always did."""
    past = [window.similarity for window in history.windows]
    usual = sorted(past)[len(past) // 2] if past else 0.0
    if activity.similarity < max(policy.repetition, usual + 0.3):
        return None
    text = f"{activity.similarity:.0%} of prompts repeat earlier ones where {usual:.0%} is usual"
    return Reason("similarity", activity.similarity, usual, 0.7, text)


def _action(score: float, reasons: Sequence[Reason], policy: AbusePolicy) -> Action:
    attacked = any(reason.signal == "guardrail_hits" for reason in reasons)
    if score >= policy.block_at and (attacked or sum(reason.points > 0 for reason in reasons) >= 4):
        return "block"
    if score >= policy.throttle_at:
        return "throttle"
    return "observe" if score >= policy.observe_at else "allow"


def _lower_bound(hits: int, n: int) -> float:
    """Wilson's one-sided 99 % lower bound of a share."""
    z = NormalDist().inv_cdf(0.99)
    p = hits / n
    centre = p + z * z / (2 * n)
    return max(0.0, (centre - z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n))
