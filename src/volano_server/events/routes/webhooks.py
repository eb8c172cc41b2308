"""Webhooks over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import Row

from volano_server.access import Caller, needs, provided
from volano_server.db import Tx
from volano_server.events.schemas import (
    ChangeWebhook,
    CreateWebhook,
    DeliveryShown,
    NewSecret,
    NewWebhook,
    WebhookShown,
)
from volano_server.events.service import WebhookService
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1/webhooks", tags=["events"])
Webhooks = Annotated[WebhookService, provided(WebhookService)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=500)]
Reader = Annotated[Caller, needs("webhooks:read")]
Writer = Annotated[Caller, needs("webhooks:write")]


@router.get("", operation_id="webhooks:list", response_model=Page[WebhookShown])
def list_webhooks(webhooks: Webhooks, caller: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[WebhookShown]:
    """The webhooks of the workspace."""
    rows, following = caller.read(lambda tx: webhooks.list(tx, cursor, limit))
    return Page(items=[_shown(row) for row in rows], next_cursor=following)


@router.post("", operation_id="webhooks:create", response_model=NewWebhook, status_code=201)
def create_webhook(body: CreateWebhook, webhooks: Webhooks, caller: Writer) -> NewWebhook:
    """A webhook that gets events from now on; its secret is shown this once."""

    def work(tx: Tx) -> NewWebhook:
        row, secret = webhooks.create(tx, body.name, body.url, body.events)
        return NewWebhook(webhook=_shown(row), secret=secret)

    return caller.write(work, replayable=False)


@router.get("/{webhook_id}", operation_id="webhooks:get", response_model=WebhookShown)
def get_webhook(webhook_id: str, webhooks: Webhooks, caller: Reader, response: Response) -> WebhookShown:
    """One webhook; its revision is the ETag."""
    found = _shown(caller.read(lambda tx: webhooks.find(tx, webhook_id)))
    response.headers["ETag"] = f'"{found.revision}"'
    return found


@router.patch("/{webhook_id}", operation_id="webhooks:update", response_model=WebhookShown)
def update_webhook(webhook_id: str, body: ChangeWebhook, webhooks: Webhooks, caller: Writer) -> WebhookShown:
    """The webhook with what the body names changed; `If-Match` refuses to overwrite somebody else's change."""
    changes = body.model_dump(exclude_none=True)
    return caller.write(lambda tx: _shown(webhooks.change(tx, webhook_id, changes, caller.if_match)))


@router.delete("/{webhook_id}", operation_id="webhooks:delete", status_code=204)
def delete_webhook(webhook_id: str, webhooks: Webhooks, caller: Writer) -> None:
    """Nothing; the webhook and its delivery log are gone."""
    caller.write(lambda tx: webhooks.delete(tx, webhook_id))


@router.post("/{webhook_id}/secret", operation_id="webhooks:rotate_secret", response_model=NewSecret, status_code=201)
def rotate_webhook_secret(webhook_id: str, webhooks: Webhooks, caller: Writer) -> NewSecret:
    """A new secret, shown this once; the old one signs along for a day."""

    def work(tx: Tx) -> NewSecret:
        secret, old_until = webhooks.rotate_secret(tx, webhook_id)
        return NewSecret(secret=secret, old_expires_at=old_until)

    return caller.write(work, replayable=False)


@router.post("/{webhook_id}/ping", operation_id="webhooks:ping", response_model=DeliveryShown, status_code=202)
def ping_webhook(webhook_id: str, webhooks: Webhooks, caller: Writer) -> DeliveryShown:
    """A test delivery on its way."""

    def work(tx: Tx) -> DeliveryShown:
        return DeliveryShown.model_validate(dict(webhooks.ping(tx, webhook_id)._mapping) | {"attempts": []})

    return caller.write(work)


@router.get("/{webhook_id}/deliveries", operation_id="webhooks:list_deliveries", response_model=Page[DeliveryShown])
def list_webhook_deliveries(
    webhook_id: str, webhooks: Webhooks, caller: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[DeliveryShown]:
    """What was sent and how it went, the newest first."""
    rows, following = caller.read(lambda tx: webhooks.deliveries(tx, webhook_id, cursor, limit))
    return Page(items=[DeliveryShown.model_validate(row) for row in rows], next_cursor=following)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/resend",
    operation_id="webhooks:resend",
    response_model=DeliveryShown,
    status_code=202,
)
def resend_webhook_delivery(webhook_id: str, delivery_id: str, webhooks: Webhooks, caller: Writer) -> DeliveryShown:
    """The delivery on its way once more, under the same id, so that the receiver can tell that it is a repetition."""
    return caller.write(lambda tx: DeliveryShown.model_validate(webhooks.resend(tx, webhook_id, delivery_id)))


def _shown(row: Row[Any]) -> WebhookShown:
    return WebhookShown.model_validate(dict(row._mapping) | {"is_enabled": row.state == "enabled"})
