"""Recipes: what can be written, and what is said about everything else."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.data.domain.recipe import describe_steps, parse_recipe
from volano_server.data.domain.steps import DropEmpty
from volano_server.data.errors import BadRecipe


def test_a_recipe_writes_out_versions_and_defaults_and_keeps_its_digest() -> None:
    recipe = parse_recipe([{"step": "drop_empty", "params": {"min_characters": 20}}, {"step": "split", "version": 1}])
    assert recipe.to_json()[0] == {
        "step": "drop_empty",
        "version": 1,
        "params": {"column": "body", "min_characters": 20},
    }
    assert recipe.steps[0] == DropEmpty(min_characters=20)
    assert parse_recipe(recipe.to_json()).digest() == recipe.digest()
    assert parse_recipe([{"step": "drop_empty"}]).digest() != parse_recipe([{"step": "truncate"}]).digest()


def test_every_step_is_described_for_people_and_forms() -> None:
    steps = {step["step"]: step for step in describe_steps()}
    assert set(steps) == {
        "compose",
        "detect_language",
        "drop_empty",
        "exact_duplicates",
        "filter_rows",
        "near_duplicates",
        "parse_mail",
        "scrub_personal",
        "select_columns",
        "split",
        "truncate",
    }
    for step in steps.values():
        assert step["summary"].endswith(".")
        assert all("description" in param for param in step["params"]["properties"].values())


@pytest.mark.parametrize(
    ("recipe", "message", "hint"),
    [
        (None, "a list of at least one step", '"drop_empty"'),
        ([], "a list of at least one step", '"drop_empty"'),
        ({"step": "split"}, "a list of at least one step", ""),
        ([{"step": "split"}] * 51, "has 51 steps, at most 50", ""),
        (["split"], "step 1 has no name", ""),
        ([{"params": {}}], "step 1 has no name", ""),
        (
            [{"step": "split"}, {"step": "drop_emty"}],
            "step 2: there is no step `drop_emty`",
            "did you mean `drop_empty`?",
        ),
        ([{"step": "split", "version": 7}], "step 1 `split` has no version 7", "use 1"),
        ([{"step": "split", "version": []}], r"step 1 `split` has no version \[\]", "use 1"),
        ([{"step": "split", "parms": {}}], "unknown entry `parms`", "put parameters under `params`"),
        ([{"step": "split", "params": []}], "`params` is no object", ""),
        (
            [{"step": "drop_empty", "params": {"min_chars": 3}}],
            "the parameter `min_chars` is unknown",
            "`min_characters`",
        ),
        ([{"step": "filter_rows"}], "the parameter `where` is missing", "takes where"),
        (
            [{"step": "filter_rows", "params": {"where": "label ="}}],
            "the parameter `where` is wrong: the filter has",
            "",
        ),
        (
            [{"step": "near_duplicates", "params": {"threshold": 1.5}}],
            r"the parameter `threshold` is wrong: .*less than or equal to 1 \(found 1.5\)",
            "0.5 to 1.0",
        ),
        ([{"step": "near_duplicates", "params": {"threshold": float("nan")}}], "`threshold` is wrong", "0.5 to 1.0"),
        ([{"step": "near_duplicates", "params": {"action": "hide"}}], "'remove' or 'mark'", "`mark`"),
        ([{"step": "scrub_personal", "params": {"kinds": ["email", "name"]}}], "`kinds.1` is wrong", "iban"),
        ([{"step": "split", "params": {"parts": {"train": 0.8}}}], "the shares add up to 0.8", "add up to 1"),
        ([{"step": "split", "params": {"parts": {"a": 1.5, "b": -0.5}}}], "the shares add up to 1", ""),
        ([{"step": "truncate", "params": {"max_characters": "many"}}], "`max_characters` is wrong", "most characters"),
    ],
)
def test_a_wrong_recipe_is_refused_naming_step_parameter_and_what_is_allowed(
    recipe: Any, message: str, hint: str
) -> None:
    with pytest.raises(BadRecipe, match=message) as caught:
        parse_recipe(recipe)
    assert hint in caught.value.hint


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.fixed_dictionaries({"step": st.sampled_from(["split", "truncate", "near_duplicates"]), "params": JSON}))
)
def test_any_parameters_are_taken_or_refused(recipe: Any) -> None:
    with suppress(BadRecipe):
        assert parse_recipe(recipe).digest().startswith("sha256:")
