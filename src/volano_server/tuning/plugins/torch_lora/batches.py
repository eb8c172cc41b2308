"""Training rows as batches of token ids, in an order that depends on nothing but the rows, the seed and the step."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from torch import Tensor

from volano_server.kit.control_text import mask
from volano_server.kit.errors import AppError
from volano_server.kit.strict_json import read_json
from volano_server.tuning.plugins.torch_lora.spec import BadSpec, Spec
from volano_server.tuning.plugins.torch_lora.tokenizer import Tokenizer

MAX_ROW_BYTES = 1_000_000


class Row(BaseModel):
    """One example: what the user says, what the model shall answer, and the id of the row it was made from."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    prompt: str = Field(min_length=1)
    completion: str = Field(min_length=1)
    row_id: str = Field(min_length=1, max_length=200)


@dataclass(frozen=True)
class Encoded:
    """Token ids of one row; those from `answer_at` on are the answer, which alone is learned."""

    row_id: str
    ids: tuple[int, ...]
    answer_at: int


@dataclass(frozen=True)
class Batch:
    """`ids` (rows, length) padded on the right; `wanted` marks positions whose next token is learned: `targets`."""

    ids: Tensor
    wanted: Tensor
    targets: Tensor


def read_rows(path: Path) -> list[Row]:
    """All rows of a JSONL file. Raises BadSpec with the line of the first one that is not a usable row."""
    rows: list[Row] = []
    seen: set[str] = set()
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    rows.append(_read_row(path, number, line, seen))
    except OSError as error:
        raise BadSpec(f"the rows in `{path}` cannot be read: {error.strerror}", hint="check `rows`") from None
    if not rows:
        raise BadSpec(f"`{path}` holds no rows", hint='write one {"prompt", "completion", "row_id"} object a line')
    return rows


def _read_row(path: Path, number: int, line: bytes, seen: set[str]) -> Row:
    place = f"`{path.name}` line {number:,}"
    if len(line) > MAX_ROW_BYTES:
        raise BadSpec(f"{place} has {len(line):,} bytes; {MAX_ROW_BYTES:,} are allowed", hint="shorten the text")
    try:
        read_json(line)
        row = Row.model_validate_json(line)
    except AppError as error:
        raise BadSpec(f"{place}: {error.message}", hint=error.hint) from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = ".".join(map(str, fault["loc"])) or "row"
        raise BadSpec(
            f"{place}: `{where}`: {fault['msg']}", hint="a row has prompt, completion and row_id, each a text"
        ) from None
    if row.row_id in seen:
        raise BadSpec(f"{place}: the row_id `{row.row_id}` occurs twice", hint="give every row its own id")
    seen.add(row.row_id)
    return row


class Encoder:
    """Turns rows into token ids through the chat template, cutting only the user's text when a row is too long."""

    def __init__(self, tokenizer: Tokenizer, render: Callable[..., str], spec: Spec) -> None:
        self.tokenizer, self.render, self.spec = tokenizer, render, spec
        self.cut = 0

    def prompt(self, content: str) -> list[int]:
        """The ids of the question; text in it that looks like a control token is text, here as in the engine."""
        masked = mask([content], self.tokenizer.control)
        rendered = self.render([{"role": "user", "content": masked.texts[0]}], True)
        return self.tokenizer.encode(rendered, begin=True, masked=masked)

    def encode(self, row: Row) -> Encoded:
        """The row's ids; raises BadSpec when the answer alone does not fit, or `too_long` says refuse."""
        answer = self._answer(row)
        content, limit = row.prompt, self.spec.max_length - len(answer)
        prompt = self.prompt(content)
        if len(prompt) > limit:
            self.cut += 1
        while len(prompt) > limit:
            if self.spec.too_long == "refuse" or not content:
                raise BadSpec(
                    f"row `{row.row_id}` has {len(prompt) + len(answer)} tokens, max_length is {self.spec.max_length}",
                    hint="raise max_length, shorten the row, or set too_long to keep_head or keep_tail",
                )
            keep = min(len(content) - 1, int(len(content) * limit / len(prompt)))
            content = content[:keep] if self.spec.too_long == "keep_head" else content[len(content) - keep :]
            prompt = self.prompt(content)
        return Encoded(row.row_id, (*prompt, *answer), len(prompt))

    def _answer(self, row: Row) -> list[int]:
        """The completion and the token that ends the turn, as the template writes them."""
        masked = mask([row.completion], self.tokenizer.control)
        turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": masked.texts[0]}]
        asked = self.render(turns[:1], True)
        told = self.render(turns, False)
        if not told.startswith(asked):
            raise BadSpec(
                "the chat template writes an answered turn differently from the one it asks with",
                hint="an answer must follow exactly what add_generation_prompt writes",
            )
        ids = self.tokenizer.encode(told[len(asked) :], masked=masked)
        ends = [place for place, number in enumerate(ids) if number in self.tokenizer.ends]
        return ids[: ends[-1] + 1] if ends else [*ids, self.tokenizer.eos]


def order_rows(count: int, batch_size: int, max_steps: int, seed: int) -> list[list[int]]:
    """Row numbers for each step: every row once an epoch, shuffled anew by the seed.

    Batches of rows of like length would save a tenth of padding, but length goes with the answer (spam is longer),
    and a run of a few dozen steps then follows whichever answer its last batches happened to hold.
    """
    steps: list[list[int]] = []
    epoch = 0
    while len(steps) < max_steps:
        rows = list(range(count))
        random.Random(f"{seed}/{epoch}").shuffle(rows)
        steps += [rows[at : at + batch_size] for at in range(0, count, batch_size)]
        epoch += 1
    return steps[:max_steps]


def make_batch(rows: Sequence[Encoded]) -> Batch:
    """The rows side by side; position i is wanted when token i + 1 belongs to the answer."""
    length = max(len(row.ids) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    wanted = torch.zeros(len(rows), length, dtype=torch.bool)
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
        wanted[number, row.answer_at - 1 : len(row.ids) - 1] = True
    targets = ids.roll(-1, dims=1)[wanted]
    return Batch(ids, wanted, targets)
