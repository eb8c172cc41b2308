"""Texts hidden in texts: what a model can read and a filter might not, undone.

Each disguise yields the plain text it hides and where that lies. Work is bounded: at most `MAX_HIDDEN` texts
of `MAX_CHARACTERS` each, and the caller goes two layers deep.
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
from volano_server.serving.gateway.domain.rules import NEEDED

MAX_HIDDEN = 16
MAX_CHARACTERS = 8192
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}(?:\r?\n[A-Za-z0-9+/_-]{20,})*={0,2}")
_HEX = re.compile(r"\b[0-9a-fA-F]{2}(?:[ :,][0-9a-fA-F]{2}){11,}\b")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}|[\w.~+-]){8,}")
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}| ){6,}")
_ESCAPE = re.compile(r"\\[ux]([0-9a-fA-F]+)| ")
_ENTITIES = re.compile(r"(?:&#x?[0-9a-fA-F]{2,6};|[\w ]){6,}")
_SPACED = re.compile(r" (?:[a-z0-9] ){8,}")
_LEET_LETTERS = str.maketrans("013457", "oieast")
_FLAG = "\U0001f3f4"
_TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{6,}")
# Words that instructions to a model can hardly do without, turned by 13 letters and backwards.
_ROT13 = frozenset(
    ["vtaber", "vafgehpgvbaf", "vafgehpgvba", "cerivbhf", "flfgrz", "cebzcg", "qvfertneq", "sbetrg", "cergraq"]
)
_REVERSED = frozenset(
    ["erongi", "snoitcurtsni", "noitcurtsni", "suoiverp", "metsys", "tpmorp", "dragersid", "tegrof", "dneterp"]
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text that was hidden, by which disguise, and its place in the text as given."""

    disguise: str
    text: str
    start: int
    end: int


def undisguised(folded: Folded) -> list[Hidden]:
    """The hidden texts of a text, one layer deep; most texts have none and cost a few searches."""
    found = islice(_everything(folded), MAX_HIDDEN)
    return [Hidden(hidden.disguise, hidden.text[:MAX_CHARACTERS], hidden.start, hidden.end) for hidden in found]


def _everything(folded: Folded) -> Iterator[Hidden]:
    source, vocabulary = folded.source, folded.vocabulary
    if not source.isascii():
        yield from _invisible(source)
    yield from _bytes(source)
    yield from _escaped(source)
    if not _ROT13.isdisjoint(vocabulary):
        yield Hidden("rot13", codecs.encode(source, "rot13"), 0, len(source))
    if not _REVERSED.isdisjoint(vocabulary):
        yield Hidden("reversed", source[::-1], 0, len(source))
    for match in _SPACED.finditer(folded.words):
        yield Hidden("spaced letters", match.group().replace(" ", ""), *folded.word_span(*match.span()))
    mixed = (word for word in vocabulary if not word.isalpha() and not word.isdigit())
    if any(word.translate(_LEET_LETTERS) in NEEDED for word in mixed):
        yield Hidden("leetspeak", folded.text.translate(_LEET_LETTERS), 0, len(source))


def _invisible(source: str) -> Iterator[Hidden]:
    """Letters as tag characters (but not in flags, which are tags after a black flag) and bytes as selectors."""
    for match in _TAGS.finditer(source):
        if source[max(0, match.start() - 1) : match.start()] != _FLAG:
            letters = "".join(chr(ord(tag) - 0xE0000) for tag in match.group())
            yield Hidden("tag characters", letters, *match.span())
    for match in _SELECTORS.finditer(source):
        numbers = (ord(c) - (0xFE00 if ord(c) < 0xFFFF else 0xE0100 - 16) for c in match.group())
        yield Hidden("variation selectors", bytes(numbers).decode("utf-8", "replace"), *match.span())


def _bytes(source: str) -> Iterator[Hidden]:
    """Base64 and hexadecimal, where what they hold reads like text."""
    for match in _BASE64.finditer(source):
        letters = match.group()
        if plain := _readable(_from_base64(letters)):
            yield Hidden("base64", plain, *match.span())
        if plain := _readable(_from_hex(letters)):
            yield Hidden("hex", plain, *match.span())
    for match in _HEX.finditer(source):
        if plain := _readable(_from_hex(re.sub("[ :,]", "", match.group()))):
            yield Hidden("hex", plain, *match.span())


def _escaped(source: str) -> Iterator[Hidden]:
    """Characters written as codes of URLs, string literals and HTML."""
    if source.count("%") >= 3:
        for match in _PERCENT.finditer(source):
            if match.group().count("%") >= 3:
                yield Hidden("percent", unquote(match.group(), errors="replace"), *match.span())
    if "\\u" in source or "\\x" in source:
        for match in _ESCAPES.finditer(source):
            plain = _ESCAPE.sub(lambda code: chr(int(code[1], 16)) if code[1] else " ", match.group())
            yield Hidden("escapes", plain, *match.span())
    if source.count("&#") >= 3:
        for match in _ENTITIES.finditer(source):
            if match.group().count("&#") >= 3:
                yield Hidden("entities", html.unescape(match.group()), *match.span())


def _from_base64(letters: str) -> bytes:
    body = re.sub(r"\s", "", letters.rstrip("=")).replace("-", "+").replace("_", "/")[: MAX_CHARACTERS * 2]
    # One letter over a group of four says nothing; two or three lack their padding.
    body = body[: len(body) - (len(body) % 4 == 1)]
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4))
    except (binascii.Error, ValueError):
        return b""


def _from_hex(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits[: min(len(digits), MAX_CHARACTERS * 2) // 2 * 2])
    except ValueError:
        return b""


def _readable(content: bytes) -> str:
    """The bytes as text where they look like one: UTF-8, nine in ten characters letters, digits or punctuation."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    plain = sum(character.isalnum() or character in " \n.,:;'!?-" for character in text)
    return text if len(text) >= 8 and plain >= 0.9 * len(text) else ""
