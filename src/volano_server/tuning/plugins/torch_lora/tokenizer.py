"""Text to token ids exactly as llama.cpp does it when it serves the model, from the vocabulary in the GGUF file.

SentencePiece with scores (`tokenizer.ggml.model = llama`: Gemma, Llama 2, Mistral): cut out special tokens,
turn spaces into U+2581, then merge the neighbouring pair with the best score until none is left; what is not in the
vocabulary becomes byte tokens. Method: https://arxiv.org/abs/1808.06226 and llama.cpp's `llm_tokenizer_spm`.
"""

from __future__ import annotations

import heapq

from volano_server.kit.control_text import Masked, control_pattern, cut
from volano_server.kit.gguf import GgufError
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile

_UNKNOWN, _CONTROL, _USER_DEFINED, _BYTE = 2, 3, 4, 6
_SPACE = "\u2581"


class Tokenizer:
    """The tokenizer of a GGUF file; raises GgufError when the file's kind is not SentencePiece with scores."""

    def __init__(self, gguf: GgufFile) -> None:
        kind = gguf.get("tokenizer.ggml.model")
        if kind != "llama":
            raise GgufError(
                f"`{gguf.path.name}` has a tokenizer of kind `{kind}`; `llama` (SentencePiece) can be tuned"
            )
        self.tokens: list[str] = gguf.get("tokenizer.ggml.tokens", [])
        self._scores: list[float] = gguf.get("tokenizer.ggml.scores", [])
        self._kinds: list[int] = gguf.get("tokenizer.ggml.token_type", [])
        self.eos: int = gguf.get("tokenizer.ggml.eos_token_id", -1)
        if not 0 <= self.eos < len(self.tokens) == len(self._scores) == len(self._kinds):
            raise GgufError(f"`{gguf.path.name}` has no whole vocabulary: tokens, scores, kinds or the last token miss")
        self._ids = {token: number for number, token in enumerate(self.tokens)}
        self.control = control_pattern(self._of_kind(_UNKNOWN, _CONTROL))
        self._defined = control_pattern(self._of_kind(_USER_DEFINED))
        self._add_space = bool(gguf.get("tokenizer.ggml.add_space_prefix", True))
        self.bos: int | None = (
            gguf.get("tokenizer.ggml.bos_token_id") if gguf.get("tokenizer.ggml.add_bos_token", True) else None
        )
        # Tokens that end a turn: the file's own and the names that llama.cpp recognises.
        self.ends = {self.eos} | {self._ids[t] for t in ("<end_of_turn>", "<|im_end|>", "<|eot_id|>") if t in self._ids}

    def encode(self, text: str, *, begin: bool = False, masked: Masked | None = None) -> list[int]:
        """The ids of a text in which control tokens may stand; `begin` puts the file's first token in front.

        What `masked` hides in the text is no control token, whatever it looks like.
        """
        ids = [self.bos] if begin and self.bos is not None else []
        for run, is_control in cut(text, self.control):
            pieces = [(run, True)] if is_control else cut(masked.restored(run) if masked else run, self._defined)
            for piece, is_special in pieces:
                # every piece begins a text of its own, as it does after a special token
                ids += [self._ids[piece]] if is_special else self._merge((" " if self._add_space else "") + piece)
        return ids

    def _of_kind(self, *kinds: int) -> list[str]:
        return [self.tokens[number] for number, kind in enumerate(self._kinds) if kind in kinds]

    def decode(self, ids: list[int]) -> str:
        """The text of the ids; special tokens are left out, and bytes that are no UTF-8 become U+FFFD."""
        parts = (
            bytes([int(self.tokens[number][3:5], 16)])
            if self._kinds[number] == _BYTE
            else self.tokens[number].replace(_SPACE, " ").encode()
            for number in ids
            if self._kinds[number] not in (_UNKNOWN, _CONTROL) and number not in self.ends
        )
        return b"".join(parts).decode(errors="replace")

    def _merge(self, text: str) -> list[int]:
        symbols: list[str] = list(text.replace(" ", _SPACE))
        after = [*range(1, len(symbols)), -1]
        before = list(range(-1, len(symbols) - 1))
        queue: list[tuple[float, int, int, str]] = []

        def offer(left: int, right: int) -> None:
            if left < 0 or right < 0:
                return
            joined = symbols[left] + symbols[right]
            number = self._ids.get(joined)
            if number is not None:
                heapq.heappush(queue, (-self._scores[number], left, right, joined))

        for left in range(len(symbols) - 1):
            offer(left, left + 1)
        while queue:
            _, left, right, joined = heapq.heappop(queue)
            if not symbols[right] or symbols[left] + symbols[right] != joined or after[left] != right:
                continue  # one of the two has been merged into something else meanwhile
            symbols[left], symbols[right] = joined, ""
            after[left] = after[right]
            if after[left] >= 0:
                before[after[left]] = left
            offer(before[left], left)
            offer(left, after[left])
        return [number for symbol in symbols if symbol for number in self._numbers(symbol)]

    def _numbers(self, symbol: str) -> list[int]:
        if symbol in self._ids:
            return [self._ids[symbol]]
        return [self._ids[f"<0x{byte:02X}>"] for byte in symbol.encode()]
