"""Write the price table `telemetry/domain/prices.json` from the data of the MIT-licensed package `genai-prices`.

Run with that package installed beside the project: `pip install --no-deps genai-prices && make_prices.py`.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from genai_prices.data import providers
from genai_prices.types import StartDateConstraint, TieredPrices, TimeOfDateConstraint

TARGET = Path(__file__).parents[1] / "src/volano_server/telemetry/domain/prices.json"
KEPT = ("openai", "anthropic", "google", "mistral", "cohere", "deepseek", "x-ai", "groq", "together", "fireworks",
    "cerebras", "perplexity", "moonshotai", "voyageai")  # fmt: skip


def main() -> None:
    models = [
        entry
        for provider in providers
        if provider.id in KEPT
        for model in provider.models
        if (entry := entry_of(provider.id, model))
    ]
    head = {
        "source": f"genai-prices {version('genai-prices')} (MIT, Pydantic Services Inc.); list prices, no batch rates",
        "as_of": date.today().isoformat(),  # noqa: DTZ011
        "unit": "US dollars per million tokens",
    }
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in models)
    TARGET.write_text(json.dumps(head)[:-1] + ',"models":[\n' + lines + "\n]}\n")
    print(f"{TARGET}: {len(models)} models")


def entry_of(provider: str, model: Any) -> dict[str, Any] | None:
    names: list[str] = []
    prefixes: list[str] = []
    collect(model.match, names, prefixes)
    prices = [price for price in prices_of(model.prices) if price]
    if not prices:
        return None
    return {
        "provider": provider,
        "names": sorted({*names, model.id.lower()}),
        "prefixes": sorted(set(prefixes)),
        "prices": prices,
    }


def collect(clause: Any, names: list[str], prefixes: list[str]) -> None:
    for inner in getattr(clause, "or_", []):
        collect(inner, names, prefixes)
    if (name := getattr(clause, "equals", None)) is not None:
        names.append(name.lower())
    if (prefix := getattr(clause, "starts_with", None)) is not None:
        prefixes.append(prefix.lower())


def prices_of(prices: Any) -> list[dict[str, Any] | None]:
    if not isinstance(prices, list):
        return [price_of(prices, 0)]
    found = []
    for conditional in prices:
        if conditional.constraint is None:
            found.append(price_of(conditional.prices, 0))
        elif isinstance(conditional.constraint, TimeOfDateConstraint):
            # the dearest hours count: off-peak discounts are not modelled
            hours = [*found, price_of(conditional.prices, 0)]
            found = [max((price for price in hours if price), key=lambda price: float(price["input"]))]
        elif isinstance(conditional.constraint, StartDateConstraint):
            day = conditional.constraint.start_date
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
            found.append(price_of(conditional.prices, int(moment.timestamp()) * 1_000_000))
    return found


def price_of(price: Any, since: int) -> dict[str, Any] | None:
    if price.input_mtok is None:
        return None
    item: dict[str, Any] = {"since_micros": since} if since else {}
    parts = {"input": price.input_mtok, "cached": price.cache_read_mtok, "output": price.output_mtok or 0}
    item |= {name: plain(value) for name, value in parts.items() if value is not None}
    bounds = sorted({tier.start for value in parts.values() if isinstance(value, TieredPrices) for tier in value.tiers})
    if bounds:
        item["tiers"] = [
            {"over": bound} | {name: at(value, bound) for name, value in parts.items() if value is not None}
            for bound in bounds
        ]
    return item


def plain(value: Any) -> str:
    return str(value.base if isinstance(value, TieredPrices) else value)


def at(value: Any, bound: int) -> str:
    if not isinstance(value, TieredPrices):
        return str(value)
    return str(next((tier.price for tier in reversed(value.tiers) if tier.start <= bound), value.base))


if __name__ == "__main__":
    main()
