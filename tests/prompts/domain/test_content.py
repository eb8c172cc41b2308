"""What a prompt version may hold, and how it is filled."""

from __future__ import annotations

from typing import Any

import pytest

from volano_server.kit.errors import BadInput
from volano_server.prompts import InvalidPrompt, PromptContent, SecretInPrompt, VariableMismatch, read_content
from volano_server.prompts.domain.compare import compare
from volano_server.prompts.domain.content import render
from volano_server.prompts.domain.secrets import find_secret

MAIL = [{"role": "system", "content": "Sort mail."}, {"role": "user", "content": "{{mail}} in {{language}}"}]


def prompt(**more: Any) -> PromptContent:
    return read_content({"messages": MAIL, **more})


def test_a_prompt_is_filled_with_values_and_defaults() -> None:
    content = prompt(variables={"language": {"default": "English"}})
    assert [one.content for one in render(content, {"mail": "Hi"})] == ["Sort mail.", "Hi in English"]
    assert [one.content for one in render(content, {"mail": "Hi", "language": "French"})][1] == "Hi in French"


def test_missing_unknown_and_wrongly_typed_values_are_all_named() -> None:
    content = prompt(variables={"language": {"type": "text"}})
    with pytest.raises(VariableMismatch) as refused:
        render(content, {"language": 5, "colour": "red"})
    assert refused.value.message == (
        "the values do not fit the prompt (missing: mail; unknown: colour; of the wrong type: language (no text))"
    )
    assert refused.value.hint == "its variables are: mail, language"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", "x", 1),
        ("number", 1.5, "1.5"),
        ("number", 2, True),
        ("integer", 2, 2.5),
        ("boolean", False, 0),
        ("list", [1], "1"),
        ("object", {"a": 1}, [1]),
    ],
)
def test_each_type_takes_its_values_only(kind: str, good: Any, bad: Any) -> None:
    content = prompt(variables={"language": {"type": kind}})
    render(content, {"mail": "x", "language": good})
    with pytest.raises(VariableMismatch, match=f"language .no {kind}."):
        render(content, {"mail": "x", "language": bad})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages/0/role"),
        ({"messages": [{"role": "user", "content": "x", "name": "y"}]}, "messages/0/name"),
        ({"variables": {"colour": {}}}, "colour"),
        ({"variables": {"mail": {"type": "integer", "default": "x"}}}, "default of `mail` is no integer"),
        ({"surprise": 1}, "surprise"),
        ({"parameters": {"temperature": 3}}, "temperature"),
        ({"parameters": {"temperature": True}}, "temperature"),
        ({"parameters": {"max_tokens": 0}}, "max_tokens"),
        ({"parameters": {"max_tokens": 1.5}}, "max_tokens"),
        ({"parameters": {"stop": [1]}}, "stop"),
        ({"parameters": {"stop": [""]}}, "stop"),
        ({"parameters": {"stop": 1}}, "stop"),
        ({"parameters": {"min_p": 2}}, "min_p"),
        ({"output_schema": {"type": "nonsense"}}, "no JSON schema"),
    ],
)
def test_a_prompt_that_does_not_fit_together_is_refused_with_the_place(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidPrompt, match=said):
        prompt(**wrong)


def test_usual_parameters_are_kept() -> None:
    parameters = {"temperature": 0.2, "max_tokens": 4, "stop": ["\n"], "seed": -1, "vendor_flag": True}
    assert prompt(parameters=parameters).parameters == parameters


# built from parts, so that no scanner takes this file for a leak
SECRETS = [
    "volano_" + "0" * 12 + "_" + "A" * 43,
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    "sk-" + "proj-" + "a1B2" * 8,
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "ghp_" + "a" * 36,
    "glpat-" + "a" * 20,
    "AIza" + "a" * 35,
    "hf_" + "a" * 34,
    "xoxb-" + "1" * 12,
    "eyJ" + "a" * 12 + ".eyJ" + "b" * 12 + "." + "c" * 12,
    "postgresql://admin:" + "hunter22" + "@db.example.org/x",
]


@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
@pytest.mark.parametrize("place", ["message", "default", "description"])
def test_a_secret_is_refused_wherever_it_stands_and_not_repeated(secret: str, place: str) -> None:
    parts: dict[str, dict[str, Any]] = {
        "message": {"messages": [*MAIL, {"role": "user", "content": f"use {secret} please"}]},
        "default": {"variables": {"mail": {"default": secret}}},
        "description": {"variables": {"mail": {"description": secret}}},
    }
    with pytest.raises(SecretInPrompt) as refused:
        prompt(**parts[place])
    assert secret not in refused.value.message + refused.value.hint


@pytest.mark.parametrize(
    "text",
    ["a skeleton key", "sk-short", "see https://example.org:8080/a@b", "risk-based-approach-to-everything", "AKIA", ""],
)
def test_ordinary_text_is_no_secret(text: str) -> None:
    assert find_secret(text) is None


def test_a_difference_shows_changed_messages_and_fields_only() -> None:
    before = prompt(parameters={"temperature": 0.1})
    after = read_content(
        {
            "messages": [
                MAIL[0],
                {"role": "user", "content": "{{mail}}\nAnswer briefly."},
                {"role": "assistant", "content": "ok"},
            ],
            "parameters": {"temperature": 0.5},
        }
    )
    found = compare(before, after)
    assert [(one["number"], one["roles"]) for one in found["messages"]] == [
        (2, {"before": "user", "after": "user"}), (3, {"before": None, "after": "assistant"}),
    ]  # fmt: skip
    assert found["messages"][0]["lines"][1:] == ["-{{mail}} in {{language}}", "+{{mail}}", "+Answer briefly."]
    assert found["fields"] == {"parameters": {"before": {"temperature": 0.1}, "after": {"temperature": 0.5}}}
    assert compare(before, before) == {"messages": [], "fields": {}}


def test_content_of_the_wrong_shape_is_refused_and_never_a_crash() -> None:
    for wrong in ({}, {"messages": "x"}, {"messages": [None]}, {"messages": MAIL, "variables": []}):
        with pytest.raises(BadInput):
            read_content(wrong)
