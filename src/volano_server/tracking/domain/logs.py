"""Log text as it may be stored: any line a program prints, made safe for both databases and bounded."""

from __future__ import annotations

from collections.abc import Sequence

MAX_LINE = 16_384


def clean_line(text: str) -> str:
    """The line without its end, at most MAX_LINE characters, with NUL and half surrogates replaced.

    ANSI colours stay as they came: a viewer escapes or renders them.
    """
    text = text.rstrip("\r\n").replace("\x00", "\ufffd")
    if len(text) > MAX_LINE:
        text = f"{text[:MAX_LINE]}… ({len(text) - MAX_LINE} characters cut)"
    return text.encode("utf-8", "replace").decode() if _has_surrogate(text) else text


def fitting(lines: Sequence[str], bytes_left: int, lines_left: int) -> int:
    """How many of the first `lines` fit into what is left of a run's allowance."""
    for number, line in enumerate(lines[: max(0, lines_left)]):
        bytes_left -= len(line.encode())
        if bytes_left < 0:
            return number
    return min(len(lines), max(0, lines_left))


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
