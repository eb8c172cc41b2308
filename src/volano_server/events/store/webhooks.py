"""Webhooks, their secrets, and the delivery log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, or_, select

from volano_server.db import Tx, event_heads
from volano_server.events.tables import webhook_attempts, webhook_deliveries, webhook_secrets, webhooks


class WebhookStore:
    """Webhooks of the workspace of the transaction."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def page(self, after: str | None, limit: int) -> Sequence[Row[Any]]:
        statement = self.tx.select(webhooks).order_by(webhooks.c.id).limit(limit)
        return self.tx.rows(statement if after is None else statement.where(webhooks.c.id > after))

    def find(self, webhook_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(webhooks).where(webhooks.c.id == webhook_id))

    def named(self, name: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(webhooks).where(webhooks.c.name == name))

    def add(self, row: Mapping[str, Any]) -> None:
        now = self.tx.now()
        self.tx.insert(webhooks, {**row, "revision": 1, "created_at": now, "updated_at": now})

    def change(self, webhook: Row[Any], **values: Any) -> bool:
        """Whether the webhook still had the revision of the row and has the new values now."""
        mine = (webhooks.c.id == webhook.id, webhooks.c.revision == webhook.revision)
        values |= {"revision": webhook.revision + 1, "updated_at": self.tx.now()}
        return bool(self.tx.count_changed(self.tx.update(webhooks).where(*mine).values(**values)))

    def remove(self, webhook_id: str) -> None:
        mine = self.tx.select(webhook_deliveries, webhook_deliveries.c.id).where(
            webhook_deliveries.c.webhook_id == webhook_id
        )
        self.tx.execute(self.tx.delete(webhook_attempts).where(webhook_attempts.c.delivery_id.in_(mine)))
        for table in (webhook_deliveries, webhook_secrets):
            self.tx.execute(self.tx.delete(table).where(table.c.webhook_id == webhook_id))
        self.tx.execute(self.tx.delete(webhooks).where(webhooks.c.id == webhook_id))

    # ---- dispatching --------------------------------------------------------------------------------------

    def behind(self) -> Sequence[str]:
        """The workspaces with a webhook that has not seen the newest event; for the platform's transactions."""
        statement = (
            select(webhooks.c.workspace_id)
            .join(event_heads, event_heads.c.workspace_id == webhooks.c.workspace_id)
            .where(webhooks.c.state == "enabled", webhooks.c.position < event_heads.c.seq)
            .distinct()
        )
        return [row.workspace_id for row in self.tx.rows(statement)]

    def enabled(self) -> Sequence[Row[Any]]:
        return self.tx.rows(self.tx.select(webhooks).where(webhooks.c.state == "enabled"))

    def move(self, webhook_id: str, position: int) -> None:
        self.tx.execute(self.tx.update(webhooks).where(webhooks.c.id == webhook_id).values(position=position))

    # ---- secrets ------------------------------------------------------------------------------------------

    def live_secrets(self, webhook_id: str) -> Sequence[Row[Any]]:
        """The secrets that sign now, the newest first."""
        table = webhook_secrets
        live = or_(table.c.expires_at.is_(None), table.c.expires_at > self.tx.now())
        statement = self.tx.select(table).where(table.c.webhook_id == webhook_id, live)
        return self.tx.rows(statement.order_by(table.c.id.desc()))

    def add_secret(self, secret_id: str, webhook_id: str, sealed: str) -> None:
        row = {"id": secret_id, "webhook_id": webhook_id, "sealed": sealed, "created_at": self.tx.now()}
        self.tx.insert(webhook_secrets, row)

    def expire_secret(self, secret_id: str, at: int) -> None:
        table = webhook_secrets
        self.tx.execute(self.tx.update(table).where(table.c.id == secret_id).values(expires_at=at))

    def drop_secrets(self, webhook_id: str, kept: Sequence[str]) -> None:
        table = webhook_secrets
        old = (table.c.webhook_id == webhook_id, table.c.id.not_in(kept))
        self.tx.execute(self.tx.delete(table).where(*old))


class DeliveryStore:
    """Deliveries of the workspace of the transaction."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, row: Mapping[str, Any]) -> None:
        now = self.tx.now()
        self.tx.insert(webhook_deliveries, {**row, "state": "waiting", "next_at": now, "created_at": now})

    def find(self, delivery_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(webhook_deliveries).where(webhook_deliveries.c.id == delivery_id))

    def page(self, webhook_id: str, before: str | None, limit: int) -> Sequence[Row[Any]]:
        table = webhook_deliveries
        statement = self.tx.select(table).where(table.c.webhook_id == webhook_id)
        statement = statement.order_by(table.c.id.desc()).limit(limit)
        return self.tx.rows(statement if before is None else statement.where(table.c.id < before))

    def attempts(self, delivery_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
        """The attempts of each delivery, in order."""
        table = webhook_attempts
        statement = self.tx.select(table).where(table.c.delivery_id.in_(delivery_ids)).order_by(table.c.number)
        found: dict[str, list[Row[Any]]] = {delivery_id: [] for delivery_id in delivery_ids}
        for row in self.tx.rows(statement):
            found[row.delivery_id].append(row)
        return found

    def count_attempts(self, delivery_id: str) -> int:
        table = webhook_attempts
        statement = self.tx.select(table, func.count()).where(table.c.delivery_id == delivery_id)
        return int(self.tx.value(statement))

    def note_attempt(self, row: Mapping[str, Any]) -> None:
        self.tx.insert(webhook_attempts, {**row, "at": self.tx.now()})

    def change(self, delivery_id: str, **values: Any) -> None:
        mine = webhook_deliveries.c.id == delivery_id
        self.tx.execute(self.tx.update(webhook_deliveries).where(mine).values(**values))

    def drop_before(self, moment: int) -> int:
        """How many finished deliveries of all workspaces were removed; for the platform's transactions."""
        table = webhook_deliveries
        old = (table.c.created_at < moment, table.c.state != "waiting")
        mine = select(table.c.id).where(*old)
        self.tx.execute(delete(webhook_attempts).where(webhook_attempts.c.delivery_id.in_(mine)))
        return self.tx.count_changed(delete(table).where(*old))
