"""The filter language: what it reads, and that everything else is an error with a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.lake import AllOf, AnyOf, BadFilter, Compare, IsNull, Not, OneOf, columns_of, parse_condition


def test_comparisons_read_as_written() -> None:
    assert parse_condition("label == 'spam'") == Compare("label", "=", "spam")
    assert parse_condition('label <> "it""s"') == Compare("label", "!=", 'it"s')
    assert parse_condition("x >= -1.5e3") == Compare("x", ">=", -1500.0)
    assert parse_condition("`odd name` starts with 'a'") == Compare("odd name", "starts with", "a")
    assert parse_condition("flag = TRUE") == Compare("flag", "=", True)
    assert parse_condition("x IS NOT NULL") == Not(IsNull("x"))
    assert parse_condition("x not in (1, 'a', false)") == Not(OneOf("x", (1, "a", False)))


def test_and_binds_stronger_than_or_and_not_stronger_than_and() -> None:
    a, b, c = (Compare(name, "=", 1) for name in "abc")
    assert parse_condition("a=1 or b=1 and not c=1") == AnyOf((a, AllOf((b, Not(c)))))
    assert parse_condition("(a=1 or b=1) and c=1") == AllOf((AnyOf((a, b)), c))


def test_the_columns_of_a_condition_are_known() -> None:
    assert columns_of(parse_condition("a = 1 or not (b is null and c in (1))")) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "`the end` at character 1 instead of the name of a column"),
        ("label", "`the end` at character 6 instead of one of =, !="),
        ("label = ", "instead of a text in quotes, a number"),
        ("label = spam", "`spam` at character 9 instead of a text in quotes"),
        ("label = 'spam", "`'spam` at character 9 cannot be read"),
        ("a = 1 b = 2", "`b` at character 7 instead of `and`, `or` or the end"),
        ("(a = 1", "instead of `\\)`"),
        ("a in ()", "instead of a text in quotes"),
        ("a in 1", "instead of `\\(`"),
        ("a is 1", "instead of `null`"),
        ("a not 1", "instead of `in`"),
        ("a starts 'x'", "instead of `with`"),
        ("a = 1; drop table x", "`; drop table x` at character 6 cannot be read"),
        ("__import__('os')", "instead of one of ="),
        ("a = 1 -- x", "`-- x` at character 7 cannot be read"),
        ("not " * 40 + "a = 1", "deeper than 32"),
        ("(" * 40 + "a = 1", "deeper than 32"),
        ("a = " + "9" * 5000, "instead of a text in quotes, a number"),
        ("a = '" + "x" * 20_001 + "'", "at most 20000 are read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(BadFilter, match=message) as caught:
        parse_condition(text)
    assert caught.value.hint


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_condition(text)
    except BadFilter:
        pass


@given(st.text(max_size=50))
def test_a_quoted_text_comes_back_unchanged(value: str) -> None:
    quoted = value.replace("'", "''")
    assert parse_condition(f"a = '{quoted}'") == Compare("a", "=", value)
