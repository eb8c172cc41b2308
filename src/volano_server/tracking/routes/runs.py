"""HTTP of runs: list, start, look, change, compare, delete."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from volano_server.access import Caller, needs, provided
from volano_server.kit.paging import MAX_LIMIT, Page
from volano_server.tracking.domain.states import RunKind, RunState
from volano_server.tracking.schemas import RunComparison, RunCreate, RunOut, RunUpdate
from volano_server.tracking.service import TrackingService

router = APIRouter(prefix="/api/v1", tags=["runs"])
Reader = Annotated[Caller, needs("runs:read")]
Writer = Annotated[Caller, needs("runs:write")]
Service = Annotated[TrackingService, provided(TrackingService)]


@router.get("/runs", operation_id="runs:list", response_model=Page[RunOut])
def list_runs(
    caller: Reader,
    service: Service,
    kind: Annotated[list[RunKind], Query()] = [],  # noqa: B006 - FastAPI copies it
    state: Annotated[list[RunState], Query()] = [],  # noqa: B006
    name: Annotated[str, Query(max_length=200, description="part of the name")] = "",
    tag: Annotated[list[str], Query(max_length=5, description="`key` or `key=value`; all must hold")] = [],  # noqa: B006
    parent_id: str | None = None,
    job_id: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[RunOut]:
    """Runs, newest first."""
    return caller.read(
        lambda tx: service.list_runs(
            tx, kinds=kind, states=state, name=name, tags=tag, parent_id=parent_id, job_id=job_id, cursor=cursor,
            limit=limit,
        )
    )  # fmt: skip


@router.post("/runs", operation_id="runs:create", status_code=201, response_model=RunOut)
def create_run(caller: Writer, service: Service, body: RunCreate) -> RunOut:
    """A new running run."""
    fields = body.model_dump(exclude={"kind", "name", "inputs"})
    return caller.write(lambda tx: service.start_run(tx, body.kind, body.name, inputs=body.inputs, **fields))


@router.get("/runs/compare", operation_id="runs:compare", response_model=RunComparison)
def compare_runs(
    caller: Reader,
    service: Service,
    id: Annotated[list[str], Query(min_length=2, max_length=20)],  # noqa: A002
) -> RunComparison:
    """Runs side by side: parameters and metrics, and where they differ."""
    return caller.read(lambda tx: service.compare_runs(tx, id))


@router.get("/runs/{run_id}", operation_id="runs:get", response_model=RunOut)
def get_run(caller: Reader, service: Service, run_id: str, response: Response) -> RunOut:
    """One run; its ETag is its revision."""
    run = caller.read(lambda tx: service.get_run(tx, run_id))
    response.headers["ETag"] = f'"{run.revision}"'
    return run


@router.patch("/runs/{run_id}", operation_id="runs:update", response_model=RunOut)
def update_run(caller: Writer, service: Service, run_id: str, body: RunUpdate) -> RunOut:
    """The changed run: finished, failed, taken up again, renamed or tagged."""
    return caller.write(lambda tx: service.update_run(tx, run_id, body, if_match=caller.if_match))


@router.delete("/runs/{run_id}", operation_id="runs:delete", status_code=204)
def delete_run(caller: Writer, service: Service, run_id: str) -> None:
    """Nothing; hides an ended run. What it made keeps its lineage."""
    caller.write(lambda tx: service.delete_run(tx, run_id))
