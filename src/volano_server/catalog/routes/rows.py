"""HTTP of rows in lineage."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.catalog.schemas.assets import RowUseOut
from volano_server.catalog.service import LineageService
from volano_server.catalog.service.rows import RowLineage
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["catalog"])


@router.get("/lineage/rows", operation_id="lineage:rows", response_model=Page[RowUseOut])
def list_rows(
    caller: Annotated[Caller, needs("assets:read")],
    rows: Annotated[RowLineage, provided(RowLineage)],
    lineage: Annotated[LineageService, provided(LineageService)],
    node: Annotated[str, Query(max_length=300, description="what was made: `model:NAME@2` or `run:ID`")],
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[RowUseOut]:
    """The rows of data sets that a model was tuned on, or a run has read, in the order of their ids."""
    return caller.read(lambda tx: rows.page(tx, lineage.nodes.find(tx, node), cursor, limit))
