"""HTTP of prompts; listing, aliases and history are the catalog's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.catalog import CatalogService, VersionOut
from volano_server.prompts.schemas import PromptCreate, PromptDiff, PromptRender, Rendered
from volano_server.prompts.service import PromptService

router = APIRouter(prefix="/api/v1", tags=["prompts"])
Reader = Annotated[Caller, needs("prompts:read")]
Writer = Annotated[Caller, needs("prompts:write")]
Service = Annotated[PromptService, provided(PromptService)]
ROUTERS = [router]


@router.post("/prompts/{name}/versions", operation_id="prompts:create_version", status_code=201)
def create_version(name: str, body: PromptCreate, caller: Writer, service: Service) -> VersionOut:
    """Write a new version of a prompt. `{{name}}` marks a variable; nothing else in a template has a meaning."""
    return caller.write(lambda tx: service.create_version(tx, name, body))


@router.get("/prompts/{ref}", operation_id="prompts:get_version")
def get_version(ref: str, caller: Reader, catalog: Annotated[CatalogService, provided(CatalogService)]) -> VersionOut:
    """One version: `name`, `name@7`, `name@production`."""
    return caller.read(lambda tx: catalog.resolve(tx, "prompt", ref))


@router.post("/prompts/{ref}/render", operation_id="prompts:render")
def render_version(ref: str, body: PromptRender, caller: Reader, service: Service) -> Rendered:
    """Fill a version with values and see what a model would get."""
    return caller.read(lambda tx: service.render_version(tx, ref, body.values))


@router.get("/prompts/{ref}/diff", operation_id="prompts:diff")
def diff_versions(ref: str, caller: Reader, service: Service, to: Annotated[str, Query(max_length=220)]) -> PromptDiff:
    """What changed from one version to another."""
    return caller.read(lambda tx: service.diff(tx, ref, to))
