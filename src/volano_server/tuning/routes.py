"""HTTP of tunings and model files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from volano_server.access import Caller, needs, provided
from volano_server.catalog import VersionOut
from volano_server.kit.wire import Started
from volano_server.tuning.schemas import ModelImport, TuningCreate
from volano_server.tuning.service import ModelService, TuningService

router = APIRouter(prefix="/api/v1", tags=["tuning"])
ROUTERS = [router]


@router.post("/tunings", operation_id="tunings:create", status_code=202)
def create_tuning(
    body: TuningCreate,
    caller: Annotated[Caller, needs("tunings:write")],
    service: Annotated[TuningService, provided(TuningService)],
) -> Started:
    """Tune a model on a data set. The loss streams into the run while it learns."""
    return caller.write(lambda tx: service.start(tx, body))


@router.post("/models/{name}/import", operation_id="models:import", status_code=201)
def import_model(
    name: str,
    body: ModelImport,
    caller: Annotated[Caller, needs("tunings:write")],
    service: Annotated[ModelService, provided(ModelService)],
) -> VersionOut:
    """Make a model version of an uploaded file. Only its header is read here."""
    header = service.inspect(body.blob)
    return caller.write(lambda tx: service.publish(tx, name, body, header))
