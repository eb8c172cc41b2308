import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from volano_server.serving.gateway.domain.budgets import NANO, Budget, Refusal, price, reserve, roll, settle


def test_a_call_is_admitted_while_what_is_set_aside_fits() -> None:
    budget, refused = reserve(Budget(limit=100), "a", 60, now=0)
    assert refused is None
    assert reserve(budget, "b", 41, now=0)[1] == Refusal(asked=41, remaining=40)
    budget, refused = reserve(budget, "b", 40, now=0)
    assert (refused, budget.remaining) == (None, 0)
    budget = settle(settle(budget, "a", 10), "b", 40)
    assert (budget.spent, budget.held, budget.remaining) == (50, 0, 50)


def test_a_call_that_costs_more_than_was_set_aside_is_counted_in_full() -> None:
    budget, _ = reserve(Budget(limit=100), "a", 90, now=0)
    budget = settle(budget, "a", 130)
    assert (budget.spent, budget.remaining) == (130, -30)
    assert reserve(budget, "b", 0, now=0)[1] == Refusal(asked=0, remaining=-30)


def test_a_reservation_that_never_settled_lapses_but_its_cost_still_counts() -> None:
    budget, _ = reserve(Budget(limit=100), "a", 100, now=0, seconds=60)
    assert reserve(budget, "b", 1, now=59)[1] is not None
    budget, refused = reserve(budget, "b", 1, now=60)
    assert refused is None
    assert settle(budget, "a", 70).spent == 70


def test_a_new_window_forgets_what_was_spent_but_not_what_is_in_progress() -> None:
    budget, _ = reserve(Budget(limit=100, spent=50), "a", 30, now=0)
    rolled = roll(budget, 86_400)
    assert (rolled.spent, rolled.held, rolled.remaining) == (0, 30, 70)
    assert roll(rolled, 0) == rolled


def test_without_a_limit_everything_is_admitted_and_counted() -> None:
    budget, refused = reserve(Budget(limit=None), "a", 10**30, now=0)
    assert refused is None
    assert settle(budget, "a", 5).spent == 5


def test_prices_are_rounded_up_to_whole_nano_units() -> None:
    assert price(1_000_000, 2.5) == 2_500_000_000 == int(2.5 * NANO)
    assert price(1, 0.0001) == 1
    assert price(0, 99.0) == 0


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        reserve(Budget(limit=1), "a", -1, now=0)
    with pytest.raises(ValueError, match="-1"):
        settle(Budget(limit=1), "a", -1)


class Ledger(RuleBasedStateMachine):
    """Calls that begin, end, die and repeat themselves: the sums stay exact and the limit holds at each admission."""

    def __init__(self) -> None:
        super().__init__()
        self.budget, self.now, self.count = Budget(limit=1000), 0, 0
        self.open: dict[str, int] = {}
        self.log: list[int] = []

    @rule(amount=st.integers(0, 400), seconds=st.integers(1, 50))
    def begin(self, amount: int, seconds: int) -> None:
        self.count += 1
        call = f"call-{self.count}"
        before = self.budget
        self.budget, refused = reserve(before, call, amount, self.now, seconds)
        if refused:
            assert amount > refused.remaining
        else:
            self.open[call] = amount
            assert self.budget.spent + self.budget.held <= 1000
        assert reserve(self.budget, call, amount, self.now, seconds)[0] == self.budget

    @rule(data=st.data(), share=st.integers(0, 120))
    def end(self, data: st.DataObject, share: int) -> None:
        if not self.open:
            return
        call = data.draw(st.sampled_from(sorted(self.open)))
        cost = self.open.pop(call) * share // 100
        self.budget = settle(self.budget, call, cost)
        self.log.append(cost)

    @rule(seconds=st.integers(1, 60))
    def wait(self, seconds: int) -> None:
        self.now += seconds

    @invariant()
    def what_is_spent_is_what_was_settled(self) -> None:
        assert self.budget.spent == sum(self.log)
        assert self.budget.reserved.keys() <= self.open.keys()


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=60, stateful_step_count=40)
