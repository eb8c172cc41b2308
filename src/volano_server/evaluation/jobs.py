"""The evaluation job: asks row by row, keeps each answer at once, goes on after a crash where it was."""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic import BaseModel

from volano_server.catalog import CatalogService, LineageService, NodeRef, VersionOut, encode_rows
from volano_server.data import DataService
from volano_server.db import Tx
from volano_server.evaluation.domain.scoring import AnsweredRow, Scorer
from volano_server.evaluation.errors import InvalidEvaluation
from volano_server.evaluation.schemas import EvaluationCreate
from volano_server.evaluation.service import EvaluationService
from volano_server.evaluation.store import EvaluationStore
from volano_server.jobs import JobContext, JobHandler, job_handler
from volano_server.lake import BlobStore
from volano_server.prompts import PromptService
from volano_server.serving import Ask, Responder, sampling_of
from volano_server.tracking import TrackingService, provenance_of

BATCH = 10


class EvaluationArgs(BaseModel):
    run_id: str
    body: EvaluationCreate


@job_handler("evaluation:run", args=EvaluationArgs, permission="evaluations:write", queue="heavy", max_attempts=3)
def run_evaluation(context: JobContext[EvaluationArgs]) -> dict[str, Any]:
    """The run's id and how many rows were answered."""
    body, run_id = context.args.body, context.args.run_id
    catalog = context.service(CatalogService)
    model, prompt, dataset = (
        context.read(lambda tx, kind=kind, ref=ref: catalog.resolve(tx, kind, ref))  # type: ignore[misc]
        for kind, ref in (("model", body.model), ("prompt", body.prompt), ("dataset", body.dataset))
    )
    rows = chosen_rows(context, dataset)
    done = context.read(lambda tx: EvaluationStore(tx).answered(run_id))
    todo = [row for row in rows if row["row_id"] not in done]
    scorer = context.service(EvaluationService).scorer_of(body)
    for start in range(0, len(todo), BATCH):
        answered = []
        for row in todo[start : start + BATCH]:
            context.check_cancelled()
            answered.append(answer(context, model, prompt, scorer, row))
        context.write(lambda tx, batch=answered: EvaluationStore(tx).add_rows(run_id, batch))  # type: ignore[misc]
        context.progress(len(done) + start + len(answered), len(rows), body.model)
    made_by = provenance_of(context.service(BlobStore))  # type: ignore[type-abstract]
    used = context.service(BlobStore).put(encode_rows(row["row_id"] for row in rows))  # type: ignore[type-abstract]

    def finish(tx: Tx) -> None:
        lineage, asked = context.service(LineageService), {"rows": used.digest, "count": len(rows)}
        lineage.link(tx, NodeRef("version", dataset.id), NodeRef("run", run_id), "rows", data=asked)
        context.service(TrackingService).note_provenance(tx, run_id, made_by)
        context.service(EvaluationService).finish(tx, run_id)

    context.write_step("finish", finish)
    return {"run_id": run_id, "rows": len(rows)}


def chosen_rows(context: JobContext[EvaluationArgs], dataset: VersionOut) -> list[dict[str, Any]]:
    """The rows to ask, drawn by the seed: `row_id`, `expected`, and the prompt's `variables`."""
    body, data = context.args.body, context.service(DataService)
    key = data.key_of(dataset)
    columns = sorted({key, body.expected, *body.variables.values()})
    found = data.read_rows(dataset, columns=columns, where=body.where)
    usable = [row for row in found if row.get(body.expected) not in (None, "")]
    if not usable:
        raise InvalidEvaluation(
            f"no row of {dataset.ref} has an answer in `{body.expected}`", hint="check `where` and `expected`"
        )
    usable.sort(key=lambda row: hashlib.sha256(f"{body.seed}:{row[key]}".encode()).digest())
    return [
        {
            "row_id": str(row[key]),
            "expected": str(row[body.expected]),
            "variables": {name: row[column] for name, column in body.variables.items()},
        }
        for row in usable[: body.rows]
    ]


def answer(
    context: JobContext[EvaluationArgs], model: VersionOut, prompt: VersionOut, scorer: Scorer, row: dict[str, Any]
) -> dict[str, Any]:
    """The row of the result table for one question."""
    prompts = context.service(PromptService)
    content = prompts.content_of(prompt)
    messages = [message.model_dump() for message in prompts.render(content, row["variables"])]
    limit, drawn = context.args.body.max_tokens, sampling_of(content.parameters, {})
    ask = Ask(messages, content.output_schema, max_tokens=limit, sampling=drawn)
    completion = context.service(Responder).answer(model, ask)
    judged = scorer.judge(AnsweredRow(row["row_id"], messages[-1]["content"], completion.text, (row["expected"],)))
    value = judged.value if isinstance(judged.value, float) else None
    predicted = judged.value if isinstance(judged.value, str) else None
    return {
        "row_id": row["row_id"],
        "expected": row["expected"],
        "answer": completion.text[:20_000].replace("\x00", ""),
        "predicted": predicted,
        "value": value,
        "correct": predicted == row["expected"] if scorer.kind == "label" else bool(value and value >= 1.0),
        "seconds": completion.seconds,
        "input_tokens": completion.prompt_tokens,
        "output_tokens": completion.completion_tokens,
    }


HANDLERS: list[JobHandler[Any]] = [run_evaluation]
