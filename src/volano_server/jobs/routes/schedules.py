"""Schedules over HTTP. A schedule's revision is its ETag; send it as If-Match to change only what you have seen."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import Row

from volano_server.access import Caller, needs, provided
from volano_server.db import Tx
from volano_server.jobs.schemas import ScheduleChange, ScheduleNew, ScheduleOut
from volano_server.jobs.service import ScheduleService
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["schedules"])
Schedules = Annotated[ScheduleService, provided(ScheduleService)]


@router.get("/schedules", operation_id="schedules:list", response_model=Page[ScheduleOut])
def list_schedules(
    caller: Annotated[Caller, needs("jobs:read")],
    schedules: Schedules,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[ScheduleOut]:
    """The newest schedules first."""

    def work(tx: Tx) -> Page[ScheduleOut]:
        rows, following = schedules.page(tx, cursor=cursor, limit=limit)
        return Page(items=[_shown(row) for row in rows], next_cursor=following)

    return caller.read(work)


@router.post("/schedules", operation_id="schedules:create", response_model=ScheduleOut, status_code=201)
def create_schedule(
    body: ScheduleNew, caller: Annotated[Caller, needs("jobs:write")], schedules: Schedules
) -> ScheduleOut:
    """A job that the clock enqueues, exactly once for each tick; it runs with the rights you hold then."""
    return caller.write(lambda tx: _shown(schedules.create(tx, **body.model_dump())))


@router.get("/schedules/{schedule_id}", operation_id="schedules:get", response_model=ScheduleOut)
def get_schedule(
    schedule_id: str, caller: Annotated[Caller, needs("jobs:read")], schedules: Schedules, response: Response
) -> ScheduleOut:
    """One schedule."""
    found = caller.read(lambda tx: _shown(schedules.find(tx, schedule_id)))
    response.headers["ETag"] = f'"{found.revision}"'
    return found


@router.patch("/schedules/{schedule_id}", operation_id="schedules:update", response_model=ScheduleOut)
def update_schedule(
    schedule_id: str, body: ScheduleChange, caller: Annotated[Caller, needs("jobs:write")], schedules: Schedules
) -> ScheduleOut:
    """Changes what the body names; the next tick is counted from now, and the jobs run as you."""
    changes = body.model_dump(exclude_unset=True)
    return caller.write(lambda tx: _shown(schedules.change(tx, schedule_id, changes, caller.if_match)))


@router.delete("/schedules/{schedule_id}", operation_id="schedules:delete", status_code=204)
def delete_schedule(schedule_id: str, caller: Annotated[Caller, needs("jobs:write")], schedules: Schedules) -> None:
    """Removes a schedule; the jobs it has enqueued stay."""
    caller.write(lambda tx: schedules.delete(tx, schedule_id))


def _shown(row: Row[Any]) -> ScheduleOut:
    return ScheduleOut.model_validate(dict(row._mapping) | {"owner": row.subject["name"]})
