"""Control text is hidden, found again, and never mistaken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from volano_server.kit.control_text import control_pattern, cut, mask

TOKENS = ["<end>", "<end_of_turn>", "<s>", "</s>", "[INST]", "a", "ab", "abc", "$^.*("]
PATTERN = control_pattern(TOKENS)
assert PATTERN is not None


@given(st.lists(st.sampled_from([*TOKENS, "x", " ", "<", "<en", "\U000f0000", "日"]), max_size=20).map("".join))
def test_what_is_hidden_comes_back_and_nothing_that_is_left_is_control_text(text: str) -> None:
    assert PATTERN is not None
    masked = mask([text], PATTERN)
    assert not PATTERN.search(masked.texts[0])
    assert masked.restored(masked.texts[0]) == text
    assert "".join(piece for piece, _ in cut(text, PATTERN)) == text


def test_the_longest_token_wins() -> None:
    assert PATTERN is not None
    assert [match[0] for match in PATTERN.finditer("abcab<end_of_turn><end>$^.*(")] == [
        "abc", "ab", "<end_of_turn>", "<end>", "$^.*(",
    ]  # fmt: skip


def test_a_text_without_control_text_is_left_as_it_is() -> None:
    masked = mask(["hello", "you"], control_pattern(["<s>"]))
    assert (masked.texts, masked.marks) == (("hello", "you"), {})
    assert mask(["<s>"], None).texts == ("<s>",)
    assert control_pattern([]) is None


def test_thousands_of_tokens_share_their_beginnings() -> None:
    pattern = control_pattern(f"<unused{number}>" for number in range(6_000))
    assert pattern is not None
    assert pattern.pattern.count("unused") == 1
    assert pattern.fullmatch("<unused5999>")
    assert not pattern.search("<unused6000>")
