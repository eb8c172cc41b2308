"""Dataset versions: import, prepare, extend, look, profile."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.catalog import CatalogService
from volano_server.data.schemas import (
    DatasetExtend,
    DatasetImport,
    DatasetOut,
    DatasetPrepare,
    RecipeStepOut,
    ReportOut,
    RowPage,
)
from volano_server.data.service import DataService
from volano_server.kit.paging import MAX_LIMIT, Page
from volano_server.kit.wire import Started

router = APIRouter(prefix="/api/v1", tags=["data"])
Reader = Annotated[Caller, needs("datasets:read")]
Writer = Annotated[Caller, needs("datasets:write")]
Service = Annotated[DataService, provided(DataService)]
Catalog = Annotated[CatalogService, provided(CatalogService)]


@router.post("/datasets/{name}/import", operation_id="datasets:import", status_code=202)
def import_dataset(name: str, body: DatasetImport, caller: Writer, service: Service) -> Started:
    """Read uploaded files into a new version: e-mails, mbox, archives, JSONL, CSV, Parquet."""
    return caller.write(lambda tx: service.start_import(tx, name, body))


@router.post("/datasets/{name}/prepare", operation_id="datasets:prepare", status_code=202)
def prepare_dataset(name: str, body: DatasetPrepare, caller: Writer, service: Service) -> Started:
    """Make a version from another by a recipe: parse, filter, deduplicate, scrub, split."""
    return caller.write(lambda tx: service.start_prepare(tx, name, body))


@router.post("/datasets/{name}/extend", operation_id="datasets:extend", status_code=202)
def extend_dataset(name: str, body: DatasetExtend, caller: Writer, service: Service) -> Started:
    """Make a version with further rows; a row with a known key takes the old one's place."""
    return caller.write(lambda tx: service.start_extend(tx, name, body))


@router.get("/datasets/{ref}", operation_id="datasets:get")
def get_dataset(ref: str, caller: Reader, service: Service, catalog: Catalog) -> DatasetOut:
    """The table of a dataset version: rows, columns, fingerprint."""
    return service.describe(caller.read(lambda tx: catalog.resolve(tx, "dataset", ref)))


@router.get("/datasets/{ref}/rows", operation_id="datasets:rows")
def list_rows(
    ref: str,
    caller: Reader,
    service: Service,
    catalog: Catalog,
    where: Annotated[str | None, Query(max_length=2_000, description="such as `label = 'spam'`")] = None,
    columns: Annotated[list[str] | None, Query(max_length=200)] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> RowPage:
    """Rows of a dataset version, in table order; long cells are cut."""
    version = caller.read(lambda tx: catalog.resolve(tx, "dataset", ref))
    return service.page_rows(version, columns=columns, where=where, cursor=cursor, limit=limit)


@router.post("/datasets/{ref}/profile", operation_id="datasets:profile", status_code=202)
def profile_dataset(ref: str, caller: Writer, service: Service) -> Started:
    """Profile a version: balance, lengths, languages, duplicates, personal data by type."""
    return caller.write(lambda tx: service.start_profile(tx, ref))


@router.get("/datasets/{ref}/reports", operation_id="datasets:reports")
def list_reports(ref: str, caller: Reader, service: Service) -> Page[ReportOut]:
    """What the import read, what the recipe removed and why, what the profile found."""
    return Page[ReportOut](items=caller.read(lambda tx: service.reports(tx, ref)), next_cursor=None)


@router.get("/datasets/{ref}/reports/{kind}", operation_id="datasets:report")
def get_report(ref: str, kind: str, caller: Reader, service: Service) -> ReportOut:
    """One report: `import`, `recipe` or `profile`."""
    return caller.read(lambda tx: service.report(tx, ref, kind))


@router.get("/recipe-steps", operation_id="recipes:steps")
def list_steps(caller: Reader, service: Service) -> Page[RecipeStepOut]:
    """The steps that recipes may use, with their parameters."""
    return Page[RecipeStepOut](items=service.steps(), next_cursor=None)
