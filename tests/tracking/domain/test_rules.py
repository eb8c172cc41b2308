"""States, comparison, log text and what a run may carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.kit.errors import BadInput
from volano_server.tracking.domain import checks
from volano_server.tracking.domain.compare import flatten, side_by_side
from volano_server.tracking.domain.logs import MAX_LINE, clean_line, fitting
from volano_server.tracking.domain.states import RunState, may_change
from volano_server.tracking.errors import InvalidArtifact, InvalidRun


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("running", "succeeded", True),
        ("running", "cancelled", True),
        ("running", "running", False),
        ("failed", "running", True),
        ("cancelled", "running", True),
        ("failed", "succeeded", False),
        ("succeeded", "running", False),
        ("succeeded", "failed", False),
    ],
)
def test_only_these_ways_lead_from_state_to_state(before: RunState, after: RunState, allowed: bool) -> None:
    assert may_change(before, after) is allowed


def test_parameters_are_compared_by_dotted_key() -> None:
    rows = side_by_side([flatten({"lora": {"rank": 8}, "seed": 1}), flatten({"lora": {"rank": 16}, "seed": 1})])
    assert [(row.key, row.values, row.differs) for row in rows] == [
        ("lora.rank", [8, 16], True),
        ("seed", [1, 1], False),
    ]


def test_a_missing_parameter_differs_and_true_is_not_one() -> None:
    rows = side_by_side([{"a": True, "b": None}, {"a": 1}])
    assert [(row.key, row.values, row.differs) for row in rows] == [("a", [True, 1], True), ("b", [None, None], True)]


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_becomes_a_line_that_both_databases_hold(text: str) -> None:
    line = clean_line(text)
    line.encode()
    assert "\x00" not in line


def test_a_long_line_says_how_much_was_cut_and_colours_stay() -> None:
    line = clean_line("\x1b[31mred\x1b[0m" + "x" * MAX_LINE + "\n")
    assert line.startswith("\x1b[31mred")
    assert line.endswith("(12 characters cut)")


def test_only_whole_lines_fit_into_the_allowance() -> None:
    assert fitting(["aa", "é", "b"], bytes_left=4, lines_left=9) == 2
    assert fitting(["aa", "b"], bytes_left=100, lines_left=1) == 1
    assert fitting(["aa"], bytes_left=100, lines_left=-1) == 0


@pytest.mark.parametrize("name", ["", "../x", "a/../b", "/abs", "a//b", "a\\b", "a\nb", "x" * 401, ".", "a/."])
def test_an_artifact_name_stays_inside_the_run(name: str) -> None:
    with pytest.raises(InvalidArtifact):
        checks.check_artifact(name, "sha256:" + "0" * 64)


def test_an_artifact_needs_a_digest_of_ours() -> None:
    checks.check_artifact("reports/confusion.json", "sha256:" + "0" * 64)
    with pytest.raises(InvalidArtifact, match="no digest"):
        checks.check_artifact("reports/confusion.json", "file:///etc/passwd")


@pytest.mark.parametrize(
    "tags", [{"": "x"}, {"a=b": "x"}, {"k": "x" * 1001}, {"k": "\x00"}, {str(n): "" for n in range(101)}]
)
def test_tags_that_no_filter_could_name_are_refused(tags: dict[str, str]) -> None:
    with pytest.raises(InvalidRun):
        checks.check_tags(tags)


@pytest.mark.parametrize(
    "parameters", [{"a": float("nan")}, {"a": object()}, {"a": "x" * 300_000}, {"a": 2**70}, {"a": "\x00"}]
)
def test_parameters_that_no_store_could_hold_are_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        checks.check_parameters(parameters)
