"""What is exported behaves like what was trained, and a file that does not is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.serving.engines.tiny_model import TEMPLATE
from tests.tuning.plugins.torch_lora.conftest import Base
from tests.tuning.plugins.torch_lora.test_batches import make_encoder
from tests.tuning.plugins.torch_lora.test_loop import make_model
from tests.tuning.plugins.torch_lora.test_model import hugging_faces
from volano_server.tuning.plugins.torch_lora.batches import Row
from volano_server.tuning.plugins.torch_lora.export import _kind, write_adapter, write_merged
from volano_server.tuning.plugins.torch_lora.ggml import GgmlType
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile, TensorInfo
from volano_server.tuning.plugins.torch_lora.loop import Stopped, StopSignal
from volano_server.tuning.plugins.torch_lora.spec import LoraSpec
from volano_server.tuning.plugins.torch_lora.verify import ExportMismatch, check_export, compare_weights

ROWS = [Row(prompt=f"see it {number}", completion="ham", row_id=str(number)) for number in range(4)]


class NeverStop(StopSignal):
    """Leaves the signal handlers of the test process alone."""

    def __init__(self) -> None:
        self.received = False


def export(base: Base, folder: Path, noise: float, template: str = TEMPLATE, **changes: Any) -> tuple[Any, Path, Any]:
    model, adapters = make_model(base, noise=noise)
    encoder = make_encoder(base, template, chat_template=template, threads=1, output=folder, **changes)
    path = folder / "model.gguf"
    write_merged(path, GgufFile(base.path), adapters, encoder.spec, NeverStop())
    return model, path, encoder


@pytest.mark.parametrize(("weights", "allowed"), [("f16", 1e-5), ("bf16", 1e-3), ("q8_0", 1e-3), ("q4_k_m", 0.1)])
def test_the_merged_weights_give_the_trained_models_probabilities(
    base: Base, tmp_path: Path, weights: str, allowed: float
) -> None:
    model, path, encoder = export(base, tmp_path, 0.1, weights=weights)
    assert 0 <= compare_weights(model, path, [encoder.encode(row) for row in ROWS]) < allowed


def test_the_same_adapter_gives_the_same_file(base: Base, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        export(base, tmp_path / name, 0.1)
    assert (tmp_path / "a" / "model.gguf").read_bytes() == (tmp_path / "b" / "model.gguf").read_bytes()


def test_a_true_export_passes_with_evidence(base: Base, tmp_path: Path) -> None:
    model, path, encoder = export(base, tmp_path, 0.3)
    evidence = check_export(model, path, encoder, [(row, encoder.encode(row)) for row in ROWS])
    assert evidence["rows"] == evidence["same_tokens"] == 4
    assert evidence["sure"] == evidence["agreed"]


def test_other_weights_than_the_trained_ones_are_refused(base: Base, tmp_path: Path) -> None:
    _, path, encoder = export(base, tmp_path, 0.0)
    trained, _ = make_model(base, noise=0.3)
    with pytest.raises(ExportMismatch, match="nats a token off"):
        check_export(trained, path, encoder, [(row, encoder.encode(row)) for row in ROWS])


def test_another_template_in_the_file_than_in_training_is_refused(base: Base, tmp_path: Path) -> None:
    model, path, encoder = export(base, tmp_path, 0.1, template=TEMPLATE.replace("assistant", "model"))
    encoder.render = make_encoder(base, TEMPLATE).render
    with pytest.raises(ExportMismatch, match="other tokens than the trainer"):
        check_export(model, path, encoder, [(row, encoder.encode(row)) for row in ROWS])


def test_an_export_stops_when_told(base: Base, tmp_path: Path) -> None:
    stop = NeverStop()
    stop.received = True
    with pytest.raises(Stopped):
        write_merged(
            tmp_path / "m.gguf", GgufFile(base.path), {}, make_encoder(base, chat_template=TEMPLATE).spec, stop
        )


@pytest.mark.parametrize(
    ("name", "columns", "kind"),
    [
        ("blk.0.attn_q.weight", 640, "Q5_0"), ("blk.0.attn_output.weight", 1024, "Q4_K"),
        ("blk.0.ffn_down.weight", 2048, "Q6_K"), ("blk.2.ffn_down.weight", 2048, "Q4_K"),
        ("blk.0.attn_v.weight", 640, "Q8_0"), ("blk.2.attn_v.weight", 640, "Q5_0"), ("token_embd.weight", 640, "Q8_0"),
    ],
)  # fmt: skip
def test_q4_k_m_mixes_types_as_llama_cpp_does(name: str, columns: int, kind: str) -> None:
    assert _kind(TensorInfo(name, (8, columns), GgmlType.F32, 0), True, 18, "q4_k_m") is GgmlType[kind]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::FutureWarning")  # of peft against transformers
def test_peft_loads_the_adapter_onto_hugging_faces_copy_of_the_base(base: Base, tmp_path: Path) -> None:
    import peft

    model, adapters = make_model(base, noise=0.2)
    spec = make_encoder(base, lora=LoraSpec(rank=4, alpha=8.0)).spec
    write_adapter(tmp_path / "adapter", adapters, spec)
    theirs = peft.PeftModel.from_pretrained(hugging_faces(base.path), tmp_path / "adapter").eval()
    ids = torch.randint(0, 300, (2, 90), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        mine = model(ids, torch.ones_like(ids, dtype=torch.bool))
        torch.testing.assert_close(mine, theirs(ids).logits.flatten(0, 1), rtol=1e-3, atol=1e-3)
