"""HTML is reduced to what a reader sees, in linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.data.domain.html import html_to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("a<b>b</b>c", "abc"),
        ("one<br>two<BR/>three", "one\ntwo\nthree"),
        ("N<!-- hidden -->OW", "NOW"),
        ("<style>p {}</style>seen<script>x('<p>')</script>!", "seen !"),
        ("<head><title>t</title></head><body>b", "b"),
        ("<head><title>t</title><body>b", "b"),
        ("barley &amp; rye &eacute; &#233; &nbsp;x", "barley & rye é é x"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("<!DOCTYPE html><html><body>x</body></html>", "x"),
        ("unclosed <!-- comment> stays", "unclosed stays"),
        ("unclosed <script> code", "unclosed"),
        ("cut off <a href='", "cut off"),
        ("<script/>seen", "seen"),
        ("", ""),
        ("no markup at all", "no markup at all"),
    ],
)
def test_markup_becomes_the_text_that_is_seen(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


@given(st.text("<>!-/abc scriptheadbody&;'\" \n", max_size=200))
def test_any_markup_gives_a_text_without_comments_and_no_error(markup: str) -> None:
    assert isinstance(html_to_text(markup), str)


@pytest.mark.parametrize(
    "piece", ["<!--", "<", "<head>", "<noscript>", "<a ", "</script", "&", "&#", "<![CDATA[", "<script>", "<p>", "\n "]
)
def test_broken_markup_costs_no_more_than_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        started = time.process_time()
        html_to_text(piece * size)
        return time.process_time() - started

    small, large = seconds(5_000), seconds(80_000)
    assert large < 16 * 8 * max(small, 0.002), "sixteen times the length may not cost over a hundred times the time"
