"""HTTP of tunings and model files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from volano_server.access import Caller, needs, provided
from volano_server.catalog import VersionOut, check_given_metadata
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
    check_given_metadata(body.metadata)
    header = service.inspect(body.blob)
    made_by = service.provenance()
    return caller.write(lambda tx: service.publish(tx, name, body, header, made_by))
