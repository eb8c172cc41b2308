"""What a model call costs, in whole millionths of a US dollar."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

CostSource = Literal["reported", "table", "compute"]
OWN_PROVIDER = "volano"
# provider names of OpenTelemetry that the table calls otherwise
_PROVIDERS = {
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "google",
    "azure.ai.openai": "openai",
    "mistral_ai": "mistral",
    "mistralai": "mistral",
    "moonshot_ai": "moonshotai",
    "x_ai": "x-ai",
    "xai": "x-ai",
}
_DATED = re.compile(r"[-@:](?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$")


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call. `cached` ones are part of `input`; unknown counts are 0."""

    input: int = 0
    output: int = 0
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """US dollars per million tokens (which are millionths of a dollar per token)."""

    input: Decimal
    output: Decimal
    cached: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """The rates of a model from a day on; `tiers` replace them for calls with more input tokens than their bound."""

    since: int
    rate: Rate
    tiers: tuple[tuple[int, Rate], ...] = ()

    def rate_for(self, input_tokens: int) -> Rate:
        """The rate of a call with this much input."""
        chosen = self.rate
        for over, rate in self.tiers:
            if input_tokens > over:
                chosen = rate
        return chosen


@dataclass(frozen=True, slots=True)
class Cost:
    """An amount and how it is known."""

    micros: int
    source: CostSource


class PriceTable:
    """Dated prices by provider and model name."""

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self._exact: dict[str, list[Price]] = {}
        self._prefixes: list[tuple[str, list[Price]]] = []
        shared: set[str] = set()
        for entry in entries:
            prices = sorted((_price(item) for item in entry["prices"]), key=lambda price: price.since)
            for name in entry.get("names", ()):
                self._exact[f"{entry['provider']}/{name}"] = prices
                if self._exact.setdefault(name, prices) != prices:
                    shared.add(name)  # sold at several prices: only its provider tells which
            self._prefixes += [(prefix, prices) for prefix in entry.get("prefixes", ())]
        for name in shared:
            del self._exact[name]
        self._prefixes.sort(key=lambda pair: -len(pair[0]))

    def cost(self, model: str, usage: Usage, at: int, *, provider: str = "") -> int | None:
        """Millionths of a dollar for a call at time `at` (microseconds), rounded half up; None for an unknown model.

        Input that was read from the provider's cache has its own price. Raises nothing.
        """
        prices = self._find(model.lower(), provider.lower())
        if not prices:
            return None
        place = bisect_right([price.since for price in prices], at)
        rate = prices[max(0, place - 1)].rate_for(usage.input)
        cached = min(usage.cached, usage.input)
        amount = (usage.input - cached) * rate.input + cached * rate.cached + usage.output * rate.output
        return int(amount.quantize(Decimal(1), ROUND_HALF_UP))

    def _find(self, model: str, provider: str) -> list[Price] | None:
        provider = _PROVIDERS.get(provider, provider)
        bare = model.rpartition("/")[2]
        for name in (model, bare, _DATED.sub("", bare)):
            for found in (f"{provider}/{name}", name):
                if found in self._exact:
                    return self._exact[found]
        return next((prices for prefix, prices in self._prefixes if bare.startswith(prefix)), None)


@dataclass(frozen=True, slots=True)
class Pricing:
    """How calls are priced: hosted models by the table, own ones by the time they took.

    An own model costs `seconds x compute_usd_per_hour / 3600` dollars; at the default rate of 0 it costs nothing
    and says so (source `compute`).
    """

    table: PriceTable
    compute_usd_per_hour: Decimal = Decimal(0)

    def price(
        self, provider: str | None, model: str | None, usage: Usage | None, at: int, latency_micros: int
    ) -> Cost | None:
        """The cost of one call, or None when it cannot be known."""
        if provider == OWN_PROVIDER:
            amount = Decimal(latency_micros) * self.compute_usd_per_hour / 3600
            return Cost(int(amount.quantize(Decimal(1), ROUND_HALF_UP)), "compute")
        if not model or usage is None:
            return None
        micros = self.table.cost(model, usage, at, provider=provider or "")
        return None if micros is None else Cost(micros, "table")


def _price(item: Mapping[str, Any]) -> Price:
    tiers = tuple((int(tier["over"]), _rate(tier)) for tier in item.get("tiers", ()))
    return Price(int(item.get("since_micros", 0)), _rate(item), tiers)


def _rate(item: Mapping[str, Any]) -> Rate:
    read = Decimal(str(item["input"]))
    return Rate(read, Decimal(str(item["output"])), Decimal(str(item.get("cached", read))))
