"""Data sets: work on them is queued with exact versions; rows are read from the lake outside any transaction.

A dataset version's content:

    {"table": {"uri", "version", "fingerprint", "rows"}, "key": "row_id", "columns": [{"name", "type"}, …]}
"""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from volano_server.catalog import CatalogService, LakeTable, VersionOut, lake_table_of
from volano_server.data.domain.recipe import describe_steps, parse_recipe
from volano_server.data.errors import BadSource, ReportNotFound
from volano_server.data.schemas import (
    DatasetExtend,
    DatasetImport,
    DatasetOut,
    DatasetPrepare,
    RecipeStepOut,
    ReportOut,
    RowPage,
)
from volano_server.data.store import ReportStore
from volano_server.db import Tx
from volano_server.jobs import JobService
from volano_server.kit.names import check_name
from volano_server.kit.paging import decode_cursor, encode_cursor
from volano_server.kit.wire import Started
from volano_server.lake import DatasetStore, Snapshot, table_segment
from volano_server.tracking import Link, TrackingService

LONGEST_CELL = 20_000


class DataService:
    """Dataset versions and what is made of them."""

    def __init__(
        self, catalog: CatalogService, tracking: TrackingService, jobs: JobService, lake: DatasetStore
    ) -> None:
        self._catalog = catalog
        self._tracking = tracking
        self._jobs = jobs
        self._lake = lake

    # ---- starting work ------------------------------------------------------------------------------------

    def start_import(self, tx: Tx, name: str, body: DatasetImport) -> Started:
        """The run and job that read uploaded files into a new version of `name`."""
        check_name(name, "dataset name")
        parameters = {"files": [one.name for one in body.files], "reader": body.reader}
        return self._start(tx, "data:import", name, parameters, [], {"name": name, "body": body.model_dump()})

    def start_prepare(self, tx: Tx, name: str, body: DatasetPrepare) -> Started:
        """The run and job that apply a recipe. Raises BadRecipe, or NotFound for the source."""
        check_name(name, "dataset name")
        source = self._catalog.resolve(tx, "dataset", body.source)
        recipe = parse_recipe(body.recipe).to_json()
        pinned = body.model_copy(update={"source": source.ref, "recipe": recipe})
        links = [Link(role="source", kind="dataset", ref=source.ref)]
        return self._start(
            tx, "data:prepare", name, {"recipe": recipe}, links, {"name": name, "body": pinned.model_dump()}
        )

    def start_extend(self, tx: Tx, name: str, body: DatasetExtend) -> Started:
        """The run and job that add rows to a version. Raises NotFound for the base."""
        check_name(name, "dataset name")
        base = self._catalog.resolve(tx, "dataset", body.base)
        pinned = body.model_copy(update={"base": base.ref})
        links = [Link(role="base", kind="dataset", ref=base.ref)]
        return self._start(
            tx, "data:extend", name, {"rows": len(body.rows)}, links, {"name": name, "body": pinned.model_dump()}
        )

    def start_profile(self, tx: Tx, ref: str) -> Started:
        """The run and job that profile a version."""
        version = self._catalog.resolve(tx, "dataset", ref)
        links = [Link(role="source", kind="dataset", ref=version.ref)]
        return self._start(tx, "data:profile", version.name, {}, links, {"ref": version.ref})

    # ---- looking ------------------------------------------------------------------------------------------

    def describe(self, version: VersionOut) -> DatasetOut:
        """What the version's table looks like."""
        table = table_of(version)
        return DatasetOut(
            ref=version.ref, version_id=version.id, rows=table.rows, fingerprint=table.fingerprint,
            key=self.key_of(version), columns=version.content["columns"],
        )  # fmt: skip

    def key_of(self, version: VersionOut) -> str:
        """The name of the key column."""
        return str(version.content["key"])

    def open(self, version: VersionOut) -> Snapshot:
        """The version's rows. Reads the lake: not inside a transaction. Raises TableNotFound, VersionNotFound."""
        table = table_of(version)
        return self._lake.open(table.uri, table.version)

    def read_rows(
        self,
        version: VersionOut,
        *,
        columns: list[str] | None = None,
        where: str | None = None,
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """Rows as dictionaries. Reads the lake. Raises BadFilter for a column or condition that does not fit."""
        found: list[dict[str, Any]] = []
        for batch in self.open(version).scan(columns, where):
            found += batch.to_pylist()
            if limit is not None and len(found) >= limit:
                return found[:limit]
        return found

    def page_rows(
        self, version: VersionOut, *, columns: list[str] | None, where: str | None, cursor: str | None, limit: int
    ) -> RowPage:
        """One page in table order, long cells cut. Reads the lake."""
        start = decode_cursor(cursor, int)[0] if cursor else 0
        snapshot = self.open(version)
        total = snapshot.count(where)
        if where is None:
            positions = list(range(start, min(start + limit, total)))
            items = snapshot.take(positions, columns).to_pylist() if positions else []
        else:
            items = self.read_rows(version, columns=columns, where=where, limit=start + limit)[start:]
        following = encode_cursor(start + limit) if start + limit < total else None
        return RowPage(items=[plain_row(item) for item in items], total=total, next_cursor=following)

    def reports(self, tx: Tx, ref: str) -> list[ReportOut]:
        """Every report on a version."""
        version = self._catalog.resolve(tx, "dataset", ref)
        return [report_out(version, row) for row in ReportStore(tx).all(version.id)]

    def report(self, tx: Tx, ref: str, kind: str) -> ReportOut:
        """One report. Raises ReportNotFound."""
        version = self._catalog.resolve(tx, "dataset", ref)
        row = ReportStore(tx).find(version.id, kind)
        if row is None:
            raise ReportNotFound(f"{version.ref} has no {kind} report", hint=f"volano datasets profile {version.ref}")
        return report_out(version, row)

    def put_report(self, tx: Tx, version_id: str, kind: str, body: dict[str, Any]) -> None:
        """Nothing; keeps a report in place of an older one of its kind."""
        ReportStore(tx).put(version_id, kind, body)

    def steps(self) -> list[RecipeStepOut]:
        """Every step that recipes may use."""
        return [RecipeStepOut.model_validate(one) for one in describe_steps()]

    # ---- inside -------------------------------------------------------------------------------------------

    def _start(
        self, tx: Tx, kind: str, name: str, parameters: dict[str, Any], links: list[Link], args: dict[str, Any]
    ) -> Started:
        verb = kind.partition(":")[2]
        run = self._tracking.start_run(tx, "data", f"{verb} {name}", parameters=parameters, inputs=links)
        job_id = self._jobs.enqueue(tx, kind, args | {"run_id": run.id}, key=f"{kind}:{run.id}", run=run.id)
        return Started(run_id=run.id, job_id=job_id)


def table_of(version: VersionOut) -> LakeTable:
    """The lake table of a dataset version. Raises BadSource when it has none."""
    table = lake_table_of(version.content)
    if table is None:
        raise BadSource(f"{version.kind} {version.ref} has no rows of its own", hint="name a dataset version")
    return table


def table_name(workspace_id: str | None, name: str) -> str:
    """The lake table of a data set: one per workspace and name."""
    return f"{workspace_id}/{table_segment(name)}"


def table_content(snapshot: Snapshot, fingerprint: str) -> dict[str, Any]:
    """The content of a version that holds this snapshot, whose rows have that fingerprint."""
    lake = LakeTable(snapshot.table, snapshot.version, fingerprint, snapshot.count())
    columns = [{"name": field.name, "type": str(field.type)} for field in snapshot.schema]
    return {"table": lake.to_content(), "key": snapshot.key, "columns": columns}


def report_out(version: VersionOut, row: Row[Any]) -> ReportOut:
    """The wire form of a report."""
    return ReportOut(ref=version.ref, kind=row.kind, body=row.body, created_at=row.created_at)


def plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """The row as JSON can carry it: times as text, bytes as their length, long text cut."""
    return {name: plain_cell(value) for name, value in row.items()}


def plain_cell(value: Any) -> Any:
    """One cell for the wire."""
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    if isinstance(value, str):
        return value if len(value) <= LONGEST_CELL else value[:LONGEST_CELL] + "…"
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): plain_cell(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_cell(item) for item in value]
    return value if isinstance(value, int | float | bool | type(None)) else json.dumps(str(value))
