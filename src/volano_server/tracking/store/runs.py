"""Rows of runs, their tags, links and artifacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, Table, func

from volano_server.db import Tx
from volano_server.kit.canonical import is_digest
from volano_server.tracking.domain.links import LinkedVersion
from volano_server.tracking.errors import RunNotFound
from volano_server.tracking.tables import run_artifacts, run_links, run_tags, runs


class RunStore:
    """Runs of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, row: Mapping[str, Any]) -> None:
        self.tx.insert(runs, row)

    def find(self, run_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(runs).where(runs.c.id == run_id, runs.c.deleted_at.is_(None)))

    def need(self, run_id: str) -> Row[Any]:
        """The run; raises RunNotFound."""
        run = self.find(run_id)
        if run is None:
            raise RunNotFound(f"there is no run `{run_id[:60]}`", hint="list them: `volano runs list`")
        return run

    def by_ids(self, run_ids: Sequence[str]) -> Sequence[Row[Any]]:
        """The runs, deleted ones too."""
        return self.tx.rows(self.tx.select(runs).where(runs.c.id.in_(run_ids)))

    def change(self, run_id: str, **values: Any) -> None:
        self.tx.execute(self.tx.update(runs).where(runs.c.id == run_id).values(**values))

    def page(
        self, kinds: Sequence[str], states: Sequence[str], name: str, tags: Sequence[tuple[str, str | None]],
        parent_id: str | None, job_id: str | None, before: str | None, limit: int,
    ) -> Sequence[Row[Any]]:  # fmt: skip
        """Newest first; `limit + 1` rows tell whether there are more."""
        statement = self.tx.select(runs).where(runs.c.deleted_at.is_(None))
        if kinds:
            statement = statement.where(runs.c.kind.in_(kinds))
        if states:
            statement = statement.where(runs.c.state.in_(states))
        if name:
            statement = statement.where(func.lower(runs.c.name).contains(name.lower(), autoescape=True))
        for key, value in tags:
            tagged = self.tx.select(run_tags, run_tags.c.run_id).where(run_tags.c.key == key)
            if value is not None:
                tagged = tagged.where(run_tags.c.value == value)
            statement = statement.where(runs.c.id.in_(tagged))
        if parent_id is not None:
            statement = statement.where(runs.c.parent_id == parent_id)
        if job_id is not None:
            statement = statement.where(runs.c.job_id == job_id)
        if before is not None:
            statement = statement.where(runs.c.id < before)
        return self.tx.rows(statement.order_by(runs.c.id.desc()).limit(limit + 1))

    def tags(self, run_ids: Sequence[str]) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self._of(run_tags, run_ids, run_tags.c.key):
            found[row.run_id][row.key] = row.value
        return found

    def links(self, run_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
        return _grouped(self._of(run_links, run_ids, run_links.c.role))

    def artifacts(self, run_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
        return _grouped(self._of(run_artifacts, run_ids, run_artifacts.c.name))

    def set_tags(self, run_id: str, tags: Mapping[str, str | None]) -> None:
        if not tags:
            return
        mine = (run_tags.c.run_id == run_id, run_tags.c.key.in_(list(tags)))
        self.tx.execute(self.tx.delete(run_tags).where(*mine))
        rows = [{"run_id": run_id, "key": key, "value": value} for key, value in tags.items() if value is not None]
        self.tx.insert(run_tags, rows)

    def add_links(self, run_id: str, direction: str, links: Sequence[LinkedVersion]) -> None:
        """Nothing; adds the links that are not there yet."""
        known = {(row.direction, row.role, row.kind, row.ref) for row in self.links([run_id]).get(run_id, [])}
        rows = {(direction, link.role, link.kind, link.ref): asdict(link) for link in links}
        shared = {"run_id": run_id, "direction": direction}
        self.tx.insert(run_links, [shared | row for key, row in rows.items() if key not in known])

    def put_artifact(self, run_id: str, row: Mapping[str, Any]) -> None:
        mine = (run_artifacts.c.run_id == run_id, run_artifacts.c.name == row["name"])
        self.tx.execute(self.tx.delete(run_artifacts).where(*mine))
        self.tx.insert(run_artifacts, {"run_id": run_id, **row})

    def blob_digests(self) -> set[str]:
        """Every artifact of runs that are not deleted, and every run's environment: versions outlive their runs."""
        kept = self.tx.select(runs, runs.c.id).where(runs.c.deleted_at.is_(None))
        artifacts = self.tx.select(run_artifacts, run_artifacts.c.digest).where(run_artifacts.c.run_id.in_(kept))
        environments = self.tx.select(runs, runs.c.environment_digest).where(runs.c.environment_digest.is_not(None))
        found = {row.digest for row in self.tx.rows(artifacts)}
        # a run that somebody tells about from elsewhere may name anything
        digests = {row.environment_digest for row in self.tx.rows(environments.distinct())}
        return found | {digest for digest in digests if is_digest(digest)}

    def _of(self, table: Table, run_ids: Sequence[str], order: Any) -> Sequence[Row[Any]]:
        if not run_ids:
            return []
        return self.tx.rows(self.tx.select(table).where(table.c.run_id.in_(run_ids)).order_by(order))


def _grouped(rows: Sequence[Row[Any]]) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.run_id].append(row)
    return found
