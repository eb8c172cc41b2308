"""The price table that comes with the package."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib.resources import files

from volano_server.telemetry.domain.cost import PriceTable, Pricing


def load_pricing(compute_usd_per_hour: Decimal = Decimal(0)) -> Pricing:
    """Prices from `domain/prices.json` (its head says as of when), and the rate for an hour of our own machines."""
    text = files("volano_server.telemetry.domain").joinpath("prices.json").read_text(encoding="utf-8")
    return Pricing(PriceTable(json.loads(text)["models"]), compute_usd_per_hour)
