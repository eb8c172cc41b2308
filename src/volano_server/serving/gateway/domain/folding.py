"""Texts made comparable: one spelling for look-alikes, nothing invisible, words with single spaces between
them.

Folding is for looking at a text, never for changing it: places are mapped back to the text as given.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")

# What readers take for Latin letters and NFKC leaves alone; the common ones of Unicode's confusables (UTS 39).
_CYRILLIC = ("авсԁеғԍһніїјкӏмпорԛгѕтцѵԝхуь", "abcdefghhiijklmnopqrstuvwxyb")
_GREEK = ("αβγδεηικλμνοπρστυχωϲ", "abydenikluvonpotuxwc")
_LATIN = ("ɑɡıłøđħŧᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "agilodhtabcdefghijklmnoprstuvwyz")
_LOOK_ALIKES = dict(pair for script in (_CYRILLIC, _GREEK, _LATIN) for pair in zip(*script, strict=True))
_QUOTES = dict.fromkeys("’‘ʼ´`", "'")
# Enclosed letters in three styles and regional indicators, each a run of 26 from A.
_ALPHABETS = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
_BLANKS = {"\u3164": "", "\u115f": "", "\u1160": "", "\uffa0": "", "\u2800": " "}


class _Folds(dict[int, str]):
    """A table for str.translate that works out each character once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code))
        return folded


_FOLDS = _Folds()


@dataclass(frozen=True)
class Folded:
    """A text and its folded form; `text` is lower-case and may differ in length from `source`."""

    source: str
    text: str

    @cached_property
    def tokens(self) -> list[str]:
        """The words of letters a to z and digits, in order, without apostrophes."""
        tokens = _WORD.findall(self.text)
        return [token.replace("'", "") for token in tokens] if "'" in self.text else tokens

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different words."""
        return frozenset(self.tokens)

    @cached_property
    def words(self) -> str:
        """The words with one space before, between and after them; patterns begin and end with a space."""
        return f" {' '.join(self.tokens)} "

    def word_span(self, start: int, end: int) -> tuple[int, int]:
        """The place in `source` of the words in `words[start:end]`, which begins and ends with a space."""
        spans = self._token_spans
        first = self.words.count(" ", 0, start)
        last = self.words.count(" ", 0, end) - 2
        return self.span(spans[first][0], spans[last][1])

    @cached_property
    def _token_spans(self) -> list[tuple[int, int]]:
        return [match.span() for match in _WORD.finditer(self.text)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in `source` of `text[start:end]`."""
        if self._offsets is None:
            return start, end
        return self._offsets[start], self._offsets[end - 1] + 1

    @cached_property
    def _offsets(self) -> list[int] | None:
        """For each folded character the place of the one it came from; None where nothing moved."""
        if self.source.isascii():
            return None
        lengths = [len(_FOLDS[ord(character)]) for character in self.source]
        return [place for place, length in enumerate(lengths) for _ in range(length)]


def fold(text: str) -> Folded:
    """The text folded: forms, accents, case, look-alikes and quotes unified, invisible characters gone."""
    return Folded(text, text.lower() if text.isascii() else text.translate(_FOLDS))


def fold_character(character: str) -> str:
    """What one character is folded to; empty for one that nobody sees."""
    if character in _BLANKS:
        return _BLANKS[character]
    code = ord(character)
    for first in _ALPHABETS:
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    letters = (c for c in decomposed if not unicodedata.combining(c))
    return "".join(_LOOK_ALIKES.get(c) or _QUOTES.get(c) or c for c in letters)
