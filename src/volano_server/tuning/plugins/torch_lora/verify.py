"""Proof that the exported file is the model that was trained. A mismatch is an error and nothing is published.

Three comparisons on training rows: the reloaded weights give the trained model's probabilities; the engine cuts a
conversation into the same tokens as the trainer did; and the engine answers what the trained model answers,
wherever that model is sure of its answer (the engine rounds activations, so near ties may fall either way).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 - its name in every torch program
from torch import Tensor

from volano_server.kit.errors import AppError
from volano_server.tuning.plugins.torch_lora.batches import Encoded, Encoder, Row, make_batch
from volano_server.tuning.plugins.torch_lora.checkpoint import file_digest
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile
from volano_server.tuning.plugins.torch_lora.model import LanguageModel, load_model

# Mean Kullback-Leibler divergence in nats that rounding the weights may cost.
MAX_DIVERGENCE = {"f16": 0.02, "bf16": 0.02, "q8_0": 0.02, "q4_k_m": 0.5}
SURE_NATS = 1.0
MAX_ANSWER_TOKENS = 32


class ExportMismatch(AppError):
    """The exported model does not behave as the trained one; it was not published."""

    status = 422
    code = "export_mismatch"


@dataclass(frozen=True)
class Evidence:
    """What was compared: `divergence` in nats per answer token; `sure` rows of `rows`, all of which agreed."""

    rows: int
    divergence: float
    divergence_allowed: float
    same_tokens: int
    sure: int
    agreed: int


@dataclass(frozen=True)
class Golden:
    """The trained model's own greedy answer to a row, and its smallest lead over the second choice in nats."""

    text: str
    lead: float


@torch.no_grad()
def compare_weights(model: LanguageModel, path: Path, rows: Sequence[Encoded]) -> float:
    """Mean divergence, in nats, of the reloaded file's next-token probabilities on the rows' answers."""
    batch = make_batch(rows)
    dtype = model.embed_tokens.weight.dtype
    trained = F.log_softmax(model(batch.ids, batch.wanted), dim=-1)
    exported = F.log_softmax(load_model(GgufFile(path), dtype)(batch.ids, batch.wanted), dim=-1)
    return float(F.kl_div(exported, trained, reduction="batchmean", log_target=True))


@torch.no_grad()
def answer(model: LanguageModel, encoder: Encoder, row: Row, max_tokens: int) -> Golden:
    """The model's greedy answer to a row's prompt, of at most `max_tokens` tokens."""
    ids, lead = encoder.prompt(row.prompt), float("inf")
    made: list[int] = []
    while len(made) < max_tokens and (not made or made[-1] not in encoder.tokenizer.ends):
        whole = torch.tensor([[*ids, *made]])
        last = torch.zeros_like(whole, dtype=torch.bool)
        last[0, -1] = True
        logits: Tensor = model(whole, last)[0]
        best = logits.topk(2)
        lead = min(lead, float(best.values[0] - best.values[1]))
        made.append(int(best.indices[0]))
    return Golden(encoder.tokenizer.decode(made), lead)


def check_export(
    model: LanguageModel, path: Path, encoder: Encoder, rows: Sequence[tuple[Row, Encoded]]
) -> dict[str, object]:
    """The evidence that `path` is the trained model; raises ExportMismatch naming the first difference."""
    from volano_server.serving import EngineHost, EngineSpec, complete, tokenise_chat

    spec = encoder.spec
    allowed = MAX_DIVERGENCE[spec.weights]
    divergence = compare_weights(model, path, [coded for _, coded in rows])
    if not divergence <= allowed:
        raise ExportMismatch(
            f"the exported weights are {divergence:.4f} nats a token off the trained ones; {allowed} are allowed",
            hint="export with more exact weights (`q8_0`, `bf16`)",
        )
    same_tokens = sure = agreed = 0
    room = spec.max_length + MAX_ANSWER_TOKENS
    with EngineHost(spec.output / "logs") as host:
        handle = host.ensure(EngineSpec(path, file_digest(path), context=room, threads=spec.threads))
        for row, coded in rows:
            messages = [{"role": "user", "content": row.prompt}]
            found = tokenise_chat(handle, messages)
            if found != encoder.prompt(row.prompt):
                raise ExportMismatch(
                    f"the engine cuts the prompt of row `{row.row_id}` into {len(found)} other tokens than the trainer",
                    hint="the chat template uses something that the engine renders differently; simplify it",
                )
            same_tokens += 1
            limit = min(MAX_ANSWER_TOKENS, len(coded.ids) - coded.answer_at)
            golden = answer(model, encoder, row, limit)
            if golden.lead < SURE_NATS:
                continue
            sure += 1
            text = complete(handle, messages=messages, max_tokens=limit).text
            if text.strip() != golden.text.strip():
                raise ExportMismatch(
                    f"to row `{row.row_id}` the engine answers {text[:80]!r}, the trained model {golden.text[:80]!r}",
                    hint="export with more exact weights (`q8_0`, `bf16`)",
                )
            agreed += 1
    return asdict(Evidence(len(rows), divergence, allowed, same_tokens, sure, agreed))
