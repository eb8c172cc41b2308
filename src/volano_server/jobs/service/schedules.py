"""Schedules: jobs that are enqueued by the clock, exactly once for each tick."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.access import Admission
from volano_server.db import Database, Tx
from volano_server.jobs.domain import Timetable, parse_timetable
from volano_server.jobs.errors import NotSchedulable, ScheduleChanged, ScheduleNameTaken, ScheduleNotFound
from volano_server.jobs.service.jobs import JobService
from volano_server.jobs.service.registry import JobHandler
from volano_server.jobs.store import ScheduleStore
from volano_server.kit.errors import AppError, Unavailable
from volano_server.kit.ids import new_id
from volano_server.kit.names import check_name
from volano_server.kit.paging import cut_page, decode_cursor
from volano_server.kit.subject import system_subject

_LOG = logging.getLogger("volano.jobs")


class ScheduleService:
    """The schedules of a workspace. Their jobs run as the one who last changed what or when."""

    def __init__(self, jobs: JobService, admission: Admission) -> None:
        self._jobs = jobs
        self._admission = admission

    def create(
        self,
        tx: Tx,
        name: str,
        kind: str,
        args: dict[str, Any],
        *,
        cron: str | None = None,
        every_seconds: int | None = None,
        timezone: str = "UTC",
        enabled: bool = True,
    ) -> Row[Any]:
        """The new schedule. Raises NotSchedulable, InvalidJobArgs, InvalidSchedule, ScheduleNameTaken."""
        store = ScheduleStore(tx)
        handler = self._handler(tx, kind)
        timetable = parse_timetable(cron, every_seconds, timezone)
        if store.named(check_name(name, "name of a schedule")):
            raise ScheduleNameTaken(f"a schedule `{name}` exists already", hint="choose another name, or change it")
        schedule_id = new_id()
        row = {
            "id": schedule_id, "name": name, "kind": kind, "args": handler.plain_args(args),
            "subject": tx.subject.to_json(), "cron": cron, "every_seconds": every_seconds, "timezone": timezone,
            "enabled": enabled, "next_run_at": timetable.next_after(tx.now()), "revision": 1, "created_at": tx.now(),
            "workspace_id": tx.workspace_id,
        }  # fmt: skip
        store.add(row)
        tx.record("schedule:created", "schedule", schedule_id, name=name, data={"kind": kind})
        return self.find(tx, schedule_id)

    def find(self, tx: Tx, schedule_id: str) -> Row[Any]:
        """The row of a schedule. Raises ScheduleNotFound."""
        row = ScheduleStore(tx).find(schedule_id)
        if row is None:
            raise ScheduleNotFound(
                f"there is no schedule `{schedule_id[:60]}` here", hint="list them: `volano schedules list`"
            )
        return row

    def named(self, tx: Tx, name: str) -> Row[Any] | None:
        """The schedule of this name, if there is one."""
        return ScheduleStore(tx).named(name)

    def page(self, tx: Tx, *, cursor: str | None = None, limit: int = 50) -> tuple[Sequence[Row[Any]], str | None]:
        """The newest schedules first, and the cursor of the next page."""
        before = decode_cursor(cursor, str)[0] if cursor else None
        return cut_page(ScheduleStore(tx).page(before, limit + 1), limit, lambda row: (row.id,))

    def change(self, tx: Tx, schedule_id: str, changes: dict[str, Any], revision: int | None) -> Row[Any]:
        """The schedule with `changes` to args, cron, every_seconds, timezone or enabled.

        Setting one of cron and every_seconds unsets the other. Raises as `create`, and ScheduleChanged when
        `revision` is given and is not the current one.
        """
        row = self.find(tx, schedule_id)
        if revision is not None and revision != row.revision:
            raise _changed(row, revision)
        handler = self._handler(tx, row.kind)
        values = dict(changes)
        if "args" in values:
            values["args"] = handler.plain_args(values["args"])
        if values.get("cron") is not None:
            values.setdefault("every_seconds", None)
        if values.get("every_seconds") is not None:
            values.setdefault("cron", None)
        merged = dict(row._mapping) | values
        timetable = _timetable(merged)
        values |= {"subject": tx.subject.to_json(), "fault": None, "next_run_at": timetable.next_after(tx.now())}
        if not ScheduleStore(tx).change(schedule_id, row.revision, **values):
            raise _changed(row, row.revision)
        tx.record("schedule:changed", "schedule", schedule_id, name=row.name, data={"fields": sorted(changes)})
        return self.find(tx, schedule_id)

    def delete(self, tx: Tx, schedule_id: str) -> None:
        """Nothing; the schedule is gone, its jobs stay. Raises ScheduleNotFound."""
        row = self.find(tx, schedule_id)
        ScheduleStore(tx).remove(schedule_id)
        tx.record("schedule:deleted", "schedule", schedule_id, name=row.name)

    def fire(self, database: Database, limit: int = 100) -> int:
        """How many ticks, of all workspaces, this call turned into jobs. Any number of workers may call it."""
        platform = system_subject("scheduler")
        kinds = self._jobs.registry.kinds
        due = database.read(platform, lambda tx: ScheduleStore(tx).due(kinds, limit))
        return sum(self._fire_one(database, row) for row in due)

    def _fire_one(self, database: Database, row: Row[Any]) -> bool:
        try:
            return database.write(system_subject("scheduler", row.workspace_id), lambda tx: self._fire(tx, row))
        except Unavailable:
            raise
        except Exception:
            _LOG.exception("the schedule %s could not be fired", row.id)  # the others must not wait for it
            return False

    def _fire(self, tx: Tx, row: Row[Any]) -> bool:
        store, tick = ScheduleStore(tx), row.next_run_at
        try:
            following = _timetable(dict(row._mapping)).next_after(tx.now(), tick)
            owner = self._admission.restore(tx, row.workspace_id, row.subject)
            handler = self._jobs.registry.find(row.kind)
            if owner.kind != "system":
                owner.require(handler.permission)
            args = handler.plain_args(row.args)
        except AppError as error:
            if store.move(row.id, tick, enabled=False, fault=error.message):
                data = {"code": error.code, "message": error.message}
                tx.record("schedule:disabled", "schedule", row.id, name=row.name, data=data)
            return False
        if not store.move(row.id, tick, next_run_at=following, last_run_at=tick):
            return False
        job_id = self._jobs.enqueue_as(tx, owner, handler, args, key=f"schedule:{row.id}:{row.revision}:{tick}")
        store.note_job(row.id, job_id)
        return True

    def _handler(self, tx: Tx, kind: str) -> JobHandler[Any]:
        handler = self._jobs.registry.find(kind)
        if not handler.schedulable:
            allowed = [name for name in self._jobs.registry.kinds if self._jobs.registry.find(name).schedulable]
            raise NotSchedulable(
                f"`{kind}` cannot be run by a schedule", hint="one of: " + (", ".join(allowed) or "none so far")
            )
        if tx.subject.kind != "system":
            tx.subject.require(handler.permission)
        return handler


def _timetable(row: dict[str, Any]) -> Timetable:
    return parse_timetable(row["cron"], row["every_seconds"], row["timezone"])


def _changed(row: Row[Any], revision: int) -> ScheduleChanged:
    return ScheduleChanged(
        f"the schedule `{row.name}` has revision {row.revision}, not {revision}", hint="load it again, then change it"
    )
