"""The control tokens of a GGUF file, read from its header alone: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"""

from __future__ import annotations

import struct
from mmap import ACCESS_READ, mmap
from pathlib import Path

_UNKNOWN, _CONTROL = 2, 3
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY = 8, 9
_TOKENS, _KINDS = b"tokenizer.ggml.tokens", b"tokenizer.ggml.token_type"
# llama.cpp takes these for control tokens by their name, whatever kind the file gives them.
_BY_NAME = frozenset((
    "<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|eom_id|>", "<EOT>", "_<EOT>",
    "<|end_of_text|>", "<end_of_utterance>", "<｜end▁of▁sentence｜>", "<|return|>", "<|call|>", "<|im_start|>",
))  # fmt: skip


def control_tokens(path: Path) -> tuple[str, ...]:
    """What llama.cpp reads as control or unknown tokens where it looks for them; none for a file it will refuse."""
    try:
        with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            tokens, kinds = _vocabulary(data)
    except (OSError, ValueError, struct.error, KeyError, OverflowError, RecursionError):
        return ()
    known = (token for token, kind in zip(tokens, kinds, strict=False) if kind in (_UNKNOWN, _CONTROL))
    return (*known, *(name for name in tokens if name in _BY_NAME))


def _vocabulary(data: mmap) -> tuple[list[str], tuple[int, ...]]:
    magic, _, _, entries = struct.unpack_from("<4sIQQ", data, 0)
    if magic != b"GGUF":
        raise ValueError("no GGUF file")
    at, tokens, kinds = 24, list[str](), tuple[int, ...]()
    for _ in range(entries):
        key, at = _text(data, at)
        (kind,) = struct.unpack_from("<I", data, at)
        start, at = at + 4, _after(data, at + 4, kind)
        if kind == _ARRAY and key in (_TOKENS, _KINDS):
            _, count = struct.unpack_from("<IQ", data, start)
            if key == _TOKENS:
                tokens = _texts(data, start + 12, count)
            else:
                kinds = struct.unpack_from(f"<{count}i", data, start + 12)
    return tokens, kinds


def _text(data: mmap, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from("<Q", data, at)
    return data[at + 8 : at + 8 + length], at + 8 + length


def _texts(data: mmap, at: int, count: int) -> list[str]:
    found = []
    for _ in range(count):
        text, at = _text(data, at)
        found.append(text.decode(errors="replace"))
    return found


def _after(data: mmap, at: int, kind: int) -> int:
    """Where the value of this kind ends."""
    if kind == _STRING:
        return _text(data, at)[1]
    if kind != _ARRAY:
        return at + _SIZES[kind]
    item, count = struct.unpack_from("<IQ", data, at)
    at += 12
    if item in _SIZES:
        return at + int(count) * _SIZES[item]
    for _ in range(count):
        at = _after(data, at, item)
    return at
