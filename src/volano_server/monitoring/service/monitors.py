"""Monitors and the life of their alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from volano_server.catalog import CatalogService
from volano_server.db import Tx
from volano_server.jobs import JobService, ScheduleService
from volano_server.kit.clock import SECOND
from volano_server.kit.ids import new_id
from volano_server.kit.names import check_name
from volano_server.kit.paging import Page, cut_page, decode_cursor
from volano_server.monitoring.domain.alerts import Acknowledgement, AlertRule, AlertState, Notice, Observation, observe
from volano_server.monitoring.domain.alerts import acknowledge as take
from volano_server.monitoring.domain.alerts import close as end
from volano_server.monitoring.errors import MonitorExists, MonitorNotFound, NotFiring
from volano_server.monitoring.schemas import AlertOut, DriftParameters, MonitorCreate, MonitorOut, ResultOut
from volano_server.monitoring.service.looks import Look
from volano_server.monitoring.store import MonitorStore
from volano_server.serving import EndpointService

LOOK = "monitoring:look"


class MonitorService:
    """Makes monitors, queues their looks, keeps their alerts."""

    def __init__(
        self, catalog: CatalogService, endpoints: EndpointService, jobs: JobService, schedules: ScheduleService
    ) -> None:
        self._catalog = catalog
        self._endpoints = endpoints
        self._jobs = jobs
        self._schedules = schedules

    def create(self, tx: Tx, body: MonitorCreate) -> MonitorOut:
        """The new monitor. Raises MonitorExists, EndpointNotFound, ScheduleNameTaken, or NotFound for the data set."""
        check_name(body.name, "monitor name")
        self._endpoints.get(tx, body.endpoint)
        store = MonitorStore(tx)
        if store.find(body.name):
            raise MonitorExists(f"there is a monitor `{body.name}` already", hint="choose another name")
        parameters = body.parameters
        if isinstance(parameters, DriftParameters):
            pinned = self._catalog.resolve(tx, "dataset", parameters.dataset).ref
            parameters = parameters.model_copy(update={"dataset": pinned})
        row = {
            "id": new_id(), "name": body.name, "kind": parameters.kind, "endpoint": body.endpoint,
            "parameters": parameters.model_dump(), "enabled": True, "status": "ok", "state": asdict(AlertState()),
            "created_at": tx.now(),
        }  # fmt: skip
        store.add(row)
        if body.every_seconds is not None:
            named = {"name": body.name}
            self._schedules.create(tx, schedule_of(body.name), LOOK, named, every_seconds=body.every_seconds)
        tx.record("monitor:create", "monitor", body.name, data={"kind": parameters.kind, "endpoint": body.endpoint})
        return self.get(tx, body.name)

    def get(self, tx: Tx, name: str) -> MonitorOut:
        """The monitor. Raises MonitorNotFound."""
        return MonitorOut.model_validate(self.row(tx, name)._asdict())

    def row(self, tx: Tx, name: str) -> Row[Any]:
        """The stored row. Raises MonitorNotFound."""
        row = MonitorStore(tx).find(name)
        if row is None:
            raise MonitorNotFound(f"there is no monitor `{name[:120]}`", hint="volano monitors list")
        return row

    def list(self, tx: Tx) -> list[MonitorOut]:
        """Every monitor by name."""
        return [MonitorOut.model_validate(row._asdict()) for row in MonitorStore(tx).all()]

    def uses(self, tx: Tx, version_ids: Sequence[str]) -> Sequence[str]:
        """The monitors that compare with one of these versions, in words."""
        wanted = set(version_ids)
        return [
            f"monitor `{row.name}`"
            for row in MonitorStore(tx).all()
            if "dataset" in row.parameters
            and wanted & self._catalog.living_ids(tx, [("dataset", row.parameters["dataset"])])
        ]

    def delete(self, tx: Tx, name: str) -> None:
        """Nothing; its schedule goes with it, its alerts stay on record."""
        MonitorStore(tx).remove(self.row(tx, name).id)
        schedule = self._schedules.named(tx, schedule_of(name))
        if schedule is not None and schedule.kind == LOOK:
            self._schedules.delete(tx, schedule.id)
        tx.record("monitor:delete", "monitor", name)

    def queue(self, tx: Tx, name: str) -> str:
        """The job that looks once, now."""
        return self._jobs.enqueue(tx, LOOK, {"name": self.row(tx, name).name})

    def results(self, tx: Tx, name: str, limit: int) -> Sequence[ResultOut]:
        """What the last looks found, newest first."""
        found = MonitorStore(tx).results(self.row(tx, name).id, limit)
        return [ResultOut.model_validate(row._asdict()) for row in found]

    def alerts(self, tx: Tx, cursor: str | None, limit: int) -> Page[AlertOut]:
        """Notices, newest first."""
        before = decode_cursor(cursor, int, str) if cursor else None
        found = MonitorStore(tx).alerts(before, limit + 1)
        rows, following = cut_page(found, limit, lambda row: (row.at, row.id))
        return Page(items=[AlertOut.model_validate(row._asdict()) for row in rows], next_cursor=following)

    def keep(self, tx: Tx, name: str, look: Look) -> dict[str, Any]:
        """Where the alert is after a look: `{"status", "value", "summary"}`. The result and any notice are kept."""
        row = self.row(tx, name)
        rule = rule_of(row, look)
        state, notices = observe(AlertState(**row.state), rule, Observation(tx.now() // SECOND, look.value, look.n))
        store = MonitorStore(tx)
        store.set_state(row.id, state.status, asdict(state))
        result = {"id": new_id(), "monitor_id": row.id, "ran_at": tx.now(), "value": look.value, "n": look.n}
        store.add_result(result | {"body": look.body | {"summary": look.summary}})
        self._tell(tx, row, notices, look.summary)
        return {"status": state.status, "value": look.value, "summary": look.summary}

    def acknowledge(self, tx: Tx, name: str) -> MonitorOut:
        """The monitor whose firing alert the caller takes. Raises NotFiring."""
        row = self.row(tx, name)
        rule = AlertRule(row.id, 0.0, 0.0)
        news = Acknowledgement(tx.now() // SECOND, tx.subject.name)
        state, notices = take(AlertState(**row.state), rule, news)
        if state.status != "acknowledged":
            raise NotFiring(f"monitor `{name}` is {row.status}", hint="only a firing alert can be acknowledged")
        MonitorStore(tx).set_state(row.id, state.status, asdict(state))
        self._tell(tx, row, notices, f"{tx.subject.name} takes care of it")
        return self.get(tx, name)

    def close_alert(self, tx: Tx, name: str, reason: str) -> MonitorOut:
        """The monitor whose alert the caller declares over. Raises NotFiring."""
        row = self.row(tx, name)
        state, notices = end(AlertState(**row.state), AlertRule(row.id, 0.0, 0.0), tx.now() // SECOND)
        if not notices:
            raise NotFiring(
                f"monitor `{name}` is {row.status}", hint="only a firing or acknowledged alert can be closed"
            )
        MonitorStore(tx).set_state(row.id, state.status, asdict(state))
        self._tell(tx, row, notices, f"{tx.subject.name} closed it: {reason}")
        return self.get(tx, name)

    def _tell(self, tx: Tx, row: Row[Any], notices: tuple[Notice, ...], summary: str) -> None:
        for notice in notices:
            fresh = MonitorStore(tx).add_alert(
                {
                    "id": f"{row.id}:{notice.id}"[:200], "monitor_id": row.id, "monitor": row.name,
                    "endpoint": row.endpoint, "incident": notice.incident, "status": notice.status,
                    "value": notice.value, "summary": summary, "muted": notice.muted, "at": tx.now(),
                }
            )  # fmt: skip
            if fresh:
                tx.record(
                    f"alert:{notice.status}", "monitor", row.name, data={"summary": summary, "endpoint": row.endpoint}
                )


def schedule_of(name: str) -> str:
    """The name of the schedule by which a monitor looks."""
    return f"monitor-{name}"


def rule_of(row: Row[Any], look: Look) -> AlertRule:
    """When this monitor fires: drift below its p-value, abuse above half a caller to act on."""
    labels = {"monitor": row.name, "endpoint": row.endpoint}
    if row.kind == "input_drift":
        alpha = float(row.parameters["alpha"])
        return AlertRule(row.id, alpha, alpha * 2, "below", min_sample=look.min_sample, labels=labels)
    return AlertRule(row.id, 0.5, 0.5, "above", min_sample=1, labels=labels)
