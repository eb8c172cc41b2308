"""API keys and service accounts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from volano_server.access.routes.guard import Caller, needs, provided
from volano_server.access.routes.people import Cursor, Limit
from volano_server.access.schemas import CreateKey, CreateServiceAccount, KeyShown, NewKey, ServiceAccountShown
from volano_server.access.service import KeyService
from volano_server.db import Tx
from volano_server.kit.paging import Page

router = APIRouter(prefix="/api/v1", tags=["access"])
Keys = Annotated[KeyService, provided(KeyService)]


@router.get("/keys", operation_id="keys:list", response_model=Page[KeyShown])
def list_keys(
    keys: Keys, caller: Annotated[Caller, needs("keys:read")], cursor: Cursor = None, limit: Limit = 100
) -> Page[KeyShown]:
    """The caller's keys; an admin sees everybody's. Secrets are never shown again."""
    rows, following = caller.read(lambda tx: keys.list(tx, cursor, limit))
    return Page(items=[KeyShown.model_validate(row) for row in rows], next_cursor=following)


@router.post("/keys", operation_id="keys:create", response_model=NewKey, status_code=201)
def create_key(body: CreateKey, keys: Keys, caller: Annotated[Caller, needs("keys:write")]) -> NewKey:
    """A key, shown this once."""

    def work(tx: Tx) -> NewKey:
        row, text = keys.create(
            tx,
            body.name,
            body.role,
            scopes=body.scopes,
            expires_at=body.expires_at,
            service_account_id=body.service_account_id,
        )
        return NewKey.model_validate(dict(row._mapping) | {"key": text})

    return caller.write(work, replayable=False)


@router.delete("/keys/{key_id}", operation_id="keys:revoke", status_code=204)
def revoke_key(key_id: str, keys: Keys, caller: Annotated[Caller, needs("keys:write")]) -> None:
    """Nothing; the key is refused from now on."""
    caller.write(lambda tx: keys.revoke(tx, key_id))


@router.get("/service-accounts", operation_id="service_accounts:list", response_model=Page[ServiceAccountShown])
def list_service_accounts(
    keys: Keys, caller: Annotated[Caller, needs("members:read")], cursor: Cursor = None, limit: Limit = 100
) -> Page[ServiceAccountShown]:
    """The workspace's service accounts."""
    rows, following = caller.read(lambda tx: keys.list_accounts(tx, cursor, limit))
    return Page(items=[ServiceAccountShown.model_validate(row) for row in rows], next_cursor=following)


@router.post(
    "/service-accounts", operation_id="service_accounts:create", response_model=ServiceAccountShown, status_code=201
)
def create_service_account(
    body: CreateServiceAccount, keys: Keys, caller: Annotated[Caller, needs("service_accounts:write")]
) -> ServiceAccountShown:
    """A service account owned by the caller; it acts through keys made for it."""

    def work(tx: Tx) -> ServiceAccountShown:
        return ServiceAccountShown.model_validate(keys.create_account(tx, body.name, body.role))

    return caller.write(work)


@router.delete("/service-accounts/{account_id}", operation_id="service_accounts:disable", status_code=204)
def disable_service_account(
    account_id: str, keys: Keys, caller: Annotated[Caller, needs("service_accounts:write")]
) -> None:
    """Nothing; all keys of the account are refused from now on."""
    caller.write(lambda tx: keys.disable_account(tx, account_id))
