"""HTTP of assets, versions and cards."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from volano_server.access import Caller, needs, provided
from volano_server.catalog.domain.kinds import KINDS
from volano_server.catalog.domain.versions import check_given_metadata
from volano_server.catalog.errors import UnknownKind
from volano_server.catalog.schemas.assets import (
    AssetOut,
    CardOut,
    CardSet,
    VersionOut,
    VersionPublish,
    VersionSummary,
)
from volano_server.catalog.service import CardService, CatalogService
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["catalog"])
Reader = Annotated[Caller, needs("assets:read")]
Writer = Annotated[Caller, needs("assets:write")]
Catalog = Annotated[CatalogService, provided(CatalogService)]
Cards = Annotated[CardService, provided(CardService)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


@router.get("/assets", operation_id="assets:list", response_model=Page[AssetOut])
def list_assets(
    caller: Reader,
    catalog: Catalog,
    kind: str | None = None,
    q: Annotated[str, Query(max_length=100, description="part of the name")] = "",
    deleted: bool = False,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[AssetOut]:
    """Assets by kind and name, with newest version and aliases."""
    return caller.read(lambda tx: catalog.list_assets(tx, kind=kind, q=q, deleted=deleted, cursor=cursor, limit=limit))


@router.get("/assets/{kind}/{name}", operation_id="assets:get", response_model=AssetOut)
def get_asset(caller: Reader, catalog: Catalog, kind: str, name: str) -> AssetOut:
    """One asset, also when it was deleted."""
    return caller.read(lambda tx: catalog.get_asset(tx, kind, name))


@router.delete("/assets/{kind}/{name}", operation_id="assets:delete", status_code=204)
def delete_asset(caller: Writer, catalog: Catalog, kind: str, name: str) -> None:
    """Hides the asset; its history and numbers stay. Refused while an alias or endpoint names it."""
    caller.write(lambda tx: catalog.delete_asset(tx, kind, name))


@router.post("/assets/{kind}/{name}/restore", operation_id="assets:restore", response_model=AssetOut)
def restore_asset(caller: Writer, catalog: Catalog, kind: str, name: str) -> AssetOut:
    """The deleted asset, back with the versions it had and without aliases."""
    return caller.write(lambda tx: catalog.restore_asset(tx, kind, name))


@router.get("/assets/{kind}/{name}/versions", operation_id="versions:list", response_model=Page[VersionSummary])
def list_versions(
    caller: Reader, catalog: Catalog, kind: str, name: str, cursor: str | None = None, limit: Limit = 50
) -> Page[VersionSummary]:
    """Versions, newest first; deleted ones are marked."""
    return caller.read(lambda tx: catalog.list_versions(tx, kind, name, cursor=cursor, limit=limit))


@router.post(
    "/assets/{kind}/{name}/versions", operation_id="versions:publish", status_code=201, response_model=VersionOut
)
def publish_version(caller: Writer, catalog: Catalog, kind: str, name: str, body: VersionPublish) -> VersionOut:
    """The version that holds this content. Datasets, models and knowledge bases are published by their own areas."""
    if kind in KINDS and not KINDS[kind].generic:
        generic = ", ".join(known.name for known in KINDS.values() if known.generic)
        raise UnknownKind(
            f"versions of kind `{kind}` name stored data and are not published here",
            hint=f"import or train it; published here: {generic}",
        )
    check_given_metadata(body.metadata)
    inputs = [(item.role, item.kind, item.ref) for item in body.inputs]
    return caller.write(
        lambda tx: catalog.publish_version(
            tx, kind, name, body.content, inputs=inputs, run_id=body.run_id, notes=body.notes,
            metadata=body.metadata, force_new=body.force_new,
        )
    )  # fmt: skip


@router.get("/assets/{kind}/{name}/versions/{pointer}", operation_id="versions:get", response_model=VersionOut)
def get_version(caller: Reader, catalog: Catalog, kind: str, name: str, pointer: str) -> VersionOut:
    """One version by number, `latest`, alias or digest."""
    return caller.read(lambda tx: catalog.resolve(tx, kind, f"{name}@{pointer}"))


@router.delete("/assets/{kind}/{name}/versions/{number}", operation_id="versions:delete", status_code=204)
def delete_version(caller: Writer, catalog: Catalog, kind: str, name: str, number: int) -> None:
    """Gives up content and blobs of a version; its number is never used again."""
    caller.write(lambda tx: catalog.delete_version(tx, kind, f"{name}@{number}"))


@router.get("/assets/{kind}/{name}/card", operation_id="cards:get", response_model=CardOut)
def get_card(caller: Reader, cards: Cards, kind: str, name: str, response: Response) -> CardOut:
    """The asset's card; its ETag is its revision."""
    card = caller.read(lambda tx: cards.get(tx, kind, name))
    response.headers["ETag"] = f'"{card.revision}"'
    return card


@router.put("/assets/{kind}/{name}/card", operation_id="cards:set", response_model=CardOut)
def set_card(caller: Writer, cards: Cards, kind: str, name: str, body: CardSet) -> CardOut:
    """The card with new text or status; approved only by somebody else than who wrote it."""
    return caller.write(lambda tx: cards.set(tx, kind, name, body.markdown, body.status, revision=caller.if_match))
