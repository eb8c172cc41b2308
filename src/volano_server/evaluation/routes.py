"""HTTP of evaluations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.evaluation.schemas import (
    CompareEvaluations,
    ComparisonOut,
    EvaluationCreate,
    EvaluationOut,
    EvaluationRowOut,
)
from volano_server.evaluation.service import EvaluationService
from volano_server.kit.paging import MAX_LIMIT, Page
from volano_server.kit.wire import Started

router = APIRouter(prefix="/api/v1", tags=["evaluation"])
Reader = Annotated[Caller, needs("evaluations:read")]
Writer = Annotated[Caller, needs("evaluations:write")]
Service = Annotated[EvaluationService, provided(EvaluationService)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
ROUTERS = [router]


@router.post("/evaluations", operation_id="evaluations:create", status_code=202)
def create_evaluation(body: EvaluationCreate, caller: Writer, service: Service) -> Started:
    """Ask a model version the rows of a data set and judge its answers."""
    return caller.write(lambda tx: service.start(tx, body))


@router.get("/evaluations", operation_id="evaluations:list")
def list_evaluations(
    caller: Reader, service: Service, model: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> Page[EvaluationOut]:
    """Evaluations, newest first; of one model version with `model` (`name@7`)."""
    return caller.read(lambda tx: service.list(tx, model, cursor, limit))


@router.get("/evaluations/{run_id}", operation_id="evaluations:get")
def get_evaluation(run_id: str, caller: Reader, service: Service) -> EvaluationOut:
    """One evaluation with its figures and their intervals."""
    return caller.read(lambda tx: service.get(tx, run_id))


@router.get("/evaluations/{run_id}/rows", operation_id="evaluations:rows")
def list_evaluation_rows(
    run_id: str,
    caller: Reader,
    service: Service,
    correct: bool | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[EvaluationRowOut]:
    """The answered rows, by id."""
    return caller.read(lambda tx: service.rows(tx, run_id, correct, cursor, limit))


@router.post("/evaluations/compare", operation_id="evaluations:compare")
def compare_evaluations(body: CompareEvaluations, caller: Reader, service: Service) -> ComparisonOut:
    """Compare two evaluations of the same rows: differences with intervals, and where they disagree."""
    return caller.read(lambda tx: service.compare(tx, body.first, body.second))
