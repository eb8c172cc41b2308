"""A recipe turns one version of a table into the next, with a report and the removed rows kept in a second table."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from volano_server.data.domain.recipe import Outcome, Recipe, RowStep, Step, TableStep, put_column
from volano_server.data.errors import BadRecipe
from volano_server.data.plugins.spool import Spool, spool_folder
from volano_server.data.plugins.watch import Progress, Watch, never_stop, no_progress
from volano_server.kit.canonical import digest_of
from volano_server.lake import DatasetStore, Snapshot, TableNotFound

REMOVED_SUFFIX = "-removed"
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Prepared:
    """The published version and the version of the table of removed rows; `reused` when both were there already."""

    table: str
    version: int
    rows: int
    fingerprint: str
    removed_table: str
    removed_version: int
    report: dict[str, Any]
    reused: bool = False


@dataclass(slots=True)
class StepReport:
    """What one step did; examples are keys of removed rows, at most five per reason."""

    step: Step
    rows_in: int = 0
    rows_out: int = 0
    removed: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def add_removed(self, reason: str, keys: list[Any]) -> None:
        entry = self.removed.setdefault(reason, {"rows": 0, "examples": []})
        entry["rows"] += len(keys)
        entry["examples"] = sorted([*entry["examples"], *keys])[:_EXAMPLES]

    def to_json(self) -> dict[str, Any]:
        return {
            "step": self.step.name,
            "version": self.step.version,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "removed": self.removed,
            "counts": self.counts,
            "notes": self.notes,
            "seconds": round(self.seconds, 3),
        }


def run_recipe(
    store: DatasetStore,
    table: str,
    version: int | str | None,
    recipe: Recipe,
    out_table: str,
    *,
    on_progress: Progress = no_progress,
    should_stop: Callable[[], bool] = never_stop,
    work_dir: Path | None = None,
    reuse: bool = True,
    batch_rows: int = 1_000,
) -> Prepared:
    """The version of `out_table` that the recipe makes from one version of `table`, published when all steps ended.

    Removed rows go to `<out_table>-removed`, as they were when their step removed them, with the step and reason.
    Equal input rows and an equal recipe give an equal fingerprint; with `reuse` such a result is returned again if it
    is the newest version of `out_table`. Raises BadRecipe when a step does not fit the columns, and Cancelled.
    """
    source = store.open(table, version)
    known = source.metadata.get("fingerprint") or source.fingerprint()
    run_key = digest_of({"input": known, "recipe": recipe.to_json()})
    if reuse and (found := _published(store, out_table, run_key)):
        return found
    schemas = check_steps(recipe, source.schema, source.key)
    with spool_folder(work_dir) as folder:
        run = _Run(source, schemas, folder, Watch(on_progress, should_stop), batch_rows)
        kept = run.through(recipe)
        removed = run.removed.finish()
        run.watch.tick(run.total, run.total, "publishing", now=True)
        removed_table = out_table + REMOVED_SUFFIX
        removed_version = store.replace(removed_table, removed.reader(), key=source.key)
        report = {
            "input": {"table": table, "version": source.version, "rows": source.count(), "fingerprint": known},
            "recipe": recipe.to_json(),
            "recipe_digest": recipe.digest(),
            "steps": [step.to_json() for step in run.reports],
            "rows": kept.rows,
            "removed": {"table": removed_table, "version": removed_version, "rows": removed.rows},
        }
        fingerprint = kept.fingerprint.hexdigest()
        metadata = {"made_by": "recipe", "run_key": run_key, "fingerprint": fingerprint, "report": json.dumps(report)}
        out_version = store.replace(out_table, kept.reader(), key=source.key, metadata=metadata)
        return Prepared(out_table, out_version, kept.rows, fingerprint, removed_table, removed_version, report)


def check_steps(recipe: Recipe, schema: pa.Schema, key: str) -> list[pa.Schema]:
    """The schema before the first step and after each one. Raises BadRecipe naming the step that does not fit."""
    schemas = [schema]
    for number, step in enumerate(recipe.steps, start=1):
        empty = schemas[-1].empty_table()
        try:
            outcome = _on_empty(step, empty, key)
        except BadRecipe as error:
            raise BadRecipe(f"step {number} `{step.name}`: {error.message}", hint=error.hint) from None
        schemas.append(_with_key(outcome.table, empty, key).schema)
    return schemas


def _on_empty(step: Step, empty: pa.Table, key: str) -> Outcome:
    if isinstance(step, TableStep):
        return step.apply(empty, step.decide(step.observe(empty, key))[0])
    assert isinstance(step, RowStep)
    return step.apply(empty)


class _Run:
    """One pass of rows through the steps. Rows that only one step sees stream; a table step spools them once."""

    def __init__(self, source: Snapshot, schemas: list[pa.Schema], folder: Path, watch: Watch, batch_rows: int) -> None:
        self.watch = watch
        self.reports: list[StepReport] = []
        self.done, self.total = 0, source.count() * (len(schemas) - 1)
        self._source, self._schemas, self._folder, self._key = source, schemas, folder, source.key
        self._batch_rows = batch_rows
        self.removed = Spool(folder, _removed_schema(schemas))

    def through(self, recipe: Recipe) -> Spool:
        """The rows that every step kept, finished."""
        stream: Iterator[pa.Table] = (
            pa.Table.from_batches([batch]) for batch in self._source.scan(batch_rows=self._batch_rows)
        )
        for number, step in enumerate(recipe.steps, start=1):
            report = StepReport(step)
            self.reports.append(report)
            run = self._table_step if isinstance(step, TableStep) else self._row_step
            stream = run(step, stream, report, number)
        kept = Spool(self._folder, self._schemas[-1])
        for part in stream:
            kept.write(part.select(kept.schema.names).cast(kept.schema))
        return kept.finish()

    def _row_step(self, step: Step, stream: Iterator[pa.Table], report: StepReport, number: int) -> Iterator[pa.Table]:
        assert isinstance(step, RowStep)
        for part in stream:
            yield self._applied(partial(step.apply, part), part, report, number)

    def _table_step(
        self, step: Step, stream: Iterator[pa.Table], report: StepReport, number: int
    ) -> Iterator[pa.Table]:
        """First every row is observed and put aside, then the verdict is applied to what was put aside."""
        assert isinstance(step, TableStep)
        aside = Spool(self._folder, self._schemas[number - 1])
        observed = [step.observe(aside.schema.empty_table(), self._key)]
        for part in stream:
            fitted = part.select(aside.schema.names).cast(aside.schema)
            started = time.perf_counter()
            observed.append(step.observe(fitted, self._key))
            report.seconds += time.perf_counter() - started
            aside.write(fitted)
        started = time.perf_counter()
        verdict, report.notes = step.decide(pa.concat_tables(observed))
        report.seconds += time.perf_counter() - started
        place = 0
        for batch in aside.finish().batches():
            part, about = pa.Table.from_batches([batch]), verdict.slice(place, batch.num_rows)
            place += batch.num_rows
            yield self._applied(partial(step.apply, part, about), part, report, number)

    def _applied(self, apply: Callable[[], Outcome], part: pa.Table, report: StepReport, number: int) -> pa.Table:
        """The rows that stay; the others go to the removed ones, and the report learns both."""
        started = time.perf_counter()
        outcome = apply()
        report.seconds += time.perf_counter() - started
        table = _with_key(outcome.table, part, self._key)
        report.rows_in += part.num_rows
        for name, count in outcome.counts.items():
            report.counts[name] = report.counts.get(name, 0) + count
        if outcome.reasons is not None and outcome.reasons.null_count < part.num_rows:
            table = self._without_removed(table, outcome.reasons, report, number)
        report.rows_out += table.num_rows
        self.done += part.num_rows
        self.watch.tick(min(self.done, self.total), self.total, f"step {number}: {report.step.name}")
        return table

    def _without_removed(self, table: pa.Table, reasons: pa.Array, report: StepReport, number: int) -> pa.Table:
        gone = pc.is_valid(reasons)
        removed = put_column(table.filter(gone), "removed_by", pc.filter(reasons, gone))
        for reason in pc.unique(removed.column("removed_by")).to_pylist():
            keys = removed.filter(pc.equal(removed.column("removed_by"), reason)).column(self._key)
            report.add_removed(reason, keys.to_pylist())
        label = pa.array([f"{number} {report.step.name}"] * removed.num_rows, pa.string())
        removed = put_column(removed, "removed_at_step", label)
        self.removed.write(_widened(removed, self.removed.schema))
        return table.filter(pc.invert(gone))


def _published(store: DatasetStore, out_table: str, run_key: str) -> Prepared | None:
    """What an earlier run with this key has published as the newest version of the table."""
    try:
        newest = store.open(out_table)
    except TableNotFound:
        return None
    metadata = newest.metadata
    if metadata.get("run_key") != run_key:
        return None
    report = json.loads(metadata["report"])
    removed = report["removed"]
    return Prepared(
        table=out_table,
        version=newest.version,
        rows=report["rows"],
        fingerprint=metadata["fingerprint"],
        removed_table=removed["table"],
        removed_version=removed["version"],
        report=report,
        reused=True,
    )


def _with_key(table: pa.Table, before: pa.Table, key: str) -> pa.Table:
    """The table with its key column, which no step can take away."""
    if key in table.column_names:
        return table
    return table.add_column(0, before.schema.field(key), before.column(key))


def _removed_schema(schemas: list[pa.Schema]) -> pa.Schema:
    """Every column that occurs before or after some step, then who removed the row and why."""
    fields: dict[str, pa.Field] = {}
    for schema in schemas:
        for one in schema:
            fields.setdefault(one.name, one.with_nullable(True))
    extra = [pa.field("removed_at_step", pa.string()), pa.field("removed_by", pa.string())]
    return pa.schema([*(one for name, one in fields.items() if name not in ("removed_at_step", "removed_by")), *extra])


def _widened(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows with all columns of `schema`, empty where they have none."""
    columns = [
        rows.column(one.name).cast(one.type) if one.name in rows.column_names else pa.nulls(rows.num_rows, one.type)
        for one in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)
