"""The default embedder: WordLlama's 256-dimensional token vectors, averaged; 16 MB, inside its wheel, no
download.

The two model files are read directly. Importing the `wordllama` package would set up the root logger, and its
own `embed` pads each batch to the longest text, which takes gigabytes for one long text among short ones.
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from volano_server.serving.engines.domain.embedding import EmbedderUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from volano_server.serving.engines.domain.embedding import Vectors

DIMENSIONS = 256
MAX_CHARACTERS = 100_000
_WEIGHTS = f"weights/l2_supercat_{DIMENSIONS}.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
_TEXTS_AT_ONCE = 256
_TOKENS_AT_ONCE = 65_536


class WordLlamaEmbedder:
    """An Embedder that needs no network, no GPU and about 50 MB; loaded at first use, about 4,000 short texts
    a second.

    Texts beyond `MAX_CHARACTERS` are cut there. Not bound to a language, but made from English-centred
    tokens.
    """

    dimensions = DIMENSIONS

    @cached_property
    def name(self) -> str:
        """The model and the version of the package it comes with."""
        _package_folder()
        return f"wordllama-l2-supercat-{DIMENSIONS}@{version('wordllama')}"

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One row of unit length per text, shape (texts, 256), float32; zeros for a text without content."""
        import numpy as np

        means: Vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            cut = [_readable(text) for text in texts[start : start + _TEXTS_AT_ONCE]]
            encoded = self._tokenizer.encode_batch(cut, add_special_tokens=False)
            for row, encoding in enumerate(encoded, start):
                means[row] = self._mean(encoding.ids)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        np.divide(means, lengths, out=means, where=lengths > 0)
        return means

    def _mean(self, tokens: list[int]) -> "Vectors":
        import numpy as np

        total = np.zeros(DIMENSIONS, dtype=np.float64)
        for start in range(0, len(tokens), _TOKENS_AT_ONCE):
            total += self._vectors[tokens[start : start + _TOKENS_AT_ONCE]].sum(axis=0, dtype=np.float64)
        return (total / max(1, len(tokens))).astype(np.float32)

    @cached_property
    def _vectors(self) -> "Vectors":
        import numpy as np
        from safetensors.numpy import load_file

        (weights,) = load_file(_package_folder() / _WEIGHTS).values()
        return np.ascontiguousarray(weights, dtype=np.float32)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(_package_folder() / _TOKENIZER))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer


def _readable(text: str) -> str:
    """The text cut to length; half a surrogate pair, which the tokenizer refuses, becomes a question mark."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _package_folder() -> Path:
    spec = find_spec("wordllama")
    if spec is None or spec.origin is None:
        raise EmbedderUnavailable(
            "The default embedder needs the package `wordllama`, which is not installed.",
            hint="Install it with: pip install wordllama",
        )
    return Path(spec.origin).parent
