import logging
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from volano_server.serving.engines.domain.embedding import Embedder, EmbedderUnavailable
from volano_server.serving.engines.plugins import wordllama
from volano_server.serving.engines.plugins.wordllama import MAX_CHARACTERS, WordLlamaEmbedder

TEXTS = [
    "How do I reset my password?",
    "I forgot my login secret",
    "The cat sat on the mat.",
    "免费 获奖",
    "é\x00\ud800",
]


class EmbedderConformance:
    """What every embedder must keep; a plugin's tests subclass it and say how to make one."""

    def make(self) -> Embedder:
        raise NotImplementedError

    def test_vectors_have_unit_length_and_the_stated_shape(self) -> None:
        embedder = self.make()
        vectors = embedder.embed(TEXTS)
        assert vectors.shape == (len(TEXTS), embedder.dimensions)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)

    def test_a_text_gives_the_same_vector_alone_and_in_any_batch(self) -> None:
        embedder = self.make()
        together = embedder.embed([*TEXTS, "word " * 3000])
        alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
        assert np.array_equal(together[: len(TEXTS)], alone)

    def test_no_text_gives_no_row_and_an_empty_text_zeros(self) -> None:
        embedder = self.make()
        assert embedder.embed([]).shape == (0, embedder.dimensions)
        assert not embedder.embed([""]).any()

    def test_similar_meanings_are_closer_than_others(self) -> None:
        password, login, cat, *_ = self.make().embed(TEXTS)
        assert password @ login > password @ cat


class TestWordLlama(EmbedderConformance):
    shared = WordLlamaEmbedder()

    def make(self) -> Embedder:
        return self.shared


def test_vectors_equal_those_of_the_package_itself() -> None:
    handlers = logging.getLogger().handlers[:]
    package = import_module("wordllama")
    logging.getLogger().handlers[:] = handlers
    assert package.__file__
    theirs = package.WordLlama.load(cache_dir=Path(package.__file__).parent, disable_download=True)
    assert WordLlamaEmbedder().embed(TEXTS[:4]) == pytest.approx(theirs.embed(TEXTS[:4], norm=True), abs=1e-5)


def test_a_very_long_text_is_cut_and_does_not_swell_its_batch() -> None:
    long = "word " * (MAX_CHARACTERS // 5)
    one, other = WordLlamaEmbedder().embed([long, long + "something else entirely " * 1000])
    assert np.array_equal(one, other)


def test_the_name_tells_model_and_version() -> None:
    assert WordLlamaEmbedder().name.startswith("wordllama-l2-supercat-256@0.")


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordllama, "find_spec", lambda name: None)
    with pytest.raises(EmbedderUnavailable, match="`wordllama`") as caught:
        WordLlamaEmbedder().embed(["text"])
    assert "pip install wordllama" in caught.value.hint


def test_importing_the_embedder_loads_no_heavy_library() -> None:
    code = (
        "import sys, volano_server.serving.engines.plugins.wordllama;"
        "print(sorted({'numpy', 'tokenizers', 'safetensors', 'wordllama', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"}
    )
    assert done.stdout.strip() == "[]"
