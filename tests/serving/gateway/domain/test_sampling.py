"""Who decides how an answer is drawn."""

from typing import Any

import pytest

from volano_server.serving.engines import Sampling
from volano_server.serving.gateway.domain.sampling import sampling_of, tokens_allowed


@pytest.mark.parametrize(
    ("prompt", "caller", "bound", "drawn"),
    [
        ({}, {}, 2, Sampling()),
        ({"temperature": 0.7, "top_p": 0.9}, {}, 2, Sampling(0.7, top_p=0.9)),
        ({"temperature": 0.7, "top_p": 0.9}, {"temperature": 0}, 2, Sampling(0, top_p=0.9)),
        ({"temperature": 0.7}, {"temperature": 1.9}, 1, Sampling(1)),
        ({"temperature": 1.5}, {}, 1, Sampling(1)),
        ({"stop": "END"}, {}, 2, Sampling(stop=("END",))),
        ({"stop": ["a"]}, {"stop": ["b", "c"]}, 2, Sampling(stop=("b", "c"))),
        ({"seed": -1}, {}, 2, Sampling(seed=2**31 - 1)),
        ({"max_tokens": 9, "model": "other", "reasoning_effort": "high"}, {}, 2, Sampling()),
    ],
)
def test_the_caller_overrules_the_prompt_within_the_bound(
    prompt: dict[str, Any], caller: dict[str, Any], bound: float, drawn: Sampling
) -> None:
    assert sampling_of(prompt, caller, bound) == drawn


@pytest.mark.parametrize(
    ("prompt", "wish", "allowed"),
    [({}, None, 100), ({"max_tokens": 8}, None, 8), ({"max_tokens": 8}, 50, 50), ({"max_tokens": 800}, None, 100),
     ({"max_completion_tokens": 7, "max_tokens": 8}, None, 7), ({}, 5_000, 100)],
)  # fmt: skip
def test_the_output_is_bounded_by_the_endpoint(prompt: dict[str, Any], wish: int | None, allowed: int) -> None:
    assert tokens_allowed(prompt, wish, 100) == allowed
