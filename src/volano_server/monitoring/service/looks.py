"""One look of a monitor: reads traffic, decides nothing, returns what it found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from volano_server.kit.clock import SECOND
from volano_server.monitoring.domain.abuse import AbuseVerdict, Activity, History, judge, judge_slowly, self_similarity
from volano_server.monitoring.domain.drift import embedding_drift
from volano_server.monitoring.errors import InvalidMonitor
from volano_server.monitoring.schemas import DriftParameters
from volano_server.serving import Embedder
from volano_server.telemetry import CallerWindow, SpanOut

GUARD_CODE = "content_policy_violation"


@dataclass(frozen=True, slots=True)
class Look:
    """What was found: the figure that the alert goes by, how many samples it rests on, and the evidence."""

    value: float | None
    n: int
    summary: str
    body: dict[str, Any] = field(default_factory=dict)
    min_sample: int = 1


def look_for_drift(
    parameters: DriftParameters, reference: Sequence[tuple[str, str]], spans: Iterable[SpanOut], embedder: Embedder
) -> Look:
    """The p-value of "the endpoint's inputs are like the reference", whose items are (session, text).

    Raises InvalidMonitor when the reference has too few rows.
    """
    current = [(span.session_id or span.trace_id, input_text(span)) for span in spans]
    current = [(session, text) for session, text in current if text.strip()]
    sessions = len({session for session, _ in current})
    if len(reference) < parameters.min_sessions:
        raise InvalidMonitor(
            f"the reference has {len(reference)} rows, {parameters.min_sessions} are needed",
            hint="choose a larger data set or a wider `where`",
        )
    if sessions < parameters.min_sessions:
        return Look(
            None, sessions, f"{sessions} sessions so far; {parameters.min_sessions} are needed",
            {"sessions": sessions}, parameters.min_sessions,
        )  # fmt: skip
    found = embedding_drift(
        embedder.embed([text for _, text in reference]), [session for session, _ in reference],
        embedder.embed([text for _, text in current]), [session for session, _ in current],
        min_sessions=parameters.min_sessions, seed=parameters.seed,
    )  # fmt: skip
    drifted = found.p_value < parameters.alpha
    words = "differ from" if drifted else "are like"
    summary = (
        f"inputs {words} {parameters.dataset}: p = {found.p_value:.3g}, "
        f"told apart with AUC {found.effect_auc:.2f} over {found.current_sessions} sessions"
    )
    return Look(found.p_value, sessions, summary, asdict(found) | {"embedder": embedder.name}, parameters.min_sessions)


def look_for_abuse(
    spans: Iterable[SpanOut], refused: Mapping[str, int], past: Mapping[str, History] | None = None
) -> tuple[Look, dict[str, AbuseVerdict]]:
    """The worst caller's score among those to act on, and the verdict on every caller seen in this window.

    `past` is what each caller did in earlier windows.
    """
    by_caller: dict[str, list[SpanOut]] = {}
    for span in spans:
        by_caller.setdefault(span.principal_id, []).append(span)
    verdicts: dict[str, AbuseVerdict] = {}
    for caller in sorted({*by_caller, *refused}):
        activity = activity_of(by_caller.get(caller, []), refused.get(caller, 0))
        history = (past or {}).get(caller, History())
        found = (judge(activity, history), judge_slowly(activity, history))
        verdicts[caller] = max(found, key=lambda verdict: verdict.score)
    names = {caller: spans[0].principal_name for caller, spans in by_caller.items()}
    bad = {caller: verdict for caller, verdict in verdicts.items() if verdict.action in ("throttle", "block")}
    worst = max(bad.values(), key=lambda verdict: verdict.score, default=None)
    body = {
        "callers": [
            {
                "principal_id": caller, "name": names.get(caller, caller), "action": verdict.action,
                "score": verdict.score, "reasons": [reason.text for reason in verdict.reasons],
            }
            for caller, verdict in verdicts.items()
            if verdict.action != "allow"
        ]
    }  # fmt: skip
    if worst is None:
        return Look(0.0, len(verdicts), f"{len(verdicts)} callers, none conspicuous", body), verdicts
    culprit = next(caller for caller, verdict in bad.items() if verdict is worst)
    reasons = "; ".join(reason.text for reason in worst.reasons[:3])
    summary = f"{names.get(culprit, culprit)}: {worst.action}, {reasons}"
    return Look(worst.score, len(verdicts), summary, body), verdicts


def histories(windows: Iterable[CallerWindow], refused: Mapping[tuple[str, int], int]) -> dict[str, History]:
    """Each caller's past windows, oldest first; windows in which it did nothing say nothing of its habits."""
    seen = {(one.principal_id, one.window): one for one in windows}
    past: dict[str, list[Activity]] = {}
    for caller, window in sorted({*seen, *refused}):
        one, turned_away = seen.get((caller, window)), refused.get((caller, window), 0)
        past.setdefault(caller, []).append(
            Activity(turned_away, turned_away) if one is None else Activity(
                requests=one.requests + turned_away, refusals=one.errors - one.coded + turned_away,
                guardrail_hits=one.coded, tokens=one.tokens, cost=one.cost_micros / SECOND,
            )
        )  # fmt: skip
    return {caller: History(tuple(activities)) for caller, activities in past.items()}


def activity_of(spans: Sequence[SpanOut], refused: int) -> Activity:
    """One caller's counters; calls that the limits refused left no span but count as requests."""
    hits = sum(span.attributes.get("error.type") == GUARD_CODE for span in spans)
    return Activity(
        requests=len(spans) + refused,
        refusals=refused + sum(span.status == "error" for span in spans) - hits,
        guardrail_hits=hits,
        tokens=sum((span.input_tokens or 0) + (span.output_tokens or 0) for span in spans),
        cost=sum(span.cost_micros or 0 for span in spans) / SECOND,
        similarity=self_similarity([input_text(span) for span in spans]),
    )


def input_text(span: SpanOut) -> str:
    """The last user message of a span."""
    messages = span.input if isinstance(span.input, list) else []
    said = [one.get("content") for one in messages if isinstance(one, dict) and one.get("role") == "user"]
    return str(said[-1]) if said else ""
