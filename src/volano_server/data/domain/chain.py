"""Steps in a row on one batch: what stays, what goes with its reason, and what to tell about it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from volano_server.data.domain.recipe import Outcome, RowStep, put_column

if TYPE_CHECKING:
    import pyarrow as pa

AT_STEP = "removed_at_step"
BY = "removed_by"
EXAMPLES = 5


@dataclass(slots=True)
class Told:
    """What a step did to some rows. `removed` has per reason the number of rows and at most five of their keys."""

    rows_in: int = 0
    rows_out: int = 0
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    removed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, other: Told) -> None:
        """Takes in what the same step did to other rows; the order of such calls does not matter."""
        self.rows_in += other.rows_in
        self.rows_out += other.rows_out
        self.seconds += other.seconds
        for name, count in other.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
        for reason, found in other.removed.items():
            known = self.removed.setdefault(reason, {"rows": 0, "examples": []})
            known["rows"] += found["rows"]
            known["examples"] = sorted([*known["examples"], *found["examples"]])[:EXAMPLES]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Passed:
    """A batch after a chain; `removed` has the columns of `removed_schema`, `told` an entry per step."""

    kept: pa.Table
    removed: pa.Table
    told: list[Told]


@dataclass(frozen=True)
class Chain:
    """Consecutive row steps with their numbers in the recipe, and the schemas of what comes out."""

    steps: Sequence[tuple[int, RowStep]]
    schema: pa.Schema
    removed_schema: pa.Schema
    key: str

    def run(self, table: pa.Table) -> Passed:
        """The batch after all steps."""
        import pyarrow as pa

        removed, told = [self.removed_schema.empty_table()], []
        for number, step in self.steps:
            started = time.perf_counter()
            outcome = step.apply(table)
            seconds = time.perf_counter() - started
            table, gone, about = settle(outcome, table, f"{number} {step.name}", self.key, self.removed_schema)
            about.seconds = seconds
            removed.append(gone)
            told.append(about)
        kept = table.select(self.schema.names).cast(self.schema)
        return Passed(kept, pa.concat_tables(removed), told)


def settle(
    outcome: Outcome, before: pa.Table, label: str, key: str, removed_schema: pa.Schema
) -> tuple[pa.Table, pa.Table, Told]:
    """The rows that stay after a step, those that go with step and reason, and what to tell."""
    import pyarrow.compute as pc

    table = with_key(outcome.table, before, key)
    told = Told(before.num_rows, before.num_rows, counts={name: n for name, n in outcome.counts.items() if n})
    reasons = outcome.reasons
    if reasons is None or reasons.null_count == len(reasons):
        return table, removed_schema.empty_table(), told
    gone = pc.is_valid(reasons)
    removed = put_column(table.filter(gone), BY, pc.filter(reasons, gone))
    for reason in pc.unique(removed.column(BY)).to_pylist():
        keys = removed.filter(pc.equal(removed.column(BY), reason)).column(key).to_pylist()
        told.removed[reason] = {"rows": len(keys), "examples": sorted(keys)[:EXAMPLES]}
    kept = table.filter(pc.invert(gone))
    told.rows_out = kept.num_rows
    return kept, _widened(removed, label, removed_schema), told


def removed_schema_of(schemas: Sequence[pa.Schema]) -> pa.Schema:
    """Every column that occurs before or after some step, then the step that removed a row and its reason."""
    import pyarrow as pa

    fields: dict[str, pa.Field] = {}
    for schema in schemas:
        for one in schema:
            fields.setdefault(one.name, one.with_nullable(True))
    kept = [one for name, one in fields.items() if name not in (AT_STEP, BY)]
    return pa.schema([*kept, pa.field(AT_STEP, pa.string()), pa.field(BY, pa.string())])


def with_key(table: pa.Table, before: pa.Table, key: str) -> pa.Table:
    """The table with its key column, which no step can take away."""
    if key in table.column_names:
        return table
    return table.add_column(0, before.schema.field(key), before.column(key))


def _widened(rows: pa.Table, label: str, schema: pa.Schema) -> pa.Table:
    """The rows with all columns of `schema`, empty where they have none."""
    import pyarrow as pa

    rows = put_column(rows, AT_STEP, pa.array([label] * rows.num_rows, pa.string()))
    columns = [
        rows.column(one.name).cast(one.type) if one.name in rows.column_names else pa.nulls(rows.num_rows, one.type)
        for one in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)
