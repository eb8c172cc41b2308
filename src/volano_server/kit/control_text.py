"""Text that looks like a model's control tokens: kept apart from the template's own, so that nobody can inject turns.

A chat template is rendered with a mark in place of each such text. Where the rendered text is then cut at control
tokens, only the template's own are found; the runs between them get their text back and are plain text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

_LONGEST = 200
_FIRST_MARK, _LAST_MARK = 0xF0000, 0xFFFFD  # a private plane of Unicode: no template and no filter touches it


@dataclass(frozen=True)
class Masked:
    """Texts with marks in place of control text, and what each mark stands for."""

    texts: tuple[str, ...]
    marks: Mapping[str, str] = field(default_factory=dict)

    def restored(self, text: str) -> str:
        """`text` with the control text back in place of the marks."""
        for mark, meant in self.marks.items():
            text = text.replace(mark, meant)
        return text


def control_pattern(tokens: Iterable[str]) -> re.Pattern[str] | None:
    """What finds control tokens in a text, the longest that fits; None when there are none.

    Thousands of tokens that begin alike (`<unused0>`, `<unused1>`, …) cost no more than a few: each character decides.
    """
    found = sorted({token for token in tokens if 0 < len(token) <= _LONGEST})
    return re.compile(_branches(found)) if found else None


def _branches(tokens: Sequence[str]) -> str:
    """A pattern for sorted tokens that shares their beginnings."""
    shared = os.path.commonprefix(list(tokens))  # noqa: RUF071 - characters are meant, not paths
    rest = [token[len(shared) :] for token in tokens]
    longer = [token for token in rest if token]
    if not longer:
        return re.escape(shared)
    inner = "|".join(_branches(list(group)) for _, group in groupby(longer, key=lambda token: token[0]))
    return f"{re.escape(shared)}(?:{inner}){'?' if len(longer) < len(rest) else ''}"


def mask(texts: Sequence[str], pattern: re.Pattern[str] | None) -> Masked:
    """The texts without control text; no marks when there was none."""
    if pattern is None or not any(pattern.search(text) for text in texts):
        return Masked(tuple(texts))
    used = {char for text in texts for char in text if ord(char) >= _FIRST_MARK}
    free = (char for char in map(chr, range(_FIRST_MARK, _LAST_MARK + 1)) if char not in used)
    by_text: dict[str, str] = {}

    def marked(match: re.Match[str]) -> str:
        if match[0] not in by_text:
            by_text[match[0]] = next(free)
        return by_text[match[0]]

    hidden = tuple(pattern.sub(marked, text) for text in texts)
    return Masked(hidden, {mark: text for text, mark in by_text.items()})


def cut(rendered: str, pattern: re.Pattern[str] | None) -> Iterator[tuple[str, bool]]:
    """(piece, whether it is a control token) in order, empty pieces left out."""
    place = 0
    for match in pattern.finditer(rendered) if pattern else ():
        if match.start() > place:
            yield rendered[place : match.start()], False
        yield match[0], True
        place = match.end()
    if place < len(rendered):
        yield rendered[place:], False
