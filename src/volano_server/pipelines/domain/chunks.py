"""Cutting documents into passages that can be found and quoted."""

from __future__ import annotations

import re

_BREAK = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def cut(text: str, size: int) -> list[str]:
    """Passages of at most `size` characters: whole paragraphs where they fit, else sentences, else a hard cut."""
    passages: list[str] = []
    current = ""
    for piece in _pieces(text, size):
        if current and len(current) + len(piece) + 2 > size:
            passages.append(current)
            current = ""
        current = f"{current}\n\n{piece}" if current else piece
    return [*passages, current] if current else passages


def _pieces(text: str, size: int) -> list[str]:
    found: list[str] = []
    for paragraph in _BREAK.split(text):
        stripped = paragraph.strip()
        if len(stripped) <= size:
            found += [stripped] if stripped else []
            continue
        for sentence in _SENTENCE.split(stripped):
            found += [sentence[start : start + size] for start in range(0, len(sentence), size)]
    return found
