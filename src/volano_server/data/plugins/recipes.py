"""A recipe turns one version of a table into the next, with a report and the removed rows kept in a second table."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from volano_server.data.domain.chain import Chain, Told, removed_schema_of, settle, with_key
from volano_server.data.domain.recipe import Outcome, Recipe, RowStep, Step, TableStep
from volano_server.data.errors import BadRecipe
from volano_server.data.plugins.engines import Engine, EngineName, open_engine
from volano_server.data.plugins.spool import Spool, spool_folder
from volano_server.data.plugins.watch import Progress, Watch, never_stop, no_progress
from volano_server.kit.canonical import digest_of
from volano_server.lake import DatasetStore, Snapshot, TableNotFound

REMOVED_SUFFIX = "-removed"


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
    """What one step did to all rows."""

    step: Step
    told: Told = field(default_factory=Told)
    notes: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        about = {"step": self.step.name, "version": self.step.version, **self.told.to_json(), "notes": self.notes}
        return about | {"seconds": round(self.told.seconds, 3)}


def run_recipe(
    store: DatasetStore,
    table: str,
    version: int | str | None,
    recipe: Recipe,
    out_table: str,
    *,
    target: DatasetStore | None = None,
    on_progress: Progress = no_progress,
    should_stop: Callable[[], bool] = never_stop,
    work_dir: Path | None = None,
    reuse: bool = True,
    batch_rows: int = 1_000,
    engine: EngineName = "inline",
) -> Prepared:
    """The version of `out_table` that the recipe makes from one version of `table`, published when all steps ended.

    It is published in `target`, which is `store` unless another one is given.
    Removed rows go to `<out_table>-removed`, as they were when their step removed them, with the step and reason.
    Equal input rows and an equal recipe give an equal fingerprint; with `reuse` such a result is returned again if it
    is the newest version of `out_table`. Raises BadRecipe when a step does not fit the columns, and Cancelled.
    """
    source, target = store.open(table, version), target or store
    known = source.metadata.get("fingerprint") or source.fingerprint()
    run_key = digest_of({"input": known, "recipe": recipe.to_json()})
    if reuse and (found := _published(target, out_table, run_key)):
        return found
    schemas = check_steps(recipe, source.schema, source.key)
    with spool_folder(work_dir) as folder:
        run = _Run(source, schemas, folder, Watch(on_progress, should_stop), open_engine(engine))
        kept = run.through(recipe, batch_rows)
        removed = run.removed.finish()
        run.watch.tick(run.total, run.total, "publishing", now=True)
        removed_table = out_table + REMOVED_SUFFIX
        removed_version = target.replace(removed_table, removed.reader(), key=source.key)
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
        out_version = target.replace(out_table, kept.reader(), key=source.key, metadata=metadata)
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
        schemas.append(with_key(outcome.table, empty, key).schema)
    return schemas


def _on_empty(step: Step, empty: pa.Table, key: str) -> Outcome:
    if isinstance(step, TableStep):
        return step.apply(empty, step.decide(step.observe(empty, key))[0])
    assert isinstance(step, RowStep)
    return step.apply(empty)


class _Run:
    """One pass of rows through the steps. Consecutive row steps are one chain; a table step spools the rows once."""

    def __init__(self, source: Snapshot, schemas: list[pa.Schema], folder: Path, watch: Watch, engine: Engine) -> None:
        self.watch = watch
        self.reports: list[StepReport] = []
        self.total = source.count() * (len(schemas) - 1)
        self.removed = Spool(folder, removed_schema_of(schemas))
        self._done = 0
        self._source, self._schemas, self._folder, self._engine = source, schemas, folder, engine
        self._key = source.key

    def through(self, recipe: Recipe, batch_rows: int) -> Spool:
        """The rows that every step kept, finished."""
        self.reports = [StepReport(step) for step in recipe.steps]
        scanned = self._source.scan(batch_rows=batch_rows)
        stream: Iterator[pa.Table] = (pa.Table.from_batches([batch]) for batch in scanned)
        numbered = enumerate(recipe.steps, start=1)
        for is_row, group in groupby(numbered, key=lambda pair: isinstance(pair[1], RowStep)):
            for part in [list(group)] if is_row else [[one] for one in group]:
                stream = self._row_steps(part, stream) if is_row else self._table_step(*part[0], stream)
        kept = Spool(self._folder, self._schemas[-1])
        for table in stream:
            kept.write(table.select(kept.schema.names).cast(kept.schema))
        return kept.finish()

    def _row_steps(self, steps: list[tuple[int, Step]], stream: Iterator[pa.Table]) -> Iterator[pa.Table]:
        before, after = steps[0][0] - 1, steps[-1][0]
        rows = [(number, step) for number, step in steps if isinstance(step, RowStep)]
        chain = Chain(rows, self._schemas[after], self.removed.schema, self._key)
        for passed in self._engine.run(chain, self._schemas[before], stream, self._folder):
            for (number, _), told in zip(rows, passed.told, strict=True):
                self._tell(number, told)
            self.removed.write(passed.removed)
            yield passed.kept

    def _table_step(self, number: int, step: Step, stream: Iterator[pa.Table]) -> Iterator[pa.Table]:
        """First every row is observed and put aside, then the verdict is applied to what was put aside."""
        assert isinstance(step, TableStep)
        aside = Spool(self._folder, self._schemas[number - 1])
        observed, seconds = [step.observe(aside.schema.empty_table(), self._key)], 0.0
        for part in stream:
            fitted = part.select(aside.schema.names).cast(aside.schema)
            started = time.perf_counter()
            observed.append(step.observe(fitted, self._key))
            seconds += time.perf_counter() - started
            aside.write(fitted)
        started = time.perf_counter()
        verdict, self.reports[number - 1].notes = step.decide(pa.concat_tables(observed))
        self._tell(number, Told(seconds=seconds + time.perf_counter() - started))
        place = 0
        for batch in aside.finish().batches():
            part = pa.Table.from_batches([batch])
            outcome = step.apply(part, verdict.slice(place, batch.num_rows))
            place += batch.num_rows
            kept, gone, told = settle(outcome, part, f"{number} {step.name}", self._key, self.removed.schema)
            self._tell(number, told)
            self.removed.write(gone)
            yield kept

    def _tell(self, number: int, told: Told) -> None:
        self.reports[number - 1].told.add(told)
        self._done += told.rows_in
        message = f"step {number}: {self.reports[number - 1].step.name}"
        self.watch.tick(min(self._done, self.total), self.total, message)


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
