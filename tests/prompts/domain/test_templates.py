"""Templates: what they may hold, and that filling them is nothing but replacing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.prompts import InvalidTemplate, VariableMismatch, escape
from volano_server.prompts.domain import templates
from volano_server.prompts.domain.templates import fill, variables_of

texts = st.text(alphabet=st.sampled_from("ab{}\\ \n$%é"), max_size=40)
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)


@given(texts)
def test_an_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert fill(escape(text), {}) == text
    assert variables_of(escape(text)) == []


@given(st.lists(st.tuples(texts, names), max_size=5), st.dictionaries(names, texts), texts)
def test_filling_puts_each_value_once_in_its_place(
    parts: list[tuple[str, str]], extra: dict[str, str], tail: str
) -> None:
    values = {name: f"<{name}>{{{{{name}}}}}" for _, name in parts} | extra
    safe = [(text.rstrip("\\"), name) for text, name in parts]  # a backslash before `{{` escapes it
    template = "".join(f"{escape(text)}{{{{ {name} }}}}" for text, name in safe if not text.endswith("{"))
    kept = [(text, name) for text, name in safe if not text.endswith("{")]
    template += escape(tail) if not tail.startswith("}") else ""
    expected = "".join(f"{text}{values[name]}" for text, name in kept) + (tail if not tail.startswith("}") else "")
    assert fill(template, values) == expected
    assert variables_of(template) == list(dict.fromkeys(name for _, name in kept))


@given(texts)
def test_any_text_is_a_template_or_refused_with_its_place(text: str) -> None:
    try:
        found = variables_of(text)
    except InvalidTemplate as error:
        place = re.search(r"at line (\d+), column (\d+)", error.message)
        assert place
        line, column = int(place[1]), int(place[2])
        assert text.split("\n")[line - 1][column - 1 :].startswith(("{{", "}}"))
    else:
        fill(text, dict.fromkeys(found, "x"))


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("{{ ''.__class__.__mro__ }}", "line 1, column 1"),
        ("a\nb {{user.name}}", "line 2, column 3"),
        ("{{x|upper}}", "line 1, column 1"),
        ("{{#each items}}", "line 1, column 1"),
        ("{{{raw}}}", "line 1, column 1"),
        ("{{}}", "line 1, column 1"),
        ("{{ 1a }}", "line 1, column 1"),
        ("{{open", "line 1, column 1"),
        ("closed}}", "line 1, column 7"),
        ("{{a {{b}} }}", "line 1, column 1"),
        ("{{" + "a" * 81 + "}}", "line 1, column 1"),
    ],
)
def test_whatever_is_no_plain_variable_is_refused_with_its_place(template: str, place: str) -> None:
    with pytest.raises(InvalidTemplate, match=place):
        variables_of(template)


@pytest.mark.parametrize(
    "template", ["{% for x in y %}", "{one} {two}", '{"a": 1}', "$name ${name} %s", "\\{{kept\\}}"]
)
def test_what_other_languages_mean_is_plain_text_here(template: str) -> None:
    assert variables_of(template) == []


def test_a_value_is_never_read_as_a_template() -> None:
    assert fill("{{a}}{{b}}", {"a": "{{b}}", "b": "\\{{a}}"}) == "{{b}}\\{{a}}"


def test_json_values_stand_as_json_and_null_as_nothing() -> None:
    values = {"a": {"k": ["é", 1]}, "b": None, "c": True, "d": 1.5}
    assert fill("{{a}}|{{b}}|{{c}}|{{d}}", values) == '{"k": ["é", 1]}||true|1.5'


def test_a_template_that_would_fill_memory_is_refused_before_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "LONGEST", 1_000)
    with pytest.raises(VariableMismatch, match="1000 are allowed"):
        fill("{{a}}" * 30_000, {"a": "x" * 1_000_000})
