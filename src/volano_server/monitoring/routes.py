"""HTTP of monitors and alerts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.kit.paging import MAX_LIMIT, Page
from volano_server.monitoring.schemas import AlertClose, AlertOut, MonitorCreate, MonitorOut, Queued, ResultOut
from volano_server.monitoring.service import MonitorService

router = APIRouter(prefix="/api/v1", tags=["monitoring"])
Reader = Annotated[Caller, needs("monitoring:read")]
Writer = Annotated[Caller, needs("monitoring:write")]
Service = Annotated[MonitorService, provided(MonitorService)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
ROUTERS = [router]


@router.get("/monitors", operation_id="monitors:list")
def list_monitors(caller: Reader, service: Service) -> Page[MonitorOut]:
    """Every monitor with where its alert is."""
    return Page[MonitorOut](items=caller.read(service.list), next_cursor=None)


@router.post("/monitors", operation_id="monitors:create", status_code=201)
def create_monitor(body: MonitorCreate, caller: Writer, service: Service) -> MonitorOut:
    """Watch an endpoint: for inputs that drift from a data set, or for callers who abuse it."""
    return caller.write(lambda tx: service.create(tx, body))


@router.get("/monitors/{name}", operation_id="monitors:get")
def get_monitor(name: str, caller: Reader, service: Service) -> MonitorOut:
    """One monitor."""
    return caller.read(lambda tx: service.get(tx, name))


@router.delete("/monitors/{name}", operation_id="monitors:delete", status_code=204)
def delete_monitor(name: str, caller: Writer, service: Service) -> None:
    """Stop watching; past alerts stay on record."""
    caller.write(lambda tx: service.delete(tx, name))


@router.post("/monitors/{name}/look", operation_id="monitors:look", status_code=202)
def look_now(name: str, caller: Writer, service: Service) -> Queued:
    """Look once, now; schedules look by themselves."""
    return caller.write(lambda tx: Queued(job_id=service.queue(tx, name)))


@router.get("/monitors/{name}/results", operation_id="monitors:results")
def list_results(name: str, caller: Reader, service: Service, limit: Limit = 50) -> Page[ResultOut]:
    """What the last looks found, newest first."""
    return Page[ResultOut](items=list(caller.read(lambda tx: service.results(tx, name, limit))), next_cursor=None)


@router.post("/monitors/{name}/acknowledge", operation_id="monitors:acknowledge")
def acknowledge_alert(name: str, caller: Annotated[Caller, needs("alerts:write")], service: Service) -> MonitorOut:
    """Take a firing alert: somebody cares for it now."""
    return caller.write(lambda tx: service.acknowledge(tx, name))


@router.post("/monitors/{name}/close", operation_id="monitors:close")
def close_alert(
    name: str, body: AlertClose, caller: Annotated[Caller, needs("alerts:write")], service: Service
) -> MonitorOut:
    """Say that an alert is over. What is still wrong at the next look fires again, as a new incident."""
    return caller.write(lambda tx: service.close_alert(tx, name, body.reason))


@router.get("/alerts", operation_id="alerts:list")
def list_alerts(
    caller: Annotated[Caller, needs("alerts:read")], service: Service, cursor: str | None = None, limit: Limit = 50
) -> Page[AlertOut]:
    """Notices of all monitors, newest first."""
    return caller.read(lambda tx: service.alerts(tx, cursor, limit))
