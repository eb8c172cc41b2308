"""Texts that every store can hold, and the form in which two texts count as equal."""

from __future__ import annotations

import codecs
import re

REPLACEMENT = "\ufffd"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_WORD = re.compile(r"\w+")
# Python also has codecs that interpret escapes or need quadratic time; a mail may name any of them.
_SAFE_CHARSET = re.compile(
    r"ascii|utf-8|utf-8-sig|utf-16(-[bl]e)?|utf-32(-[bl]e)?|utf-7|iso8859-\d+|iso2022_(jp|kr)\w*|cp\d{3,4}|koi8-[rtu]"
    r"|gb2312|gbk|gb18030|hz|big5(hkscs)?|euc_\w+|shift_jis\w*|johab|mac-\w+|tis-620|ptcp154|kz1048"
)


def clean_text(text: str) -> tuple[str, int]:
    """The text with NUL characters and lone surrogates replaced by U+FFFD, and how many were."""
    return _UNSTORABLE.subn(REPLACEMENT, text)


def decode_text(raw: bytes, charset: str | None = None) -> tuple[str, int]:
    """`raw` as clean text, and how many characters had to be replaced.

    An unknown or missing charset is read as UTF-8, and as Windows-1252 where that fails, as mail programs do.
    """
    declared = _known_charset(charset)
    for name in (declared, "utf-8"):
        if name is not None:
            try:
                return clean_text(raw.decode(name))
            except UnicodeError:
                pass
    guess = "cp1252" if declared in (None, "ascii", "utf-8") else declared
    text, replaced = clean_text(raw.decode(guess, "replace"))
    return text, max(replaced, text.count(REPLACEMENT))


def comparable_text(text: str) -> str:
    """The words of `text` in lower case, joined by one space: texts that differ only in layout are equal."""
    return " ".join(_WORD.findall(text.lower()))


def _known_charset(charset: str | None) -> str | None:
    if not charset or len(charset) > 40 or not charset.isascii() or not charset.isprintable():
        return None
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    return name if _SAFE_CHARSET.fullmatch(name) else None
