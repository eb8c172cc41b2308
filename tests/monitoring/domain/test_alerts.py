import math
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from volano_server.monitoring.domain.alerts import (
    Acknowledgement,
    AlertRule,
    AlertState,
    Notice,
    Observation,
    Silence,
    acknowledge,
    observe,
)
from volano_server.monitoring.domain.errors import BadRule

RULE = AlertRule(
    key="error-rate", threshold=0.1, clear=0.05, for_seconds=120, resolve_seconds=60, min_sample=20,
    no_data_seconds=600, labels={"endpoint": "triage"},
)  # fmt: skip
SILENCE = Silence(starts=0, ends=1000, labels={"endpoint": "triage"})


def feed(
    values: list[tuple[int, float | None]],
    rule: AlertRule = RULE,
    silences: tuple[Silence, ...] = (),
    state: AlertState | None = None,
) -> tuple[AlertState, list[Notice]]:
    notices: list[Notice] = []
    state = state or AlertState()
    for at, value in values:
        state, told = observe(state, rule, Observation(at, value, 100), silences)
        notices += told
    return state, notices


def statuses(notices: list[Notice]) -> list[str]:
    return [notice.status for notice in notices]


def test_a_breach_fires_only_after_it_has_lasted() -> None:
    assert feed([(0, 0.2)])[0].status == "pending"
    assert feed([(0, 0.2), (60, 0.2)])[0].status == "pending"
    state, notices = feed([(0, 0.2), (60, 0.2), (120, 0.2)])
    assert (state.status, state.incident, statuses(notices)) == ("firing", 1, ["firing"])


def test_an_interrupted_breach_starts_over() -> None:
    state, notices = feed([(0, 0.2), (60, 0.08), (120, 0.2), (180, 0.2)])
    assert (state.status, notices) == ("pending", [])


def test_values_between_the_bounds_neither_fire_nor_resolve() -> None:
    firing = [(0, 0.2), (120, 0.2)]
    assert feed([*firing, (180, 0.08), (500, 0.08)])[0].status == "firing"
    assert feed([*firing, (180, 0.04), (200, 0.08), (230, 0.04)])[0].status == "firing"
    state, notices = feed([*firing, (180, 0.04), (240, 0.03)])
    assert (state.status, statuses(notices)) == ("resolved", ["firing", "resolved"])


def test_a_resolved_alert_that_fires_again_is_a_new_incident() -> None:
    state, notices = feed([(0, 0.2), (120, 0.2), (180, 0.0), (240, 0.0), (300, 0.2), (420, 0.2)])
    assert state.status == "firing"
    assert [(notice.status, notice.incident) for notice in notices] == [("firing", 1), ("resolved", 1), ("firing", 2)]
    assert len({notice.id for notice in notices}) == 3


def test_a_small_sample_says_nothing() -> None:
    state, _ = observe(AlertState(), RULE, Observation(0, 0.9, 19))
    assert state.status == "ok"
    firing, _ = feed([(0, 0.2), (120, 0.2)])
    calm, _ = observe(firing, RULE, Observation(180, 0.0, 3))
    assert calm.clear_since is None


def test_missing_data_is_told_but_never_resolves_an_alert_that_fires() -> None:
    state, notices = feed([(0, 0.0), (300, None), (600, math.nan), (700, 0.0)])
    assert statuses(notices) == ["no_data", "ok"]
    assert state.status == "ok"
    firing, notices = feed([(0, 0.2), (120, 0.2), (5000, None), (9000, None)])
    assert (firing.status, statuses(notices)) == ("firing", ["firing"])


def test_a_gap_ends_a_breach_in_progress() -> None:
    state, _ = feed([(0, 0.2), (700, None), (800, 0.2)])
    assert (state.status, state.breach_since) == ("pending", 800)


def test_an_alert_that_never_had_data_says_so() -> None:
    state, notices = feed([(0, None), (600, None)])
    assert (state.status, statuses(notices)) == ("no_data", ["no_data"])


def test_acknowledging_keeps_the_alert_until_it_resolves() -> None:
    firing, _ = feed([(0, 0.2), (120, 0.2)])
    state, notices = acknowledge(firing, RULE, Acknowledgement(130, "ada"))
    assert (state.status, state.acknowledged_by, statuses(list(notices))) == ("acknowledged", "ada", ["acknowledged"])
    assert feed([(200, 0.2)], state=state)[1] == []
    resolved, notices2 = feed([(300, 0.0), (360, 0.0)], state=state)
    assert (resolved.status, resolved.acknowledged_by, statuses(notices2)) == ("resolved", None, ["resolved"])
    assert acknowledge(AlertState(), RULE, Acknowledgement(1, "ada")) == (AlertState(), ())


def test_a_silence_mutes_notices_but_not_the_state() -> None:
    loud, quiet = feed([(0, 0.2), (120, 0.2)]), feed([(0, 0.2), (120, 0.2)], silences=(SILENCE,))
    assert replace(quiet[0], announced=True) == loud[0]
    assert [notice.muted for notice in quiet[1]] == [True]
    other = Silence(0, 1000, {"endpoint": "search"})
    assert [notice.muted for notice in feed([(0, 0.2), (120, 0.2)], silences=(other,))[1]] == [False]
    nothing = Silence(0, 1000, {})
    assert [notice.muted for notice in feed([(0, 0.2), (120, 0.2)], silences=(nothing,))[1]] == [False]


def test_an_alert_that_still_fires_when_its_silence_ends_is_announced_then() -> None:
    values: list[tuple[int, float | None]] = [(0, 0.2), (120, 0.2), (500, 0.2), (1000, 0.2), (1100, 0.2)]
    _, notices = feed(values, silences=(SILENCE,))
    assert [(n.status, n.at, n.muted) for n in notices] == [("firing", 120, True), ("firing", 1000, False)]


def test_an_alert_nobody_was_told_of_is_not_announced_as_resolved() -> None:
    _, notices = feed([(0, 0.2), (120, 0.2), (980, 0.0), (1040, 0.0)], silences=(SILENCE,))
    assert [(n.status, n.muted) for n in notices] == [("firing", True), ("resolved", True)]


def test_old_and_repeated_news_change_nothing() -> None:
    state, _ = feed([(0, 0.2), (120, 0.2)])
    assert observe(state, RULE, Observation(120, 0.0, 100)) == (state, ())
    assert observe(state, RULE, Observation(60, 0.0, 100)) == (state, ())


def test_a_rule_for_small_values_works_the_other_way_round() -> None:
    rule_below = AlertRule(key="p-value", threshold=0.01, clear=0.05, direction="below")
    state, notices = feed([(0, 0.2), (1, 0.005), (2, 0.02), (3, 0.2)], rule=rule_below)
    assert (state.status, statuses(notices)) == ("resolved", ["firing", "resolved"])


def test_the_dedupe_key_is_stable_and_tells_labels_apart() -> None:
    assert RULE.dedupe_key == replace(RULE, threshold=0.2).dedupe_key
    assert RULE.dedupe_key != replace(RULE, labels={"endpoint": "search"}).dedupe_key
    assert (
        AlertRule("k", 1, 1, labels={"a": "1", "b": "2"}).dedupe_key
        == AlertRule("k", 5, 1, labels={"b": "2", "a": "1"}).dedupe_key
    )


@pytest.mark.parametrize(
    ("threshold", "clear", "direction", "wait"),
    [(0.1, 0.2, "above", 0), (0.1, 0.05, "below", 0), (math.nan, 0.1, "above", 0), (0.1, 0.05, "above", -1)],
)
def test_rules_that_make_no_sense_are_refused(threshold: float, clear: float, direction: str, wait: int) -> None:
    with pytest.raises(BadRule, match="`error-rate`"):
        AlertRule("error-rate", threshold, clear, direction, for_seconds=wait)  # type: ignore[arg-type]


class AlertLife(RuleBasedStateMachine):
    """Any news in any order: what people are told must add up."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.state, self.told = 0, AlertState(), list[Notice]()
        self.history: list[Observation] = []
        self.silenced = False

    def silences(self) -> tuple[Silence, ...]:
        return (Silence(0, 10**9, {"endpoint": "triage"}),) if self.silenced else ()

    def take(self, news: Observation) -> None:
        before = self.state
        self.state, notices = observe(before, RULE, news, self.silences())
        assert observe(before, RULE, news, self.silences()) == (self.state, notices)
        assert observe(self.state, RULE, news, self.silences()) == (self.state, ())
        self.history.append(news)
        self.told += notices

    @rule(
        wait=st.integers(1, 400), value=st.sampled_from([0.0, 0.05, 0.07, 0.1, 0.2, None]), n=st.sampled_from([5, 50])
    )
    def measure(self, wait: int, value: float | None, n: int) -> None:
        self.now += wait
        self.take(Observation(self.now, value, n))

    @rule(by=st.sampled_from(["ada", "bob"]))
    def take_over(self, by: str) -> None:
        firing = self.state.status == "firing"
        self.state, notices = acknowledge(self.state, RULE, Acknowledgement(self.now, by), self.silences())
        assert bool(notices) == firing
        self.told += notices

    @rule()
    def toggle_silence(self) -> None:
        self.silenced = not self.silenced

    @invariant()
    def firing_is_earned(self) -> None:
        """A firing alert has seen only breaches, of enough samples, for as long as the rule asks."""
        if self.state.status != "firing" or self.state.since != self.now or not self.history:
            return
        run: list[Observation] = []
        for news in reversed(self.history):
            usable = news.value is not None and news.n >= RULE.min_sample
            if usable and not RULE.breached(news.value or 0.0):
                break
            if usable:
                run.append(news)
        assert run[0].at - run[-1].at >= RULE.for_seconds

    @invariant()
    def what_people_hear_makes_sense(self) -> None:
        heard = [(notice.incident, notice.status) for notice in self.told if not notice.muted]
        incidents = [(i, s) for i, s in heard if s in {"firing", "acknowledged", "resolved"}]
        assert len(set(incidents)) == len(incidents)
        for incident, status in incidents:
            if status != "firing":
                assert (incident, "firing") in incidents
        numbers = [incident for incident, _ in incidents]
        assert numbers == sorted(numbers)

    @invariant()
    def a_firing_alert_is_known_unless_silenced(self) -> None:
        if self.state.status == "firing" and not self.silenced and self.state.last_at == self.now:
            muted_since = any(n.muted and n.at == self.now for n in self.told)
            heard = any(n.incident == self.state.incident and not n.muted for n in self.told)
            assert heard or muted_since or not self.state.announced

    @invariant()
    def states_are_consistent(self) -> None:
        assert (self.state.acknowledged_by is not None) == (self.state.status == "acknowledged")
        assert self.state.incident >= (self.state.status in {"firing", "acknowledged", "resolved"})
        if self.state.status == "pending":
            assert self.state.breach_since is not None


TestAlertLife = AlertLife.TestCase
TestAlertLife.settings = settings(max_examples=60, stateful_step_count=40)
