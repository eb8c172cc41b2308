"""The form of answers, and how answers are read."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.kit.errors import BadInput
from volano_server.prompts import InvalidOutput, InvalidPrompt, parse_output
from volano_server.prompts.domain.answers import check_schema

LABELS = {"enum": ["spam", "ham", "needs review"]}
FORM = {
    "type": "object",
    "properties": {"label": {"enum": ["spam"]}, "sure": {"type": "number"}},
    "required": ["label"],
}


@pytest.mark.parametrize("text", ["spam", "Spam", " SPAM.\n", '"spam"', "**spam**", "`spam`", "(spam)"])
def test_a_label_is_found_whatever_its_case_and_surroundings(text: str) -> None:
    assert parse_output(LABELS, text) == "spam"


def test_a_label_of_several_words_is_found_whatever_its_spaces() -> None:
    assert parse_output(LABELS, "Needs\n  Review!") == "needs review"


@pytest.mark.parametrize("text", ["", "spam or ham", "spammy", "s p a m", "no idea", "spam\nham"])
def test_what_is_no_single_label_is_refused(text: str) -> None:
    with pytest.raises(InvalidOutput, match="none of `spam`, `ham`"):
        parse_output(LABELS, text)


def test_labels_that_differ_in_case_only_must_be_written_exactly() -> None:
    schema = {"enum": ["A", "a"]}
    assert parse_output(schema, "a") == "a"
    with pytest.raises(InvalidOutput):
        parse_output(schema, " a.")


def test_without_a_form_any_text_is_the_answer() -> None:
    assert parse_output(None, " as it is\n") == " as it is\n"


@pytest.mark.parametrize(
    "text",
    ['{"label": "spam", "sure": 1}', '```json\n{"label": "spam", "sure": 1}\n```', '\n{"label":"spam","sure":1} '],
)
def test_json_is_read_also_from_a_code_fence(text: str) -> None:
    assert parse_output(FORM, text) == {"label": "spam", "sure": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spam", "no JSON"),
        ('{"label": "spam"', "no JSON"),
        ('{"label": "spam", "sure": NaN}', "NaN"),
        ('{"label": "spam", "label": "ham"}', "twice"),
        ('{"label": "ham"}', r"\$.label"),
        ('{"sure": 1}', "required"),
        ("[" * 100_000, "no JSON"),
        ("\ud800", "no JSON"),
        ("1" * 5_000, "no JSON"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(InvalidOutput, match=said):
        parse_output(FORM, text)


@given(st.text(st.characters(), max_size=60))
def test_any_answer_is_a_value_or_a_clear_error(text: str) -> None:
    for schema in (LABELS, FORM):
        with suppress(InvalidOutput):
            parse_output(schema, text)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "object", "properties": {"a": {"pattern": "(a+)+$"}}}, "/properties/a/pattern"),
        ({"$ref": "http://169.254.169.254/latest"}, "169.254"),
        ({"$ref": "#/$defs/absent"}, "absent"),
        ({"$id": "http://example.org/x"}, r"/\$id"),
        ({"items": {"$dynamicRef": "#x"}}, "dynamicRef"),
        ({"$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"}, "contains itself"),
        ({"items": {"$defs": {}}}, "inside the schema"),
        ({"enum": ["x" * 70_000]}, "65536 are allowed"),
        ({"type": 5}, "no JSON schema"),
        ({"not": {}}, "/not"),
    ],
)
def test_a_schema_that_could_hang_or_reach_out_is_refused_with_the_place(schema: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidPrompt, match=said):
        check_schema(schema)


def test_a_schema_that_unfolds_without_end_is_refused() -> None:
    definitions: dict[str, Any] = {"d0": {"type": "string"}}
    for n in range(1, 40):
        definitions[f"d{n}"] = {"anyOf": [{"$ref": f"#/$defs/d{n - 1}"}] * 2}
    with pytest.raises(InvalidPrompt, match="unfolds to over"):
        check_schema({"$defs": definitions, "$ref": "#/$defs/d39"})


def test_a_schema_deeper_than_json_may_be_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"items": deep}
    with pytest.raises(BadInput):
        check_schema(deep)


def test_what_pydantic_writes_for_nested_models_is_allowed() -> None:
    schema = {
        "$defs": {"Part": {"properties": {"text": {"title": "Text", "type": "string"}}, "required": ["text"]}},
        "properties": {"parts": {"items": {"$ref": "#/$defs/Part"}, "type": "array"}},
        "required": ["parts"], "title": "Answer", "type": "object",
    }  # fmt: skip
    check_schema(schema)
    assert parse_output(schema, '{"parts": [{"text": "a"}]}') == {"parts": [{"text": "a"}]}
    with pytest.raises(InvalidOutput):
        parse_output(schema, '{"parts": [{}]}')
