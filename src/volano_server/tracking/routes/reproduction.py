"""HTTP of reproductions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from volano_server.access import Caller, needs, provided
from volano_server.kit.wire import Started
from volano_server.tracking.service import ReproductionService

router = APIRouter(prefix="/api/v1", tags=["runs"])


@router.post("/assets/{kind}/{name}/versions/{pointer}/reproduce", operation_id="versions:reproduce", status_code=202)
def reproduce_version(
    caller: Annotated[Caller, needs("runs:write")],
    service: Annotated[ReproductionService, provided(ReproductionService)],
    kind: str,
    name: str,
    pointer: str,
) -> Started:
    """Make the version again from its recorded recipe and inputs, compare, and leave nothing but the report.

    The report is the result of the job: `same`, how it was compared, what was recorded and found, and what of code
    and environment has changed since.
    """
    version = caller.read(lambda tx: service.find(tx, kind, f"{name}@{pointer}"))
    service.check_files(version)
    return caller.write(lambda tx: service.start(tx, version))
