"""Texts become storable, whatever the bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.data.domain.text import clean_text, comparable_text, decode_text


def test_nul_and_lone_surrogates_are_replaced_and_counted() -> None:
    assert clean_text("a\x00b\ud800c\udfffd") == ("a\ufffdb\ufffdc\ufffdd", 3)
    assert clean_text("plain è 😀") == ("plain è 😀", 0)


@pytest.mark.parametrize(
    ("raw", "charset", "expected"),
    [
        ("perché".encode(), "utf-8", ("perché", 0)),
        ("perché".encode(), None, ("perché", 0)),
        ("perché".encode(), "us-ascii", ("perché", 0)),
        ("perché".encode("latin-1"), None, ("perché", 0)),
        ("perché".encode("latin-1"), "utf-8", ("perché", 0)),
        ("会議".encode("iso-2022-jp"), "ISO-2022-JP", ("会議", 0)),
        (b"caf\xe9", "no-such-charset", ("café", 0)),
        (b"a\x81b", "utf-8", ("a\ufffdb", 1)),
        (b"\xff\xff", "shift_jis", ("\ufffd\ufffd", 2)),
        (b"\\u0041", "unicode_escape", ("\\u0041", 0)),
        (b"abc", "hex", ("abc", 0)),
        (b"abc", "x" * 5000, ("abc", 0)),
        (b"abc", "ut\x00f", ("abc", 0)),
        (b"", "utf-8", ("", 0)),
    ],
)
def test_bytes_are_read_by_their_charset_or_by_the_usual_guess(
    raw: bytes, charset: str | None, expected: tuple[str, int]
) -> None:
    assert decode_text(raw, charset) == expected


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-7", "utf-16", "gb18030", "big5", "idna", "rot13"]))
def test_any_bytes_become_a_text_that_can_be_stored(raw: bytes, charset: str | None) -> None:
    text, replaced = decode_text(raw, charset)
    assert clean_text(text) == (text, 0)
    text.encode()
    assert replaced >= 0


def test_layout_case_and_punctuation_do_not_count_in_comparison() -> None:
    assert comparable_text("  Hello,\n WORLD!! 42") == comparable_text("hello world\t42") == "hello world 42"
