"""Evaluations: started with exact versions, resumed by row, summarised once all rows are answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from volano_server.catalog import CatalogService
from volano_server.db import Tx
from volano_server.evaluation.domain.classification import classification
from volano_server.evaluation.domain.comparison import compare_labels, compare_scores
from volano_server.evaluation.domain.latency import latency
from volano_server.evaluation.domain.resampling import mean_interval
from volano_server.evaluation.domain.rows import LabelledRows
from volano_server.evaluation.domain.scoring import Scorer, ScorerRegistry
from volano_server.evaluation.errors import EvaluationNotFound, EvaluationUnfinished, InvalidEvaluation, NotComparable
from volano_server.evaluation.schemas import (
    ComparisonOut,
    EvaluationCreate,
    EvaluationOut,
    EvaluationRowOut,
)
from volano_server.evaluation.store import EvaluationStore
from volano_server.jobs import JobService
from volano_server.kit.canonical import digest_of
from volano_server.kit.paging import Page, cut_page, decode_cursor
from volano_server.kit.wire import Started
from volano_server.prompts import PromptService
from volano_server.tracking import Link, NewPoint, TrackingService


class EvaluationService:
    """Starts, shows and compares evaluations."""

    def __init__(
        self,
        catalog: CatalogService,
        prompts: PromptService,
        tracking: TrackingService,
        jobs: JobService,
        scorers: ScorerRegistry,
    ) -> None:
        self._catalog = catalog
        self._prompts = prompts
        self._tracking = tracking
        self._jobs = jobs
        self._scorers = scorers

    def start(self, tx: Tx, body: EvaluationCreate) -> Started:
        """The run and its job. Raises NotFound for a version, InvalidEvaluation or ScorerOptions."""
        model = self._catalog.resolve(tx, "model", body.model)
        prompt = self._catalog.resolve(tx, "prompt", body.prompt)
        dataset = self._catalog.resolve(tx, "dataset", body.dataset)
        labels = self._labels_of(body, prompt.content)
        pinned = body.model_copy(
            update={"model": model.ref, "prompt": prompt.ref, "dataset": dataset.ref,
                    "name": body.name or f"{model.ref} on {dataset.ref}",
                    "options": body.options | ({"labels": labels} if body.scorer == "label" else {})}
        )  # fmt: skip
        self.scorer_of(pinned)
        links = [
            Link(role="model", kind="model", ref=model.ref),
            Link(role="prompt", kind="prompt", ref=prompt.ref),
            Link(role="eval", kind="dataset", ref=dataset.ref),
        ]
        parameters = pinned.model_dump(include={"where", "rows", "scorer", "options", "expected", "max_tokens"})
        run = self._tracking.start_run(
            tx, "evaluation", pinned.name, parameters=parameters, inputs=links, seed=body.seed
        )
        EvaluationStore(tx).add(
            {
                "run_id": run.id, "name": pinned.name, "spec": pinned.model_dump(), "model_ref": model.ref,
                "model_version_id": model.id, "prompt_version_id": prompt.id, "dataset_version_id": dataset.id,
                "dataset_digest": dataset.digest, "protocol_digest": protocol_digest(pinned, dataset.digest),
                "labels": labels, "created_at": tx.now(),
            }
        )  # fmt: skip
        job_id = self._jobs.enqueue(
            tx,
            "evaluation:run",
            {"run_id": run.id, "body": pinned.model_dump()},
            key=f"evaluation:{run.id}",
            run=run.id,
        )
        return Started(run_id=run.id, job_id=job_id)

    def scorer_of(self, body: EvaluationCreate) -> Scorer:
        """The scorer with its options. Raises UnknownScorer or ScorerOptions."""
        return self._scorers.create(body.scorer, body.options)

    def finish(self, tx: Tx, run_id: str) -> dict[str, Any]:
        """The summary over all answered rows, stored with the evaluation; the run ends with its figures."""
        row = self._find(tx, run_id)
        rows = EvaluationStore(tx).rows(run_id)
        summary = summarise(rows, row.labels)
        EvaluationStore(tx).finish(run_id, summary)
        points = [NewPoint(key, value, 0) for key, value in figures(summary).items()]
        self._tracking.log_metrics(tx, run_id, points)
        self._tracking.finish_run(tx, run_id)
        tx.record("evaluation:finish", "evaluation", run_id, name=row.name, data=figures(summary))
        return summary

    # ---- looking ------------------------------------------------------------------------------------------

    def get(self, tx: Tx, run_id: str) -> EvaluationOut:
        """One evaluation. Raises EvaluationNotFound."""
        return EvaluationOut.model_validate(self._find(tx, run_id)._asdict())

    def list(self, tx: Tx, model: str | None, cursor: str | None, limit: int) -> Page[EvaluationOut]:
        """Evaluations, newest first."""
        before = decode_cursor(cursor, int, str) if cursor else None
        found = EvaluationStore(tx).page(before, model, limit + 1)
        rows, following = cut_page(found, limit, lambda row: (row.created_at, row.run_id))
        return Page(items=[EvaluationOut.model_validate(row._asdict()) for row in rows], next_cursor=following)

    def rows(self, tx: Tx, run_id: str, correct: bool | None, cursor: str | None, limit: int) -> Page[EvaluationRowOut]:
        """Answered rows by id; with `correct` only the right or only the wrong ones."""
        self._find(tx, run_id)
        after = decode_cursor(cursor, str)[0] if cursor else ""
        found = EvaluationStore(tx).rows(run_id, after=after, correct=correct, limit=limit + 1)
        rows, following = cut_page(found, limit, lambda row: (row.row_id,))
        return Page(items=[EvaluationRowOut.model_validate(row._asdict()) for row in rows], next_cursor=following)

    def compare(self, tx: Tx, first_id: str, second_id: str) -> ComparisonOut:
        """Two evaluations of the same rows side by side. Raises NotComparable, EvaluationUnfinished."""
        first, second = self._finished(tx, first_id), self._finished(tx, second_id)
        if first.protocol_digest != second.protocol_digest:
            raise NotComparable(
                f"`{first.name}` and `{second.name}` were not asked the same rows in the same way",
                hint="evaluate both on the same data set version with the same rows, seed and scorer",
            )
        return compare(tx, first, second)

    # ---- inside -------------------------------------------------------------------------------------------

    def _labels_of(self, body: EvaluationCreate, content: dict[str, Any]) -> Sequence[str]:
        if body.scorer != "label":
            return []
        labels = body.options.get("labels") or (content.get("output_schema") or {}).get("enum")
        if not isinstance(labels, list) or len(labels) < 2:
            raise InvalidEvaluation(
                "the labels are not known: the prompt has no output schema with an enum",
                hint='give `options` {"labels": ["spam", "ham"]}',
            )
        return [str(label) for label in labels]

    def _find(self, tx: Tx, run_id: str) -> Row[Any]:
        row = EvaluationStore(tx).find(run_id)
        if row is None:
            raise EvaluationNotFound(f"there is no evaluation `{run_id[:60]}`", hint="volano evaluations list")
        return row

    def _finished(self, tx: Tx, run_id: str) -> Row[Any]:
        row = self._find(tx, run_id)
        if row.finished_at is None:
            raise EvaluationUnfinished(f"the evaluation `{row.name}` has not finished", hint="wait for its job")
        return row


def protocol_digest(body: EvaluationCreate, dataset_digest: str) -> str:
    """Equal for evaluations that asked the same rows for the same thing and judged alike."""
    fields = body.model_dump(include={"expected", "where", "rows", "seed", "scorer", "options"})
    return digest_of([fields, dataset_digest])


def summarise(rows: Sequence[Row[Any]], labels: Sequence[str]) -> dict[str, Any]:
    """Quality with intervals, latency in seconds, tokens; `quality` for labels, `score` for numbers."""
    summary: dict[str, Any] = {
        "n": len(rows),
        "latency": asdict(latency([row.seconds for row in rows])),
        "input_tokens": sum(row.input_tokens for row in rows),
        "output_tokens": sum(row.output_tokens for row in rows),
    }
    if labels:
        ids, expected = [row.row_id for row in rows], [row.expected for row in rows]
        quality = classification(ids, expected, [row.predicted for row in rows], labels)
        summary["quality"] = asdict(quality)
    else:
        summary["score"] = asdict(mean_interval([row.value or 0.0 for row in rows]))
    return summary


def figures(summary: dict[str, Any]) -> dict[str, float]:
    """The numbers of a summary that are shown as metrics of the run."""
    found = {"latency_p50_seconds": _share(summary, 0.5), "latency_p95_seconds": _share(summary, 0.95)}
    if quality := summary.get("quality"):
        found |= {"accuracy": quality["accuracy"]["value"], "macro_f1": quality["macro_f1"]["value"]}
        for one in quality["classes"]:
            for name in ("precision", "recall", "f1"):
                if one[name] is not None:
                    found[f"{name}.{one['label']}"] = one[name]["value"]
    else:
        found["score"] = summary["score"]["value"]
    return found


def _share(summary: dict[str, Any], share: float) -> float:
    quantiles = [one for one in summary["latency"].values() if isinstance(one, dict) and one.get("share") == share]
    return float(quantiles[0]["value"]) if quantiles else float(summary["latency"]["mean"])


def compare(tx: Tx, first: Row[Any], second: Row[Any]) -> ComparisonOut:
    """The paired comparison of two finished evaluations of one protocol."""
    store = EvaluationStore(tx)
    ours, theirs = store.rows(first.run_id), store.rows(second.run_id)
    if first.labels:
        result = asdict(compare_labels(_labelled(ours, first.labels), _labelled(theirs, first.labels)))
        disagreements = list(result.pop("disagreements"))
    else:
        before, after = ({row.row_id: row.value or 0.0 for row in one} for one in (ours, theirs))
        result, disagreements = asdict(compare_scores(before, after)), []
    return ComparisonOut(
        first=first.run_id, second=second.run_id, n=len(ours), figures=result, disagreements=disagreements
    )


def _labelled(rows: Sequence[Row[Any]], labels: Sequence[str]) -> LabelledRows:
    return LabelledRows(
        tuple(row.row_id for row in rows),
        tuple(row.expected for row in rows),
        tuple(row.predicted for row in rows),
        tuple(labels),
    )
