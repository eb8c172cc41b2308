"""Webhooks: where events go, the secrets that sign them, and the hand-over from the log to deliveries.

The event log is the outbox. Each webhook has a position in it; dispatching turns the events after it into deliveries
and jobs and moves the position in one transaction, so that every event becomes exactly one delivery.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row

from volano_server.db import Database, Tx
from volano_server.events.domain.filters import OWN_JOBS, check_patterns, is_wanted
from volano_server.events.domain.signing import new_secret
from volano_server.events.errors import (
    DeliveryNotFound,
    DeliveryWaiting,
    WebhookChanged,
    WebhookDisabled,
    WebhookNameTaken,
    WebhookNotFound,
)
from volano_server.events.store import DeliveryStore, EventStore, WebhookStore
from volano_server.jobs import JobService
from volano_server.kit.clock import DAY, to_rfc3339
from volano_server.kit.ids import new_id
from volano_server.kit.names import check_name
from volano_server.kit.outbound import OutboundClient
from volano_server.kit.paging import cut_page, decode_cursor
from volano_server.kit.subject import system_subject
from volano_server.kit.vault import Vault

PLATFORM = "webhooks"
BATCH = 200
CRASHES = 20
OLD_SECRET_LIFE = DAY
KEPT_DELIVERIES = 30 * DAY
PING = "webhook:ping"


class WebhookService:
    """The webhooks of a workspace, and the dispatcher of all of them."""

    def __init__(self, database: Database, jobs: JobService, outbound: OutboundClient, vault: Vault) -> None:
        self._database = database
        self._jobs = jobs
        self._outbound = outbound
        self._vault = vault

    # ---- what admins do -----------------------------------------------------------------------------------

    def create(self, tx: Tx, name: str, url: str, patterns: Sequence[str]) -> tuple[Row[Any], str]:
        """The new webhook, which gets events from now on, and its secret, which is shown this once.

        Raises InvalidName, InvalidFilter, OutboundRefused or WebhookNameTaken.
        """
        check_name(name, "webhook name")
        self._outbound.check_url(url)
        store, webhook_id = WebhookStore(tx), new_id()
        if store.named(name):
            raise WebhookNameTaken(f"there is a webhook `{name}` already", hint="choose another name")
        row = {"id": webhook_id, "name": name, "url": url, "events": check_patterns(patterns), "state": "enabled"}
        store.add({**row, "disabled_reason": "", "position": EventStore(tx).head()})
        tx.record(
            "webhook:create", "webhook", webhook_id, name=name, data={"host": _host(url), "events": row["events"]}
        )
        return self.find(tx, webhook_id), self._add_secret(tx, webhook_id)

    def list(self, tx: Tx, cursor: str | None, limit: int) -> tuple[Sequence[Row[Any]], str | None]:
        """A page of webhooks."""
        after = decode_cursor(cursor, str)[0] if cursor else None
        return cut_page(WebhookStore(tx).page(after, limit + 1), limit, lambda row: (row.id,))

    def find(self, tx: Tx, webhook_id: str) -> Row[Any]:
        """The row of a webhook. Raises WebhookNotFound."""
        row = WebhookStore(tx).find(webhook_id)
        if row is None:
            raise WebhookNotFound(f"there is no webhook `{webhook_id[:80]}`", hint="list them: `volano webhooks list`")
        return row

    def change(self, tx: Tx, webhook_id: str, changes: dict[str, Any], revision: int | None) -> Row[Any]:
        """The webhook with another url, events or state; enabling it skips what happened while it was disabled.

        Raises WebhookChanged when `revision` is given and is not the current one.
        """
        row = self.find(tx, webhook_id)
        if revision is not None and revision != row.revision:
            raise WebhookChanged(
                f"the webhook `{row.name}` has revision {row.revision}, not {revision}",
                hint="load it again, then change it",
            )
        values = {name: value for name, value in changes.items() if name in ("url", "events")}
        if "url" in values:
            self._outbound.check_url(values["url"])
        if "events" in values:
            values["events"] = check_patterns(values["events"])
        if (enabled := changes.get("is_enabled")) is not None:
            values |= {"state": "enabled" if enabled else "disabled"}
            values |= {"disabled_reason": "" if enabled else "switched off"}
            values |= {"position": EventStore(tx).head()} if enabled and row.state != "enabled" else {}
        WebhookStore(tx).change(row, **values)
        shown = {"fields": sorted(changes), "host": _host(values.get("url", row.url))}
        tx.record("webhook:update", "webhook", webhook_id, name=row.name, data=shown)
        return self.find(tx, webhook_id)

    def delete(self, tx: Tx, webhook_id: str) -> None:
        """Nothing; the webhook, its secrets and its delivery log are gone. Raises WebhookNotFound."""
        row = self.find(tx, webhook_id)
        WebhookStore(tx).remove(webhook_id)
        tx.record("webhook:delete", "webhook", webhook_id, name=row.name)

    def rotate_secret(self, tx: Tx, webhook_id: str) -> tuple[str, int]:
        """A new secret, and when the old one stops signing; one older than that has stopped now."""
        row = self.find(tx, webhook_id)
        store, old_until = WebhookStore(tx), tx.now() + OLD_SECRET_LIFE
        newest = store.live_secrets(webhook_id)[:1]
        store.drop_secrets(webhook_id, [secret.id for secret in newest])
        for secret in newest:
            store.expire_secret(secret.id, old_until)
        tx.record("webhook:rotate_secret", "webhook", webhook_id, name=row.name)
        return self._add_secret(tx, webhook_id), old_until

    def ping(self, tx: Tx, webhook_id: str) -> Row[Any]:
        """A test delivery on its way. Raises WebhookNotFound or WebhookDisabled."""
        row = self._enabled(tx, webhook_id)
        tx.record(PING, "webhook", webhook_id, name=row.name)
        return self._deliver(tx, webhook_id, None, PING)

    def deliveries(
        self, tx: Tx, webhook_id: str, cursor: str | None, limit: int
    ) -> tuple[Sequence[dict[str, Any]], str | None]:
        """The newest deliveries first, each with its `attempts`."""
        self.find(tx, webhook_id)
        store, before = DeliveryStore(tx), decode_cursor(cursor, str)[0] if cursor else None
        rows, following = cut_page(store.page(webhook_id, before, limit + 1), limit, lambda row: (row.id,))
        attempts = store.attempts([row.id for row in rows])
        return [dict(row._mapping) | {"attempts": attempts[row.id]} for row in rows], following

    def resend(self, tx: Tx, webhook_id: str, delivery_id: str) -> dict[str, Any]:
        """The delivery with its `attempts`, on its way once more with all its retries, under its old id.

        Raises WebhookNotFound, WebhookDisabled, DeliveryNotFound, or DeliveryWaiting for one that is on its way.
        """
        webhook, store = self._enabled(tx, webhook_id), DeliveryStore(tx)
        row = store.find(delivery_id)
        if row is None or row.webhook_id != webhook_id:
            raise DeliveryNotFound(
                f"the webhook `{webhook.name}` has no delivery `{delivery_id[:80]}`",
                hint=f"list them: `volano webhooks list-deliveries {webhook_id}`; old ones are removed after 30 days",
            )
        if row.state == "waiting":
            raise DeliveryWaiting(
                f"the delivery is on its way already; next attempt at {to_rfc3339(row.next_at)}", hint="wait for it"
            )
        store.change(delivery_id, state="waiting", next_at=tx.now(), finished_at=None)
        number = store.count_attempts(delivery_id) + 1
        enqueue_attempt(self._jobs, tx, delivery_id, number=number, first=number, run_at=tx.now())
        tx.record("webhook:resend", "webhook", webhook_id, name=webhook.name, data={"delivery_id": delivery_id})
        found = store.find(delivery_id)
        assert found is not None
        return dict(found._mapping) | {"attempts": store.attempts([delivery_id])[delivery_id]}

    # ---- the dispatcher -----------------------------------------------------------------------------------

    def dispatch(self) -> int:
        """How many deliveries were begun: every webhook has seen the newest event. Any process may call it."""
        begun = 0
        while behind := self._database.read(system_subject(PLATFORM), lambda tx: WebhookStore(tx).behind()):
            for workspace_id in behind:
                begun += self._database.write(system_subject(PLATFORM, workspace_id), self._dispatch)
        return begun

    def sweep(self) -> int:
        """How many finished deliveries older than 30 days were removed from the log."""

        def work(tx: Tx) -> int:
            return DeliveryStore(tx).drop_before(tx.now() - KEPT_DELIVERIES)

        return self._database.write(system_subject(PLATFORM), work)

    def _enabled(self, tx: Tx, webhook_id: str) -> Row[Any]:
        row = self.find(tx, webhook_id)
        if row.state != "enabled":
            raise WebhookDisabled(f"the webhook `{row.name}` is disabled", hint="enable it first")
        return row

    def _dispatch(self, tx: Tx) -> int:
        store, begun = WebhookStore(tx), 0
        for webhook in store.enabled():
            events = EventStore(tx).after(webhook.position, BATCH)
            for event in events:
                if is_wanted(webhook.events, event["action"], event["object_kind"], event["object_name"]):
                    self._deliver(tx, webhook.id, event["seq"], event["action"])
                    begun += 1
            if events:
                store.move(webhook.id, events[-1]["seq"])
        return begun

    def _deliver(self, tx: Tx, webhook_id: str, event_seq: int | None, action: str) -> Row[Any]:
        store, delivery_id = DeliveryStore(tx), new_id()
        store.add({"id": delivery_id, "webhook_id": webhook_id, "event_seq": event_seq, "action": action})
        enqueue_attempt(self._jobs, tx, delivery_id, number=1, first=1, run_at=tx.now())
        row = store.find(delivery_id)
        assert row is not None
        return row

    def _add_secret(self, tx: Tx, webhook_id: str) -> str:
        secret, secret_id = new_secret(), new_id()
        sealed = self._vault.seal(secret, workspace_id=tx.workspace_id, record=f"webhook_secret/{secret_id}")
        WebhookStore(tx).add_secret(secret_id, webhook_id, sealed)
        return secret


def enqueue_attempt(jobs: JobService, tx: Tx, delivery_id: str, *, number: int, first: int, run_at: int) -> None:
    """Nothing; attempt `number` of the delivery is made at `run_at`, as the platform's own work."""
    handler = jobs.registry.find(OWN_JOBS)
    jobs.enqueue_as(
        tx,
        system_subject(PLATFORM, tx.workspace_id),
        handler,
        handler.plain_args({"delivery_id": delivery_id, "first": first}),
        key=f"webhook:{delivery_id}:{number}",
        run_at=run_at,
        max_attempts=CRASHES,
    )


def _host(url: str) -> str:
    """What an event may show of a webhook's address: paths and queries often are secrets."""
    return urlsplit(url).hostname or ""
