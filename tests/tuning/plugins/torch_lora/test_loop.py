"""Losses, gradients, steps and rates, each against an independent reckoning."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal

import pytest
import torch

from tests.tuning.plugins.torch_lora.conftest import Base
from volano_server.tuning.plugins.torch_lora.batches import Encoded
from volano_server.tuning.plugins.torch_lora.checkpoint import Progress, load_checkpoint, save_checkpoint
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile
from volano_server.tuning.plugins.torch_lora.loop import accumulate_gradients, learning_rate
from volano_server.tuning.plugins.torch_lora.lora import LoraLinear, adapter_parameters, adapter_state, add_adapters
from volano_server.tuning.plugins.torch_lora.model import LanguageModel, load_model
from volano_server.tuning.plugins.torch_lora.optimizer import AdamW
from volano_server.tuning.plugins.torch_lora.spec import BadSpec, LoraSpec, Spec

Schedule = Literal["constant", "linear", "cosine"]
ROWS = [
    Encoded("a", (2, 300, 301, 302, 360, 5), 4),
    Encoded("b", (2, 310, 361, 361, 361, 361, 361, 362, 5), 2),
    Encoded("c", (2, 320, 321, 363, 5), 3),
]


def make_model(
    base: Base, lora: LoraSpec | None = None, noise: float = 0.1
) -> tuple[LanguageModel, dict[str, LoraLinear]]:
    """A model whose adapters already do something."""
    model = load_model(GgufFile(base.path), torch.float32)
    adapters = add_adapters(model, lora or LoraSpec(rank=4, alpha=8.0), seed=0)
    generator = torch.Generator().manual_seed(1)
    for adapter in adapters.values():
        torch.nn.init.normal_(adapter.lora_B, std=noise, generator=generator)
    return model, adapters


def test_each_answer_token_weighs_the_same_however_the_batch_is_cut_up(base: Base) -> None:
    gradients = []
    for size in (None, 1, 2):
        model, adapters = make_model(base)
        loss = accumulate_gradients(model, ROWS, size)
        gradients.append((loss, [value.grad for value in adapter_parameters(adapters).values()]))
    for loss, gradient in gradients[1:]:
        assert loss == pytest.approx(gradients[0][0], rel=1e-5)
        for mine, whole in zip(gradient, gradients[0][1], strict=True):
            torch.testing.assert_close(mine, whole, rtol=1e-4, atol=1e-6)


def test_the_loss_is_the_mean_surprise_of_the_answer_tokens(base: Base) -> None:
    model, _ = make_model(base)
    surprises = []
    for row in ROWS:
        ids = torch.tensor([row.ids])
        with torch.no_grad():
            probabilities = model(ids, torch.ones_like(ids, dtype=torch.bool)).log_softmax(dim=-1)
        surprises += [-float(probabilities[i - 1, row.ids[i]]) for i in range(row.answer_at, len(row.ids))]
    assert accumulate_gradients(model, ROWS) == pytest.approx(sum(surprises) / len(surprises), rel=1e-5)


def test_a_fresh_adapter_changes_nothing(base: Base) -> None:
    ids = torch.tensor([[2, 300, 301, 302]])
    wanted = torch.ones_like(ids, dtype=torch.bool)
    plain = load_model(GgufFile(base.path), torch.float32)
    before = plain(ids, wanted)
    add_adapters(plain, LoraSpec(), seed=0)
    assert torch.equal(plain(ids, wanted), before)


def test_padding_beside_a_row_changes_nothing(base: Base) -> None:
    model, _ = make_model(base)
    alone, _ = make_model(base)
    together = accumulate_gradients(model, ROWS)
    each = [accumulate_gradients(alone, [row]) for row in ROWS]
    counts = [len(row.ids) - row.answer_at for row in ROWS]
    assert together == pytest.approx(sum(a * b for a, b in zip(each, counts, strict=True)) / sum(counts), rel=1e-5)


def test_a_long_row_sees_only_its_window_in_local_layers(base: Base) -> None:
    """With the last, full layer left out, a token beyond all windows cannot matter; with it, it does."""
    model = load_model(GgufFile(base.path), torch.float32)
    ids = torch.randint(0, 360, (1, 400), generator=torch.Generator().manual_seed(0))
    other, last = ids.clone(), torch.zeros_like(ids, dtype=torch.bool)
    other[0, 0] = (ids[0, 0] + 1) % 360
    last[0, -1] = True
    assert not torch.equal(model(ids, last), model(other, last))
    del model.layers[5]
    assert torch.equal(model(ids, last), model(other, last))


def test_our_adamw_walks_like_torchs() -> None:
    generator = torch.Generator().manual_seed(0)
    mine = {name: torch.nn.Parameter(torch.randn(5, 3, generator=generator)) for name in "ab"}
    theirs = [torch.nn.Parameter(value.detach().clone()) for value in mine.values()]
    ours = AdamW(mine, weight_decay=0.1, clip_norm=0.5)
    torchs = torch.optim.AdamW(theirs, lr=0.1, weight_decay=0.1, foreach=False)
    for number in range(1, 20):
        for one, other in zip(mine.values(), theirs, strict=True):
            one.grad = torch.randn(5, 3, generator=generator)
            other.grad = one.grad.clone()
        torch.nn.utils.clip_grad_norm_(theirs, 0.5)
        torchs.param_groups[0]["lr"] = 0.1 / number
        torchs.step()
        ours.step(number, 0.1 / number)
    for one, other in zip(mine.values(), theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        ("constant", [0.5, 1.0, 1.0, 1.0, 1.0, 1.0]),
        ("linear", [0.5, 1.0, 1.0, 0.75, 0.5, 0.25]),
        ("cosine", [0.5, 1.0, 1.0, 0.5 + math.sqrt(0.5) / 2, 0.5, 0.5 - math.sqrt(0.5) / 2]),
    ],
)
def test_the_rate_warms_up_and_follows_its_schedule(base: Base, schedule: Schedule, rates: list[float]) -> None:
    spec = Spec(
        base_model=base.path, base_sha256=base.digest, rows=Path(), output=Path(),
        max_steps=6, warmup_steps=2, learning_rate=1.0, schedule=schedule,
    )  # fmt: skip
    assert [learning_rate(spec, step) for step in range(6)] == pytest.approx(rates)


def test_only_the_last_layers_and_the_named_modules_are_adapted(base: Base) -> None:
    _, adapters = make_model(base, LoraSpec(rank=2, modules=("v_proj", "down_proj"), last_layers=2))
    assert list(adapters) == [
        "layers.4.self_attn.v_proj", "layers.4.mlp.down_proj", "layers.5.self_attn.v_proj", "layers.5.mlp.down_proj",
    ]  # fmt: skip
    with pytest.raises(BadSpec, match="the base model has 6 layers"):
        make_model(base, LoraSpec(last_layers=7))


def test_a_damaged_or_foreign_checkpoint_is_passed_over(base: Base, tmp_path: Path) -> None:
    _, adapters = make_model(base)
    optimizer = AdamW(adapter_parameters(adapters), 0.0, 1.0)
    kept = {name: value.clone() for name, value in adapter_state(adapters).items()}
    save_checkpoint(tmp_path, "mine", Progress(2, [3.0, 2.0]), adapters, optimizer)
    for adapter in adapters.values():
        adapter.lora_B.data.zero_()
    for step, run in ((4, "another"), (6, "mine"), (8, "mine")):
        save_checkpoint(tmp_path, run, Progress(step, [1.0] * step), adapters, optimizer)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step-000006", "step-000008"]

    (tmp_path / "step-000008" / "state.json").write_text("{")
    torn = tmp_path / "step-000006" / "adapter.safetensors"
    torn.write_bytes(torn.read_bytes()[:-1] + b"\1")
    assert load_checkpoint(tmp_path, "mine", adapters, optimizer) == Progress()

    save_checkpoint(tmp_path, "mine", Progress(9, [1.0] * 9), make_model(base)[1], optimizer)
    assert load_checkpoint(tmp_path, "another", adapters, optimizer) == Progress()
    assert load_checkpoint(tmp_path, "mine", adapters, optimizer).step == 9
    assert all(torch.equal(value, kept[name]) for name, value in adapter_state(adapters).items())
