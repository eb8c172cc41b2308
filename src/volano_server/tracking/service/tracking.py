"""The service of runs: start, log, finish, look, compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Row

from volano_server.catalog import CatalogService, LineageService, NodeRef
from volano_server.db import Tx
from volano_server.kit.ids import new_id
from volano_server.kit.paging import Page, cut_page, decode_cursor
from volano_server.tracking.domain import checks
from volano_server.tracking.domain.links import LinkedVersion
from volano_server.tracking.domain.logs import clean_line
from volano_server.tracking.domain.states import EndState, RunKind, RunState, may_change
from volano_server.tracking.errors import InvalidRun, RunChanged, RunFinished, RunStateRefused
from volano_server.tracking.schemas import Link, RunComparison, RunOut, RunUpdate
from volano_server.tracking.service.provenance import Provenance
from volano_server.tracking.service.series import Series
from volano_server.tracking.service.shapes import comparison_of, run_of
from volano_server.tracking.store import MetricStore, RunStore

MAX_COMPARED = 20


class TrackingService(Series):
    """Runs: started, logged to, finished, found again and compared.

    Every method takes the transaction first and works in its workspace. Metric and log methods come from Series.
    """

    def __init__(self, catalog: CatalogService, lineage: LineageService) -> None:
        self._catalog = catalog
        self._lineage = lineage

    # ---- life ---------------------------------------------------------------------------------------------

    def start_run(
        self, tx: Tx, kind: RunKind, name: str, *, parameters: Mapping[str, Any] | None = None,
        tags: Mapping[str, str] | None = None, inputs: Sequence[Link] = (), parent_id: str | None = None,
        job_id: str | None = None, code_version: str | None = None, environment_digest: str | None = None,
        seed: int | None = None, run_id: str | None = None,
    ) -> RunOut:  # fmt: skip
        """The running run.

        With a `run_id` of the caller's the call may be repeated: the run that is there is given back, so that a
        job step that runs again starts no second one. Raises InvalidRun, RunNotFound (parent), NotFound (inputs).
        """
        if run_id is not None and (before := RunStore(tx).find(run_id)) is not None:
            return self._shown(tx, [before])[0]
        if parent_id is not None:
            RunStore(tx).need(parent_id)
        who = tx.subject
        made = run_id or new_id()
        row: dict[str, Any] = {
            "id": made,
            "kind": kind,
            "name": checks.check_name(name),
            "state": "running",
            "error": None,
            "parameters": checks.check_parameters(parameters or {}),
            "parent_id": parent_id,
            "job_id": job_id,
            "code_version": code_version,
            "environment_digest": environment_digest,
            "seed": seed,
            "cost_micros": 0,
            "started_by_id": who.id,
            "started_by": who.name,
            "started_at": tx.now(),
            "finished_at": None,
            "deleted_at": None,
            "revision": 1,
            "progress_at": 0,
            "log_lines": 0,
            "log_bytes": 0,
            "log_dropped": 0,
        }
        store = RunStore(tx)
        store.add(row)
        store.set_tags(made, checks.check_tags(tags or {}))
        self._link(tx, made, "input", inputs)
        tx.record("run:start", "run", made, name=name, data={"kind": kind, "parent_id": parent_id})
        return self.get_run(tx, made)

    def finish_run(
        self, tx: Tx, run_id: str, state: EndState = "succeeded", *, error: str | None = None,
        outputs: Sequence[Link] = (), cost_micros: int | None = None,
    ) -> RunOut:  # fmt: skip
        """The finished run. Finishing again in the same way changes nothing. Raises RunNotFound, RunStateRefused."""
        return self.update_run(
            tx,
            run_id,
            RunUpdate(state=state, error=error and clean_line(error), outputs=list(outputs), cost_micros=cost_micros),
        )

    def update_run(self, tx: Tx, run_id: str, change: RunUpdate, *, if_match: int | None = None) -> RunOut:
        """The changed run. Raises RunNotFound, RunChanged (`if_match` is not its revision), RunStateRefused."""
        run = RunStore(tx).need(run_id)
        if if_match is not None and if_match != run.revision:
            raise RunChanged(
                f"the run is at revision {run.revision}, you last saw {if_match}", hint="read it again, then repeat"
            )
        values: dict[str, Any] = {}
        if change.name is not None:
            values["name"] = checks.check_name(change.name)
        if change.cost_micros is not None:
            values["cost_micros"] = change.cost_micros
        if change.error is not None:
            values["error"] = change.error
        if change.state is not None and change.state != run.state:
            values |= self._state_values(tx, run, change.state)
        self._check_tag_change(tx, run_id, change.tags)
        RunStore(tx).set_tags(run_id, change.tags)
        self._link(tx, run_id, "output", change.outputs)
        if values or change.tags or change.outputs:
            RunStore(tx).change(run_id, **values, revision=run.revision + 1)
            self._record_change(tx, run, values, change)
        return self.get_run(tx, run_id)

    def delete_run(self, tx: Tx, run_id: str) -> None:
        """Nothing; hides an ended run everywhere; its rows stay for lineage. Raises RunNotFound, RunStateRefused."""
        run = RunStore(tx).need(run_id)
        if run.state == "running":
            raise RunStateRefused("the run is still running", hint="cancel its job or finish it first")
        RunStore(tx).change(run_id, deleted_at=tx.now(), revision=run.revision + 1)
        tx.record("run:delete", "run", run_id, name=run.name)

    def add_inputs(self, tx: Tx, run_id: str, links: Sequence[Link]) -> None:
        """Nothing; notes the versions that a running run reads. Raises RunNotFound, RunFinished, NotFound."""
        run = RunStore(tx).need(run_id)
        if run.state != "running":
            raise RunFinished(f"the run `{run.name}` is {run.state}; its inputs stand", hint="start a new run")
        self._link(tx, run_id, "input", links)
        tx.record("run:update", "run", run_id, name=run.name, data={"inputs": [link.ref for link in links]})

    def add_outputs(self, tx: Tx, run_id: str, links: Sequence[Link]) -> RunOut:
        """The run with the versions it made. Raises RunNotFound, NotFound."""
        return self.update_run(tx, run_id, RunUpdate(outputs=list(links)))

    def note_provenance(self, tx: Tx, run_id: str, made_by: Provenance) -> None:
        """Nothing; the run keeps which code and environment did its work. Raises RunNotFound."""
        RunStore(tx).need(run_id)
        RunStore(tx).change(run_id, code_version=made_by.code_version, environment_digest=made_by.environment_digest)

    def add_artifact(
        self, tx: Tx, run_id: str, name: str, digest: str, size_bytes: int, media_type: str = "application/octet-stream"
    ) -> None:
        """Nothing; names a stored blob in this run, in place of an artifact of the same name.

        Raises RunNotFound, InvalidArtifact.
        """
        run = RunStore(tx).need(run_id)
        checks.check_artifact(name, digest)
        row = {"name": name, "digest": digest, "size_bytes": size_bytes, "media_type": media_type[:200]}
        RunStore(tx).put_artifact(run_id, row | {"created_at": tx.now()})
        tx.record("run:update", "run", run_id, name=run.name, after=digest, data={"artifact": name})

    def blob_digests(self, tx: Tx) -> set[str]:
        """Every blob that a run names, its environment too: what the blob store must keep."""
        return RunStore(tx).blob_digests()

    # ---- looking ------------------------------------------------------------------------------------------

    def get_run(self, tx: Tx, run_id: str) -> RunOut:
        """The run. Raises RunNotFound."""
        return self._shown(tx, [RunStore(tx).need(run_id)])[0]

    def list_runs(
        self, tx: Tx, *, kinds: Sequence[RunKind] = (), states: Sequence[RunState] = (), name: str = "",
        tags: Sequence[str] = (), parent_id: str | None = None, job_id: str | None = None,
        cursor: str | None = None, limit: int = 50,
    ) -> Page[RunOut]:  # fmt: skip
        """Runs, newest first. A tag filter is `key` or `key=value`; several must all hold. Raises InvalidCursor."""
        before = decode_cursor(cursor, str)[0] if cursor else None
        wanted = [(key, value if equals else None) for key, equals, value in (tag.partition("=") for tag in tags)]
        rows = RunStore(tx).page(kinds, states, name, wanted, parent_id, job_id, before, limit)
        shown, following = cut_page(rows, limit, lambda row: (row.id,))
        return Page(items=self._shown(tx, shown), next_cursor=following)

    def compare_runs(self, tx: Tx, run_ids: Sequence[str]) -> RunComparison:
        """Two to twenty runs side by side. Raises RunNotFound, InvalidRun."""
        if not 2 <= len(run_ids) <= MAX_COMPARED or len(set(run_ids)) != len(run_ids):
            raise InvalidRun(f"{len(run_ids)} runs cannot be compared", hint=f"name 2 to {MAX_COMPARED} different ones")
        rows = [RunStore(tx).need(run_id) for run_id in run_ids]
        summaries = MetricStore(tx).summaries(run_ids)
        return comparison_of(rows, [summaries.get(run_id, {}) for run_id in run_ids])

    def labels(self, tx: Tx, ids: Sequence[str]) -> Mapping[str, str]:
        """`kind name` for each run, for people who look at lineage; deleted ones too."""
        return {row.id: f"{row.kind} {row.name}" for row in RunStore(tx).by_ids(ids)}

    # ---- inside -------------------------------------------------------------------------------------------

    def _shown(self, tx: Tx, rows: Sequence[Row[Any]]) -> list[RunOut]:
        ids = [row.id for row in rows]
        store = RunStore(tx)
        tags, links, artifacts = store.tags(ids), store.links(ids), store.artifacts(ids)
        summaries = MetricStore(tx).summaries(ids)
        return [
            run_of(
                row, tags.get(row.id, {}), links.get(row.id, []), artifacts.get(row.id, []), summaries.get(row.id, {})
            )
            for row in rows
        ]

    def _state_values(self, tx: Tx, run: Row[Any], state: RunState) -> dict[str, Any]:
        if not may_change(run.state, state):
            raise RunStateRefused(
                f"the run `{run.name}` is {run.state} and cannot become {state}",
                hint="start a new run" if run.state == "succeeded" else "take it up again first (`running`)",
            )
        if state == "running":
            return {"state": state, "finished_at": None, "error": None}
        return {"state": state, "finished_at": tx.now()}

    def _check_tag_change(self, tx: Tx, run_id: str, change: Mapping[str, str | None]) -> None:
        if change:
            merged = {**RunStore(tx).tags([run_id]).get(run_id, {}), **change}
            checks.check_tags({key: value for key, value in merged.items() if value is not None})

    def _record_change(self, tx: Tx, run: Row[Any], values: Mapping[str, Any], change: RunUpdate) -> None:
        data: dict[str, Any] = {"kind": run.kind, "fields": sorted([*values, *(f"tags.{key}" for key in change.tags)])}
        if change.outputs:
            data["outputs"] = [link.ref for link in change.outputs]
        ended = values.get("state") not in (None, "running")
        action = "run:finish" if ended else "run:update"
        if "state" in values:
            data["state"] = values["state"]
        tx.record(action, "run", run.id, name=values.get("name", run.name), data=data)

    def _link(self, tx: Tx, run_id: str, direction: Literal["input", "output"], links: Sequence[Link]) -> None:
        found = []
        for link in links:
            version = self._catalog.resolve(tx, link.kind, link.ref)
            found.append(LinkedVersion(link.role, version.kind, version.ref, version.id))
            run, made = NodeRef("run", run_id), NodeRef("version", version.id)
            if direction == "input":
                self._lineage.link(tx, made, run, link.role)
            else:
                self._lineage.link(tx, run, made, "output", data={"role": link.role})
        if found:
            RunStore(tx).add_links(run_id, direction, found)
