"""How an answer is drawn: what the prompt says, overruled by what the caller says, within what the endpoint allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from volano_server.serving.engines import Sampling

SEEDS = 2**31
KNOWN = (
    "temperature", "seed", "top_p", "top_k", "min_p", "frequency_penalty", "presence_penalty", "repeat_penalty", "stop",
)  # fmt: skip


def sampling_of(parameters: Mapping[str, Any], wishes: Mapping[str, Any], max_temperature: float = 2.0) -> Sampling:
    """The prompt's `parameters` with the caller's `wishes` in their place, the temperature bounded.

    Without either the temperature is 0. Names that no engine knows are left out.
    """
    said = {name: value for name, value in {**parameters, **wishes}.items() if name in KNOWN}
    stop = said.get("stop", ())
    return Sampling(**{
        **said,
        "temperature": min(float(said.get("temperature", 0.0)), max_temperature),
        "seed": int(said.get("seed", 0)) % SEEDS,
        "stop": (stop,) if isinstance(stop, str) else tuple(stop),
    })  # fmt: skip


def tokens_allowed(parameters: Mapping[str, Any], wish: int | None, bound: int) -> int:
    """The output limit in tokens: the caller's wish, else the prompt's, never over the endpoint's bound."""
    said = wish or parameters.get("max_completion_tokens") or parameters.get("max_tokens") or bound
    return min(int(said), bound)
