"""HTML reduced to its text in one pass over the input, so that no markup, however broken, costs more than its length.

No parser of the standard library is used: the one there needs quadratic time for some broken markup.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right

_BLOCK = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li "
        "main nav ol p pre section table tbody td tfoot th thead title tr ul",
    )
)
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_CLOSING = re.compile(r"</(script|style|head|template|noscript|xml)\s*>|(<body\b)|(-->)", re.IGNORECASE)
_HIDDEN = frozenset({"script", "style", "head", "template", "noscript", "xml"})
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
MAX_CHARACTERS = 4_000_000

Closings = dict[str, list[int]]


def html_to_text(markup: str) -> str:
    """The visible text of `markup` with one line per block. Only the first 4 million characters are read."""
    markup = markup[:MAX_CHARACTERS]
    closings = _find_closings(markup)
    parts: list[str] = []
    position = 0
    while (opening := markup.find("<", position)) >= 0:
        parts.append(markup[position:opening])
        text, position = _skip_tag(markup, opening, closings)
        parts.append(text)
    parts.append(markup[position:])
    text = html.unescape("".join(parts)).replace("\xa0", " ")
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def _skip_tag(markup: str, opening: int, closings: Closings) -> tuple[str, int]:
    """The text that stands for the tag at `opening`, and the position after it (the end, where nothing closes it)."""
    if markup.startswith("<!--", opening) and (end := _next(closings, "comment", opening + 4)):
        return "", end
    name = _NAME.match(markup, opening + 1)
    if not name and markup[opening + 1 : opening + 2] not in ("!", "?"):
        return "<", opening + 1
    closing = markup.find(">", opening + 1)
    if closing < 0:
        return "", len(markup)
    tag = name.group(1).lower() if name else ""
    if name and tag in _HIDDEN and not name.group().startswith("/") and markup[closing - 1] != "/":
        return " ", _after_hidden(markup, tag, closing + 1, closings)
    return "\n" if tag in _BLOCK else "", closing + 1


def _after_hidden(markup: str, tag: str, start: int, closings: Closings) -> int:
    """The position after the end tag of a hidden element. What is never closed hides the rest if it is code."""
    end = _next(closings, tag, start)
    if tag == "head" and (body := _next(closings, "body", start)):
        return min(end or body, body)
    return end or (len(markup) if tag in ("script", "style") else start)


def _find_closings(markup: str) -> Closings:
    """Where comments and hidden elements end (for `body`: begins), found once for the whole text."""
    found: Closings = {}
    for match in _CLOSING.finditer(markup):
        tag, body, _ = match.groups()
        name = tag.lower() if tag else "body" if body else "comment"
        found.setdefault(name, []).append(match.start() if body else match.end())
    return found


def _next(closings: Closings, name: str, position: int) -> int | None:
    ends = closings.get(name, [])
    place = bisect_right(ends, position)
    return ends[place] if place < len(ends) else None
