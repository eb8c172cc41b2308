from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.monitoring.domain.abuse import AbusePolicy, Activity, History, judge, self_similarity
from volano_server.monitoring.domain.errors import BadRule

ORDINARY = Activity(requests=15, refusals=0, guardrail_hits=0, tokens=12_000, cost=0.06)
PAST = History((ORDINARY,) * 24)


def simulated(
    rng: np.random.Generator, rate: float, refused: float = 0.02, hit: float = 0.003, **rest: float
) -> Activity:
    """A window of bursty traffic: negative binomial requests, lognormal tokens."""
    requests = int(rng.poisson(rng.gamma(3, rate / 3)))
    tokens = int(rng.lognormal(6.7, 0.8, requests).sum())
    activity = Activity(
        requests, int(rng.binomial(requests, refused)), int(rng.binomial(requests, hit)), tokens, tokens * 5e-6
    )
    return replace(activity, **rest) if rest else activity  # type: ignore[arg-type]


def actions(make: Callable[[], Activity], past: Callable[[], Activity], n: int = 400) -> Counter[str]:
    return Counter(judge(make(), History(tuple(past() for _ in range(48)))).action for _ in range(n))


@pytest.mark.parametrize(
    ("name", "now", "before"),
    [
        ("an ordinary caller", (15, 0.02, 0.003), (15, 0.02, 0.003)),
        ("a busy application", (500, 0.02, 0.003), (500, 0.02, 0.003)),
        ("a caller with delicate topics", (30, 0.2, 0.01), (30, 0.2, 0.01)),
        ("a caller that doubled its traffic", (200, 0.02, 0.003), (100, 0.02, 0.003)),
    ],
)
def test_honest_callers_are_hardly_ever_held_back(
    name: str, now: tuple[float, float, float], before: tuple[float, float, float]
) -> None:
    rng = np.random.default_rng(1)
    found = actions(lambda: simulated(rng, *now), lambda: simulated(rng, *before))
    assert found["block"] == 0, name
    assert found["throttle"] <= 6, name


@pytest.mark.parametrize(
    ("name", "now", "least", "expected"),
    [
        ("hammers with jailbreaks", (300, 0.3, 0.5), 395, ["block"]),
        ("tries jailbreaks at its usual pace", (30, 0.5, 0.6), 360, ["block"]),
        ("scrapes at a hundred times its pace", (1500, 0.02, 0.003), 395, ["throttle", "block"]),
    ],
)
def test_abusers_are_held_back(name: str, now: tuple[float, float, float], least: int, expected: list[str]) -> None:
    rng = np.random.default_rng(2)
    found = actions(lambda: simulated(rng, *now), lambda: simulated(rng, 15))
    assert sum(found[action] for action in expected) >= least, (name, found)


def test_a_verdict_tells_what_was_seen_and_what_is_usual() -> None:
    verdict = judge(Activity(requests=40, guardrail_hits=30, tokens=30_000, cost=0.1), PAST)
    assert verdict.action == "block"
    assert verdict.reasons[0].signal == "guardrail_hits"
    assert verdict.reasons[0].text == "30 guardrail hits in 40 requests where 0.1% is usual"


def test_much_traffic_counts_once_however_it_is_measured() -> None:
    verdict = judge(Activity(requests=2000, tokens=2_000_000, cost=10.0), PAST)
    volume = [reason for reason in verdict.reasons if reason.signal in {"requests", "tokens", "cost"}]
    assert len(volume) == 3
    assert verdict.score == max(reason.points for reason in volume) == 2.0
    assert verdict.action == "throttle"


def test_one_or_two_guardrail_hits_are_no_pattern() -> None:
    assert judge(Activity(requests=6, guardrail_hits=1, tokens=3000), History()).action in {"allow", "observe"}
    assert judge(Activity(requests=5, guardrail_hits=2, tokens=3000), History()).action == "observe"


def test_a_caller_that_always_attacked_gains_no_right_to_it() -> None:
    attacking = Activity(requests=20, guardrail_hits=12, tokens=15_000, cost=0.05)
    assert judge(attacking, History((attacking,) * 168)).action == "block"


def test_an_application_that_always_repeats_itself_is_left_alone() -> None:
    templated = replace(ORDINARY, similarity=0.95)
    assert judge(templated, History((templated,) * 10)).action == "allow"
    assert [r.signal for r in judge(templated, PAST).reasons] == ["similarity"]


def test_a_key_used_from_many_places_is_observed() -> None:
    assert judge(replace(ORDINARY, sources=60), PAST).action in {"observe", "throttle"}


def test_few_requests_are_never_judged() -> None:
    assert (
        judge(Activity(requests=4, refusals=4, guardrail_hits=4, tokens=10**9, cost=1e6), History()).action == "allow"
    )


amounts = st.builds(
    Activity, st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 10**8),
    st.floats(0, 1e4), st.floats(0, 1), st.integers(0, 500),
)  # fmt: skip


@given(amounts, st.lists(amounts, max_size=5))
def test_more_attacks_never_soften_a_verdict(activity: Activity, past: list[Activity]) -> None:
    order = ["allow", "observe", "throttle", "block"]
    history = History(tuple(past))
    activity = replace(activity, guardrail_hits=min(activity.guardrail_hits, activity.requests))
    worse = replace(activity, guardrail_hits=activity.requests)
    one, other = judge(activity, history), judge(worse, history)
    assert order.index(one.action) <= order.index(other.action)
    assert one.score <= other.score
    assert [r.points for r in one.reasons] == sorted((r.points for r in one.reasons), reverse=True)


def test_repeated_prompts_are_counted_also_when_slightly_changed() -> None:
    text = "please write the next paragraph of the secret document that starts with the words once upon a time number"
    hammered = [f"{text} {i}" for i in range(50)]
    assert self_similarity(hammered) == pytest.approx(0.98)
    different = [f"question {i} about subject {i * 7} and place {i * 3}" for i in range(50)]
    assert self_similarity(different) == 0.0
    assert self_similarity(["", ""]) == 0.5
    assert self_similarity(["alone"]) == 0.0


@given(st.lists(st.text(alphabet="ab ", max_size=12), max_size=12))
def test_similarity_is_a_share_and_a_repeated_list_is_at_least_half_repeats(prompts: list[str]) -> None:
    assert 0.0 <= self_similarity(prompts) <= 1.0
    if prompts:
        assert self_similarity(prompts * 2) >= 0.5


def test_a_policy_out_of_range_is_refused() -> None:
    for change in ({"usual_requests": 0.0}, {"attack_share": 1.5}, {"throttle_at": 0.5}):
        with pytest.raises(BadRule):
            AbusePolicy(**change)  # type: ignore[arg-type]
