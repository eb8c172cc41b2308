"""Texts hidden in texts: what a model can read and a filter might not, undone.

Each disguise yields the plain text it hides and where it lies. Work is bounded: at most `MAX_HIDDEN` texts of
`MAX_CHARACTERS` each, two layers deep.
"""

import base64
import binascii
import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from volano_server.serving.gateway.domain.folding import Folded

MAX_HIDDEN = 16
MAX_CHARACTERS = 8192
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}(?:\r?\n[A-Za-z0-9+/_-]{20,})*={0,2}")
_HEX = re.compile(r"(?:[0-9a-f]{2}[ :,]?){12,}")
_PERCENT = re.compile(r"(?:%[0-9a-f]{2}|[\w.~+-]){8,}")
_ESCAPES = re.compile(r"(?:\\u[0-9a-f]{4}|\\x[0-9a-f]{2}| ){6,}")
_ENTITIES = re.compile(r"(?:&#x?[0-9a-f]{2,6};|&[a-z]{2,6};|[\w ]){6,}")
_SPACED = re.compile(r"\b(?:[a-z0-9] ){7,}[a-z0-9]\b")
_LEET = re.compile(r"[a-z][013457@$!]+[a-z]")
_LEET_LETTERS = str.maketrans("013457@$!", "oieastasi")
_FLAG = "\U0001f3f4"
_TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{6,}")
# The words that instructions to a model can hardly do without, as they look turned by 13 letters and backwards.
_ROT13_CUES = ("vafgehpgvba", "vtaber", "cerivbhf", "flfgrz cebzcg", "qvfertneq", "cergraq")
_REVERSED_CUES = ("noitcurtsni", "erongi", "suoiverp", "tpmorp metsys", "dragersid", "dneterp")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text that was hidden, by which disguise, and its place in the text as given."""

    disguise: str
    text: str
    start: int
    end: int


def undisguised(folded: Folded) -> list[Hidden]:
    """The hidden texts of a text, one layer deep; most texts have none, and cost a few searches."""
    found = list(islice(_everything(folded), MAX_HIDDEN))
    return [Hidden(h.disguise, h.text[:MAX_CHARACTERS], h.start, h.end) for h in found]


def _everything(folded: Folded) -> Iterator[Hidden]:
    source = folded.source
    if not source.isascii():
        yield from _invisible(source)
    yield from _encoded(folded)
    words = folded.words
    if any(cue in words for cue in _ROT13_CUES):
        yield Hidden("rot13", codecs.encode(source, "rot13"), 0, len(source))
    if any(cue in words for cue in _REVERSED_CUES):
        yield Hidden("reversed", source[::-1], 0, len(source))
    for match in _SPACED.finditer(words):
        yield Hidden("spaced letters", match.group().replace(" ", ""), *folded.word_span(*match.span()))
    if _LEET.search(folded.text):
        yield Hidden("leetspeak", folded.text.translate(_LEET_LETTERS), 0, len(source))


def _invisible(source: str) -> Iterator[Hidden]:
    """Letters as tag characters (but not in flags, which are tags after a black flag) and bytes as selectors."""
    for match in _TAGS.finditer(source):
        if source[max(0, match.start() - 1) : match.start()] != _FLAG:
            letters = "".join(chr(ord(tag) - 0xE0000) for tag in match.group())
            yield Hidden("tag characters", letters, *match.span())
    for match in _SELECTORS.finditer(source):
        numbers = (ord(c) - (0xFE00 if ord(c) < 0xFFFF else 0xE0100 - 16) for c in match.group())
        hidden = bytes(numbers).decode("utf-8", "replace")
        yield Hidden("variation selectors", hidden, *match.span())


def _encoded(folded: Folded) -> Iterator[Hidden]:
    source, lowered = folded.source, folded.source.lower() if not folded.source.isascii() else folded.text
    for match in _BASE64.finditer(source):
        if plain := _readable(_from_base64(match.group())):
            yield Hidden("base64", plain, *match.span())
    for match in _HEX.finditer(lowered):
        digits = re.sub(r"[^0-9a-f]", "", match.group())
        if plain := _readable(bytes.fromhex(digits[: len(digits) // 2 * 2])):
            yield Hidden("hex", plain, *match.span())
    if len(lowered) != len(source):
        return
    if "%" in source:
        for match in _PERCENT.finditer(lowered):
            if match.group().count("%") >= 3:
                yield Hidden("percent", unquote(source[slice(*match.span())], errors="replace"), *match.span())
    if "\\" in source:
        for match in _ESCAPES.finditer(lowered):
            codes = re.findall(r"\\[ux]([0-9a-f]+)| ", match.group())
            yield Hidden("escapes", "".join(chr(int(c, 16)) if c else " " for c in codes), *match.span())
    if "&#" in source:
        for match in _ENTITIES.finditer(lowered):
            if match.group().count("&#") >= 3:
                yield Hidden("entities", html.unescape(source[slice(*match.span())]), *match.span())


def _from_base64(letters: str) -> bytes:
    body = re.sub(r"\s", "", letters.rstrip("=")).translate(str.maketrans("-_", "+/"))[: MAX_CHARACTERS * 2]
    try:
        return base64.b64decode(body[: len(body) - (len(body) % 4 == 1)] + "=" * (-len(body) % 4))
    except (binascii.Error, ValueError):
        return b""


def _readable(content: bytes) -> str:
    """The bytes as text where they look like one: UTF-8, nearly all of it letters, digits, spaces."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    plain = sum(character.isalnum() or character in " \n.,:;'!?-" for character in text)
    return text if len(text) >= 8 and plain >= 0.9 * len(text) else ""
