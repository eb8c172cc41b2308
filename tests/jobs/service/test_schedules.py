"""Schedules: every tick becomes one job, as a person who still may."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.harness.house import TestHouse
from tests.jobs.kinds import PLATFORM, SYSTEM, jobs_of, quick, running_worker, wait_until
from volano_server.access import Admission
from volano_server.access.tables import memberships
from volano_server.config import Settings
from volano_server.db import Database, Tx
from volano_server.jobs import JobService, ScheduleService, UnknownJobKind
from volano_server.jobs.errors import (
    InvalidJobArgs,
    InvalidSchedule,
    NotSchedulable,
    ScheduleChanged,
    ScheduleNameTaken,
    ScheduleNotFound,
)
from volano_server.jobs.tables import jobs as jobs_table
from volano_server.jobs.tables import schedules
from volano_server.kit.clock import HOUR, MINUTE
from volano_server.kit.errors import AppError
from volano_server.kit.names import InvalidName
from volano_server.kit.subject import PermissionDenied, Subject, system_subject

EDITOR = Subject("w1", "person", "p1", "Anna", "p1", "editor", frozenset({"jobs:write"}))


def service_of(database: Database) -> ScheduleService:
    return ScheduleService(jobs_of(), Admission(database))


def make(database: Database, name: str = "nightly", **options: Any) -> Any:
    given = {"cron": None, "every_seconds": 60} | options
    service = service_of(database)
    return database.write(SYSTEM, lambda tx: service.create(tx, name, "test:double", {"number": 4}, **given))


def turn_back(database: Database, schedule_id: str, micros: int) -> None:
    """Moves the next tick into the past, as if that time had gone by."""
    earlier = update(schedules).where(schedules.c.id == schedule_id)
    database.write(PLATFORM, lambda tx: tx.execute(earlier.values(next_run_at=schedules.c.next_run_at - micros)))


def find(database: Database, schedule_id: str) -> Any:
    return database.read(SYSTEM, lambda tx: service_of(database).find(tx, schedule_id))


def count_jobs(database: Database) -> int:
    return int(database.read(PLATFORM, lambda tx: tx.value(select(func.count()).select_from(jobs_table))))


def test_a_tick_becomes_one_job_however_many_workers_look(database: Database) -> None:
    schedule = make(database)
    turn_back(database, schedule.id, 61_000_000)
    fired: list[int] = []
    threads = [threading.Thread(target=lambda: fired.append(service_of(database).fire(database))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fired) == [0, 0, 0, 1]
    assert count_jobs(database) == 1
    row = find(database, schedule.id)
    job = database.read(SYSTEM, lambda tx: JobService(jobs_of().registry).find(tx, row.last_job_id))
    assert (job.args["number"], job.dedupe_key) == (4, f"schedule:{schedule.id}:1:{row.last_run_at}")
    assert row.next_run_at == row.last_run_at + MINUTE


def test_ticks_missed_while_no_worker_ran_become_one_job(database: Database) -> None:
    schedule = make(database)
    turn_back(database, schedule.id, 5 * HOUR)
    before = database.read(PLATFORM, lambda tx: tx.now())
    assert service_of(database).fire(database) == 1
    row = find(database, schedule.id)
    assert before < row.next_run_at <= before + 2 * MINUTE
    assert service_of(database).fire(database) == 0


def test_a_worker_fires_and_runs_what_is_due(database: Database, settings: Settings) -> None:
    schedule = make(database)
    turn_back(database, schedule.id, 61_000_000)
    jobs = jobs_of()
    with running_worker(database, quick(settings), jobs):
        job_id = wait_until(lambda: find(database, schedule.id).last_job_id)
        wait_until(lambda: database.read(SYSTEM, lambda tx: jobs.find(tx, job_id)).state == "succeeded")


def test_a_switched_off_schedule_does_not_fire(database: Database) -> None:
    schedule = make(database, enabled=False)
    turn_back(database, schedule.id, HOUR)
    assert service_of(database).fire(database) == 0


@pytest.mark.parametrize(
    ("name", "kind", "args", "options", "error"),
    [
        ("Nightly Run", "test:double", {}, {"every_seconds": 60}, InvalidName),
        ("a", "test:nothing", {}, {"every_seconds": 60}, UnknownJobKind),
        ("a", "test:crash", {}, {"every_seconds": 60}, NotSchedulable),
        ("a", "test:double", {"number": -1}, {"every_seconds": 60}, InvalidJobArgs),
        ("a", "test:double", {}, {}, InvalidSchedule),
        ("a", "test:double", {}, {"cron": "every day"}, InvalidSchedule),
        ("taken", "test:double", {}, {"cron": "@daily"}, ScheduleNameTaken),
    ],
)
def test_a_bad_schedule_is_refused_with_a_hint(
    database: Database, name: str, kind: str, args: dict[str, Any], options: dict[str, Any], error: type[AppError]
) -> None:
    make(database, "taken")
    with pytest.raises(error) as caught:
        database.write(SYSTEM, lambda tx: service_of(database).create(tx, name, kind, args, **options))
    assert caught.value.hint
    assert len(database.read(SYSTEM, lambda tx: service_of(database).page(tx))[0]) == 1


def test_a_schedule_cannot_give_a_right_its_maker_lacks(database: Database) -> None:
    with pytest.raises(PermissionDenied):
        database.write(EDITOR, lambda tx: service_of(database).create(tx, "a", "test:double", {}, every_seconds=60))


def test_a_change_counts_up_the_revision_and_the_next_tick(database: Database) -> None:
    service, schedule = service_of(database), make(database)
    row = database.write(SYSTEM, lambda tx: service.change(tx, schedule.id, {"cron": "@daily"}, 1))
    assert (row.revision, row.cron, row.every_seconds) == (2, "@daily", None)
    assert row.next_run_at > schedule.next_run_at
    with pytest.raises(ScheduleChanged, match="revision 2, not 1"):
        database.write(SYSTEM, lambda tx: service.change(tx, schedule.id, {"enabled": False}, 1))
    for changes, error in (({"cron": "no"}, InvalidSchedule), ({"args": {"x": 1}}, InvalidJobArgs)):
        with pytest.raises(error):
            database.write(SYSTEM, lambda tx, to=changes: service.change(tx, schedule.id, to, None))  # type: ignore[misc]
    assert find(database, schedule.id).revision == 2


def test_another_workspace_sees_and_changes_nothing(database: Database) -> None:
    service, schedule, stranger = service_of(database), make(database), system_subject("test", "w2")
    works: list[Any] = [
        lambda tx: service.find(tx, schedule.id),
        lambda tx: service.change(tx, schedule.id, {"enabled": False}, None),
        lambda tx: service.delete(tx, schedule.id),
    ]
    for work in works:
        with pytest.raises(ScheduleNotFound):
            database.write(stranger, work)
    assert find(database, schedule.id).enabled


def test_a_deleted_schedule_is_gone_and_its_jobs_stay(database: Database) -> None:
    service, schedule = service_of(database), make(database)
    turn_back(database, schedule.id, HOUR)
    service.fire(database)
    database.write(SYSTEM, lambda tx: service.delete(tx, schedule.id))
    assert service.fire(database) == 0
    assert count_jobs(database) == 1
    with pytest.raises(ScheduleNotFound):
        find(database, schedule.id)


def test_a_schedule_whose_owner_left_is_disabled_with_the_reason_and_the_others_fire(house: TestHouse) -> None:
    database, owner = house.house.database, house.subject("editor")
    service = service_of(database)

    def create(tx: Tx, name: str) -> str:
        return str(service.create(tx, name, "test:double", {}, every_seconds=60).id)

    lost = database.write(owner, lambda tx: create(tx, "lost"))
    kept = database.write(house.subject("admin"), lambda tx: create(tx, "kept"))
    for schedule_id in (lost, kept):
        turn_back(database, schedule_id, HOUR)
    gone = memberships.delete().where(memberships.c.person_id == owner.owner_id)
    database.write(PLATFORM, lambda tx: tx.execute(gone))
    assert service.fire(database) == 1
    row = database.read(owner, lambda tx: service.find(tx, lost))
    assert (row.enabled, "no longer a member" in row.fault) == (False, True)
