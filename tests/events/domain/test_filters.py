"""Which events a webhook wants."""

from __future__ import annotations

import pytest

from volano_server.events.domain.filters import check_patterns, is_wanted
from volano_server.events.errors import InvalidFilter


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [("*", True), ("run:*", True), ("run:start", True), ("run:finish", False), ("prompt:*", False), ("runs:*", False)],
)
def test_a_pattern_names_an_action_a_noun_or_everything(pattern: str, wanted: bool) -> None:
    assert is_wanted([pattern], "run:start", "run", "r1") is wanted


def test_the_jobs_that_deliver_are_left_out_and_other_jobs_are_not() -> None:
    assert not is_wanted(["*"], "job:succeeded", "job", "webhooks:deliver")
    assert is_wanted(["*"], "job:succeeded", "job", "data:import")
    assert is_wanted(["*"], "webhook:disable", "webhook", "webhooks:deliver")


@pytest.mark.parametrize(
    "patterns", [[], ["run"], ["run:"], [":x"], ["**"], ["Run:start"], ["run:start "], ["run:*:x"]]
)
def test_what_is_no_pattern_is_refused(patterns: list[str]) -> None:
    with pytest.raises(InvalidFilter):
        check_patterns(patterns)


def test_patterns_are_kept_once_each() -> None:
    assert check_patterns(["run:*", "alias:set", "run:*"]) == ["alias:set", "run:*"]
