"""HTTP of aliases and lineage."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from volano_server.access import Caller, needs, provided
from volano_server.catalog.domain.lineage import Direction
from volano_server.catalog.schemas.assets import AliasMoveOut, AliasOut, AliasSet, LineageOut
from volano_server.catalog.service import AliasService, LineageService
from volano_server.catalog.service.lineage import MAX_DEPTH, MAX_NODES
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["catalog"])
Reader = Annotated[Caller, needs("assets:read")]
Writer = Annotated[Caller, needs("assets:write")]
Aliases = Annotated[AliasService, provided(AliasService)]
Lineage = Annotated[LineageService, provided(LineageService)]
ALIAS = "/assets/{kind}/{name}/aliases/{alias}"


@router.get("/assets/{kind}/{name}/aliases", operation_id="aliases:list", response_model=list[AliasOut])
def list_aliases(caller: Reader, aliases: Aliases, kind: str, name: str) -> list[AliasOut]:
    """The asset's aliases, with the policies that protect them."""
    return caller.read(lambda tx: aliases.list_aliases(tx, kind, name))


@router.get(ALIAS, operation_id="aliases:get", response_model=AliasOut)
def get_alias(caller: Reader, aliases: Aliases, kind: str, name: str, alias: str, response: Response) -> AliasOut:
    """One alias; its ETag is its revision."""
    found = caller.read(lambda tx: aliases.get(tx, kind, name, alias))
    response.headers["ETag"] = f'"{found.revision}"'
    return found


@router.put(ALIAS, operation_id="aliases:set", response_model=AliasOut)
def set_alias(caller: Writer, aliases: Aliases, kind: str, name: str, alias: str, body: AliasSet) -> AliasOut:
    """The alias at another version, when no policy protects it. `If-Match` refuses a move that you did not see."""
    return caller.write(
        lambda tx: aliases.set(tx, kind, name, alias, body.to, revision=caller.if_match, reason=body.reason)
    )


@router.delete(ALIAS, operation_id="aliases:delete", status_code=204)
def delete_alias(caller: Writer, aliases: Aliases, kind: str, name: str, alias: str) -> None:
    """Takes the alias away, when no policy protects it."""
    caller.write(lambda tx: aliases.remove(tx, kind, name, alias, revision=caller.if_match))


@router.get(f"{ALIAS}/history", operation_id="aliases:history", response_model=Page[AliasMoveOut])
def get_alias_history(
    caller: Reader,
    aliases: Aliases,
    kind: str,
    name: str,
    alias: str,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[AliasMoveOut]:
    """Every move of the alias, newest first."""
    return caller.read(lambda tx: aliases.history(tx, kind, name, alias, cursor=cursor, limit=limit))


@router.get("/lineage", operation_id="lineage:get", response_model=LineageOut)
def get_lineage(
    caller: Reader,
    lineage: Lineage,
    node: Annotated[
        str, Query(max_length=300, description="`dataset:mails@2`, `mails@2`, `run:ID`, `trace:ID`, `row:mails@2:ROW`")
    ],
    direction: Direction = "both",
    depth: Annotated[int, Query(ge=1, le=MAX_DEPTH)] = 5,
    limit: Annotated[int, Query(ge=1, le=MAX_NODES)] = 500,
) -> LineageOut:
    """What something was made from (up) and what became of it (down)."""
    return caller.read(
        lambda tx: lineage.lineage(tx, lineage.nodes.find(tx, node), direction, depth=depth, limit=limit)
    )
