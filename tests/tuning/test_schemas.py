"""What cannot be trained is refused before anything is queued, with words that say what to write instead."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from volano_server.tuning.schemas import Recipe


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"max_steps": 5, "warmup_steps": 6}, "`warmup_steps` is 6, but the run has 5 steps"),
        ({"learning_rate": float("nan")}, "finite"),
        ({"learning_rate": float("inf")}, "finite"),
        ({"learning_rate": 3.0}, "less than or equal to 0.1"),
        ({"learning_rate": 0.0}, "greater than or equal"),
        ({"alpha": float("inf")}, "finite"),
        ({"alpha": 0}, "greater than or equal"),
        ({"batch_size": 1024, "max_length": 32_768}, "more than 1,048,576 tokens in one step"),
        ({"checkpoint_every": 10**9}, "less than or equal"),
        ({"last_layers": 10**6}, "less than or equal"),
        ({"seed": -1}, "greater than or equal"),
    ],
)
def test_a_recipe_that_cannot_work_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Recipe(**fields)
    assert said in str(caught.value)


def test_a_short_run_warms_up_as_long_as_it_lasts() -> None:
    assert Recipe(max_steps=1).warmup_steps == 1
    assert Recipe(max_steps=30).warmup_steps == 3
    assert Recipe.model_validate(Recipe(max_steps=1).model_dump()).warmup_steps == 1
