"""HTTP of endpoints and restrictions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from volano_server.access import Caller, needs, provided
from volano_server.db import Tx
from volano_server.kit.clock import HOUR
from volano_server.kit.paging import MAX_LIMIT, Page
from volano_server.serving.endpoints.schemas import (
    EndpointCreate,
    EndpointOut,
    EndpointUpdate,
    RestrictionOut,
    RestrictionSet,
)
from volano_server.serving.endpoints.service import EndpointService

router = APIRouter(prefix="/api/v1", tags=["serving"])
Reader = Annotated[Caller, needs("endpoints:read")]
Writer = Annotated[Caller, needs("endpoints:write")]
Service = Annotated[EndpointService, provided(EndpointService)]
ROUTERS = [router]


@router.get("/endpoints", operation_id="endpoints:list")
def list_endpoints(
    caller: Reader, service: Service, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50
) -> Page[EndpointOut]:
    """Endpoints by name."""
    items, following = caller.read(lambda tx: service.list(tx, cursor, limit))
    return Page[EndpointOut](items=items, next_cursor=following)


@router.post("/endpoints", operation_id="endpoints:create", status_code=201)
def create_endpoint(body: EndpointCreate, caller: Writer, service: Service) -> EndpointOut:
    """Make an endpoint; it answers at once under its name as `model` in the OpenAI API."""
    return caller.write(lambda tx: service.create(tx, body.name, body.plan))


@router.get("/endpoints/{name}", operation_id="endpoints:get")
def get_endpoint(name: str, caller: Reader, service: Service, response: Response) -> EndpointOut:
    """One endpoint with its traffic plan."""
    found = caller.read(lambda tx: service.get(tx, name))
    response.headers["ETag"] = f'"{found.revision}"'
    return found


@router.patch("/endpoints/{name}", operation_id="endpoints:update")
def update_endpoint(name: str, body: EndpointUpdate, caller: Writer, service: Service) -> EndpointOut:
    """Change the traffic plan, or switch the endpoint on or off. The next call follows it."""
    return caller.write(lambda tx: service.update(tx, name, body, caller.if_match))


@router.get("/restrictions", operation_id="restrictions:list")
def list_restrictions(caller: Reader, service: Service) -> Page[RestrictionOut]:
    """Callers who are throttled or blocked now."""
    return Page[RestrictionOut](items=list(caller.read(service.restrictions)), next_cursor=None)


@router.put("/restrictions/{principal_id}", operation_id="restrictions:set")
def set_restriction(principal_id: str, body: RestrictionSet, caller: Writer, service: Service) -> RestrictionOut:
    """Throttle or block a caller until a moment, or for some hours."""

    def work(tx: Tx) -> RestrictionOut:
        until = tx.now() + round((body.hours or 0) * HOUR) if body.until is None else body.until
        return service.restrict(tx, principal_id, body.level, body.reason, until)

    return caller.write(work)


@router.delete("/restrictions/{principal_id}", operation_id="restrictions:delete", status_code=204)
def delete_restriction(principal_id: str, caller: Writer, service: Service) -> None:
    """Lift a restriction."""
    caller.write(lambda tx: service.release(tx, principal_id))
