"""Plain values: what makes two engines one, and the grammar of a choice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from volano_server.serving.engines.domain import EngineHandle, EngineSpec, choice_grammar, pause_after

SPEC = EngineSpec(Path("/a.gguf"), "0" * 64)


def test_the_same_file_and_settings_are_one_engine_wherever_the_file_lies() -> None:
    assert replace(SPEC, model=Path("/b.gguf")).key == SPEC.key
    others = [
        replace(SPEC, digest="1" * 64), replace(SPEC, name="x"), replace(SPEC, context=512),
        replace(SPEC, slots=2), replace(SPEC, threads=1), replace(SPEC, chat_template="x"),
    ]  # fmt: skip
    assert len({spec.key for spec in [SPEC, *others]}) == 7


@pytest.mark.parametrize("wrong", [{"context": 0}, {"slots": 0}, {"threads": -1}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="do not work"):
        replace(SPEC, **wrong)  # type: ignore[arg-type]


def test_a_key_is_never_printed() -> None:
    assert "secret" not in repr(EngineHandle("k", "http://127.0.0.1:1", "m", 1, "secret"))


@pytest.mark.parametrize(
    ("schema", "grammar"),
    [
        ({"enum": ["spam", "ham"]}, 'root ::= "spam" | "ham"'),
        ({"type": "string", "enum": ['a"b\\c\n']}, 'root ::= "a\\"b\\\\c\\x0A"'),
        ({"enum": []}, None),
        ({"enum": ["a", 1]}, None),
        ({"enum": ["a", ""]}, None),
        ({"type": "object"}, None),
        ({"enum": ["a"], "minLength": 3}, None),
    ],
)
def test_only_an_enum_of_texts_becomes_a_grammar(schema: dict[str, object], grammar: str | None) -> None:
    assert choice_grammar(schema) == grammar


def test_the_pause_doubles_up_to_a_minute() -> None:
    assert [pause_after(failures) for failures in range(9)] == [0, 1, 2, 4, 8, 16, 32, 60, 60]
