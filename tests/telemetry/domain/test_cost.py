"""What a call costs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.kit.clock import from_rfc3339
from volano_server.telemetry import load_pricing
from volano_server.telemetry.domain.cost import PriceTable, Pricing, Usage

MARCH = from_rfc3339("2026-03-13T00:00:00Z")
TABLE = PriceTable(
    [
        {"provider": "a", "names": ["m"], "prices": [{"input": "2", "cached": "0.5", "output": "8"}]},
        {
            "provider": "a",
            "names": ["cheaper-later"],
            "prices": [{"input": "10", "output": "10"}, {"since_micros": MARCH, "input": "5", "output": "5"}],
        },
        {
            "provider": "a",
            "names": ["long"],
            "prices": [{"input": "1", "output": "2", "tiers": [{"over": 1000, "input": "2", "output": "4"}]}],
        },
        {"provider": "b", "names": ["shared"], "prices": [{"input": "1", "output": "1"}]},
        {"provider": "c", "names": ["shared"], "prices": [{"input": "3", "output": "3"}]},
        {"provider": "a", "names": [], "prefixes": ["fam-"], "prices": [{"input": "1", "output": "1"}]},
        {"provider": "a", "names": [], "prefixes": ["fam-large"], "prices": [{"input": "7", "output": "7"}]},
    ]
)


def test_cached_input_has_its_own_price() -> None:
    assert TABLE.cost("m", Usage(input=1000, output=10, cached=400), 0) == 600 * 2 + 400 * 0.5 + 10 * 8


def test_more_cached_than_input_never_gives_money_back() -> None:
    assert TABLE.cost("m", Usage(input=10, cached=50), 0) == 5


def test_the_price_of_the_day_counts() -> None:
    assert TABLE.cost("cheaper-later", Usage(input=100), from_rfc3339("2026-03-12T23:59:59Z")) == 1000
    assert TABLE.cost("cheaper-later", Usage(input=100), from_rfc3339("2026-03-13T00:00:00Z")) == 500


def test_over_the_bound_of_a_tier_all_tokens_cost_more() -> None:
    assert TABLE.cost("long", Usage(input=1000, output=1), 0) == 1002
    assert TABLE.cost("long", Usage(input=1001, output=1), 0) == 2006


@pytest.mark.parametrize("name", ["m", "M", "a/m", "m-2026-01-31", "m@20260131", "m-latest", "openrouter/a/m"])
def test_a_model_is_found_under_its_usual_spellings(name: str) -> None:
    assert TABLE.cost(name, Usage(input=1), 0) == 2


def test_a_model_sold_at_several_prices_needs_its_provider() -> None:
    assert TABLE.cost("shared", Usage(input=1), 0) is None
    assert TABLE.cost("shared", Usage(input=1), 0, provider="c") == 3


def test_the_longest_prefix_wins_and_an_unknown_model_has_no_price() -> None:
    assert TABLE.cost("fam-large-2", Usage(input=1), 0) == 7
    assert TABLE.cost("fam-x", Usage(input=1), 0) == 1
    assert TABLE.cost("nobody-knows", Usage(input=1), 0) is None


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_cost_is_a_whole_number_that_grows_with_use(read: int, written: int, cached: int) -> None:
    one = TABLE.cost("m", Usage(read, written, cached), 0)
    more = TABLE.cost("m", Usage(read + 1, written + 1, cached), 0)
    assert one is not None
    assert more is not None
    assert isinstance(one, int)
    assert 0 <= one <= more


def test_an_own_model_costs_its_seconds_or_says_that_it_costs_nothing() -> None:
    free = Pricing(TABLE).price("volano", "m", Usage(10, 10), 0, 2_000_000)
    assert free is not None
    assert (free.micros, free.source) == (0, "compute")
    paid = Pricing(TABLE, Decimal("0.36")).price("volano", "m", Usage(10, 10), 0, 2_000_000)
    assert paid is not None
    assert paid.micros == 200  # two seconds at 0.0001 dollars each


def test_the_table_that_comes_along_knows_the_usual_models() -> None:
    pricing = load_pricing()
    at = from_rfc3339("2026-11-01T00:00:00Z")
    million = Usage(input=1_000_000, output=1_000_000)
    assert pricing.table.cost("gpt-4o-mini-2024-07-18", million, at) == 750_000
    assert pricing.table.cost("claude-haiku-4-5-20251001", million, at, provider="anthropic") == 6_000_000
    assert pricing.price("openai", "text-embedding-3-small", Usage(input=1_000_000), at, 0) is not None
