"""Gates that evaluations feed: a metric above a bar, and an accuracy gain whose lower bound is above a bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from volano_server.catalog import CatalogService, Gate, GateResult, Transition
from volano_server.db import Tx
from volano_server.evaluation.domain.intervals import PairCounts, paired_difference_interval
from volano_server.evaluation.service.evaluations import figures
from volano_server.evaluation.store import EvaluationStore
from volano_server.kit.errors import BadInput

EVALUATOR = "volano-evaluation/1"


class MetricGate:
    """`metric`: a figure of the newest evaluation on `dataset` is at least `min`.

    Parameters: dataset (reference), metric (`accuracy`, `f1.spam`, …), min.
    """

    def __init__(self, catalog: CatalogService) -> None:
        self._catalog = catalog

    def evaluate(self, tx: Tx, transition: Transition, parameters: Mapping[str, Any]) -> GateResult:
        dataset, metric, least = (wanted(parameters, name) for name in ("dataset", "metric", "min"))
        version = self._catalog.resolve(tx, "dataset", str(dataset))
        row = EvaluationStore(tx).newest_of(str(transition.to_version_id), version.id)
        if row is None:
            return GateResult("metric", "missing", note=f"evaluate the candidate on {version.ref}")
        observed = figures(row.summary).get(str(metric))
        if observed is None:
            return GateResult("metric", "missing", note=f"the evaluation has no figure `{metric}`")
        passed = observed >= float(least)
        return result(
            "metric", passed, row, observed=observed, threshold=float(least), n=row.summary["n"], note=str(metric)
        )


class AccuracyGainGate:
    """`accuracy-gain`: the paired gain over `baseline` on `dataset` has a lower 95 % bound above `min_low`.

    Parameters: dataset, baseline (model reference), min_low (default 0). Both must have been asked the same rows.
    """

    def __init__(self, catalog: CatalogService) -> None:
        self._catalog = catalog

    def evaluate(self, tx: Tx, transition: Transition, parameters: Mapping[str, Any]) -> GateResult:
        name, least = "accuracy-gain", float(parameters.get("min_low", 0.0))
        dataset = self._catalog.resolve(tx, "dataset", str(wanted(parameters, "dataset")))
        baseline = self._catalog.resolve(tx, "model", str(wanted(parameters, "baseline")))
        store = EvaluationStore(tx)
        before = store.newest_of(baseline.id, dataset.id)
        after = store.newest_of(str(transition.to_version_id), dataset.id)
        if before is None or after is None:
            lacking = baseline.ref if before is None else "the candidate"
            return GateResult(name, "missing", note=f"evaluate {lacking} on {dataset.ref}")
        if before.protocol_digest != after.protocol_digest:
            return GateResult(
                name, "stale", note="baseline and candidate were not asked the same rows; evaluate both anew"
            )
        gain = paired_difference_interval(pair_counts(tx, before.run_id, after.run_id))
        return result(
            name, gain.low > least, after, observed=gain.value, threshold=least, n=gain.n, ci_low=gain.low,
            ci_high=gain.high, note=f"accuracy gain over {baseline.ref}",
        )  # fmt: skip


def evaluation_gates(catalog: CatalogService) -> dict[str, Gate]:
    """The gates of this area by the names that policies use."""
    return {"metric": MetricGate(catalog), "accuracy-gain": AccuracyGainGate(catalog)}


def pair_counts(tx: Tx, first: str, second: str) -> PairCounts:
    """How often both, one or none of two evaluations were right on the same row."""
    store = EvaluationStore(tx)
    right = {row.row_id: row.correct for row in store.rows(first)}
    cells = [(right[row.row_id], row.correct) for row in store.rows(second) if row.row_id in right]
    return PairCounts(
        both=cells.count((True, True)), only_first=cells.count((True, False)),
        only_second=cells.count((False, True)), neither=cells.count((False, False)),
    )  # fmt: skip


def result(name: str, passed: bool, row: Row[Any], **figures_: Any) -> GateResult:
    """A gate result with its evidence: the evaluation's run, its data and when it was made."""
    return GateResult(
        name, "passed" if passed else "failed", evidence_ref=f"run:{row.run_id}", evaluator_version=EVALUATOR,
        dataset_digest=row.dataset_digest, ran_at=row.finished_at, **figures_,
    )  # fmt: skip


def wanted(parameters: Mapping[str, Any], name: str) -> Any:
    """The parameter. Raises BadInput when the policy does not give it, which closes the gate."""
    if name not in parameters:
        raise BadInput(f"the policy's gate lacks the parameter `{name}`", hint="add it to the policy")
    return parameters[name]
