"""HTTP of prompts; versions, history and deletion are the catalog's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from volano_server.access import Caller, needs, provided
from volano_server.catalog import AliasOut, AliasService, AssetOut, CatalogService, VersionOut
from volano_server.kit.paging import MAX_LIMIT, Page
from volano_server.prompts.schemas import PromptAliasSet, PromptCreate, PromptDiff, PromptRender, Rendered
from volano_server.prompts.service import PromptService

router = APIRouter(prefix="/api/v1", tags=["prompts"])
Reader = Annotated[Caller, needs("prompts:read")]
Writer = Annotated[Caller, needs("prompts:write")]
Service = Annotated[PromptService, provided(PromptService)]
ROUTERS = [router]


@router.get("/prompts", operation_id="prompts:list", response_model=Page[AssetOut])
def list_prompts(
    caller: Reader,
    catalog: Annotated[CatalogService, provided(CatalogService)],
    q: Annotated[str, Query(max_length=100, description="part of the name")] = "",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[AssetOut]:
    """Prompts by name, with newest version and aliases."""
    return caller.read(lambda tx: catalog.list_assets(tx, kind="prompt", q=q, cursor=cursor, limit=limit))


@router.post("/prompts/{name}/versions", operation_id="prompts:create_version", status_code=201)
def create_version(name: str, body: PromptCreate, caller: Writer, service: Service) -> VersionOut:
    """Write a new version of a prompt. `{{name}}` marks a variable; nothing else in a template has a meaning."""
    return caller.write(lambda tx: service.create_version(tx, name, body))


@router.put("/prompts/{name}/aliases/{alias}", operation_id="prompts:set_alias", response_model=AliasOut)
def set_alias(
    name: str,
    alias: str,
    body: PromptAliasSet,
    caller: Writer,
    aliases: Annotated[AliasService, provided(AliasService)],
) -> AliasOut:
    """The alias at another version, when no policy protects it. `If-Match` refuses a move that you did not see."""
    return caller.write(
        lambda tx: aliases.set(tx, "prompt", name, alias, body.to, revision=caller.if_match, reason=body.reason)
    )


@router.get("/prompts/{ref}", operation_id="prompts:get_version")
def get_version(ref: str, caller: Reader, service: Service) -> VersionOut:
    """One version: `name`, `name@7`, `name@production`."""
    return caller.read(lambda tx: service.resolve(tx, ref))


@router.post("/prompts/{ref}/render", operation_id="prompts:render")
def render_version(ref: str, body: PromptRender, caller: Reader, service: Service) -> Rendered:
    """Fill a version with values and see what a model would get."""
    return caller.read(lambda tx: service.render_version(tx, ref, body.values))


@router.get("/prompts/{ref}/diff", operation_id="prompts:diff")
def diff_versions(ref: str, caller: Reader, service: Service, to: Annotated[str, Query(max_length=220)]) -> PromptDiff:
    """What changed from one version to another."""
    return caller.read(lambda tx: service.diff(tx, ref, to))
