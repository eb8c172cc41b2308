"""The control tokens of a GGUF file, read from its header alone: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from volano_server.kit.gguf import GgufError, GgufHeader

Item = TypeVar("Item")
_UNKNOWN, _CONTROL = 2, 3
# llama.cpp takes these for control tokens by their name, whatever kind the file gives them.
_BY_NAME = frozenset((
    "<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|eom_id|>", "<EOT>", "_<EOT>",
    "<|end_of_text|>", "<end_of_utterance>", "<｜end▁of▁sentence｜>", "<|return|>", "<|call|>", "<|im_start|>",
))  # fmt: skip


def control_tokens(path: Path) -> tuple[str, ...]:
    """What llama.cpp reads as control or unknown tokens where it looks for them; none for a file it will refuse."""
    try:
        header = GgufHeader(path, errors="replace")
        tokens, kinds = _list(header, "tokenizer.ggml.tokens", str), _list(header, "tokenizer.ggml.token_type", int)
    except (OSError, GgufError):
        return ()
    known = (token for token, kind in zip(tokens, kinds, strict=False) if kind in (_UNKNOWN, _CONTROL))
    return (*known, *(name for name in tokens if name in _BY_NAME))


def _list(header: GgufHeader, key: str, kind: type[Item]) -> list[Item]:
    """The values of a list, whose items have one kind; nothing for what is no such list."""
    found = header.get(key, [])
    return found if isinstance(found, list) and all(isinstance(one, kind) for one in found[:1]) else []
