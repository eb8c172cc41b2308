"""GGUF in and out, against the `gguf` package as the other hand."""

from __future__ import annotations

import io
from pathlib import Path

import gguf
import numpy as np
import pytest

from tests.serving.engines.tiny_model import TEMPLATE, vocabulary, write_tiny_model
from tests.tuning.plugins.torch_lora.conftest import Base
from volano_server.kit.gguf import GgufError
from volano_server.tuning.plugins.torch_lora.ggml import GgmlType, dequantise, quantise
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile, encode_key, write_gguf


def test_keys_and_weights_read_as_they_were_written(base: Base) -> None:
    file = GgufFile(base.path)
    tokens, scores, kinds = vocabulary()
    assert file.get("general.architecture") == "gemma3"
    assert file.get("tokenizer.ggml.tokens") == tokens
    assert file.get("tokenizer.ggml.token_type") == kinds
    assert file.get("tokenizer.ggml.scores") == pytest.approx(scores)
    assert file.get("tokenizer.ggml.add_bos_token") is True
    assert file.get("no.such.key", 7) == 7
    for tensor in gguf.GGUFReader(base.path).tensors:
        theirs = gguf.quants.dequantize(tensor.data, tensor.tensor_type).reshape(file.tensors[tensor.name].shape)
        np.testing.assert_array_equal(file.weights(tensor.name), theirs)


@pytest.mark.parametrize("kind", list(GgmlType))
def test_every_type_comes_back_close_to_what_went_in(kind: GgmlType) -> None:
    weights = np.random.default_rng(0).standard_normal((16, 512)).astype(np.float32)
    back = dequantise(quantise(weights, kind), kind, weights.shape)
    bits = {"F32": 24, "F16": 11, "BF16": 8, "IQ4_NL": 3.8}.get(kind.name) or float(kind.name[1])
    assert np.sqrt(((back - weights) ** 2).mean()) < 2.0 ** (0.8 - bits)


def test_a_row_that_does_not_fit_the_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a row of 640 weights cannot be stored as Q4_K"):
        quantise(np.zeros((2, 640), np.float32), GgmlType.Q4_K)


def test_a_written_file_is_read_by_the_gguf_package(tmp_path: Path, base: Base) -> None:
    source, path = GgufFile(base.path), tmp_path / "copy.gguf"
    shapes = {name: (info.shape, info.kind) for name, info in source.tensors.items()}
    keys = [source.raw_key(key) for key in source.keys]
    keys += [encode_key("tokenizer.chat_template", TEMPLATE), encode_key("general.file_type", 7)]
    with path.open("wb") as file:
        write_gguf(file, keys, shapes, ((name, source.raw_tensor(name)) for name in shapes))
    read = gguf.GGUFReader(path)
    assert read.fields["tokenizer.chat_template"].contents() == TEMPLATE
    assert read.fields["general.file_type"].contents() == 7
    assert [tensor.name for tensor in read.tensors] == list(source.tensors)
    for tensor in read.tensors:
        assert bytes(tensor.data) == bytes(source.raw_tensor(tensor.name))


def test_a_tensor_of_another_size_than_announced_is_refused() -> None:
    shapes = {"a.weight": ((2, 32), GgmlType.F32)}
    with pytest.raises(GgufError, match=r"`a.weight` of 4 bytes"):
        write_gguf(io.BytesIO(), [], shapes, iter([("a.weight", np.zeros(4, np.uint8))]))


@pytest.mark.parametrize("share", [0.0, 0.001, 0.01, 0.03, 0.1, 0.5, 0.99])
def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path, base: Base, share: float) -> None:
    whole, path = base.path.read_bytes(), tmp_path / "cut.gguf"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(GgufError):
        GgufFile(path)


def test_random_damage_in_the_header_never_does_worse_than_a_clear_error(tmp_path: Path, base: Base) -> None:
    whole, path, random = base.path.read_bytes(), tmp_path / "hurt.gguf", np.random.default_rng(0)
    refused = 0
    for _ in range(300):
        hurt = bytearray(whole)
        for place in random.integers(0, 9_000, 3):
            hurt[place] = random.integers(0, 256)
        path.write_bytes(hurt)
        try:
            file = GgufFile(path)
            for key in file.keys:
                file.get(key)
        except GgufError:
            refused += 1
    assert refused > 50


def test_another_kind_of_file_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "text.gguf"
    path.write_text("once upon a time there was a file that was no model at all")
    with pytest.raises(GgufError, match="not a GGUF file"):
        GgufFile(path)


def test_the_tiny_model_is_the_same_every_time(tmp_path: Path, base: Base) -> None:
    assert write_tiny_model(tmp_path / "again.gguf") == base.digest
