"""One attempt to deliver one event: load, sign, send, write down how it went."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.events.domain.signing import GONE, signature_headers, wait_after
from volano_server.events.schemas import show_event
from volano_server.events.service.webhooks import PING, enqueue_attempt
from volano_server.events.store import DeliveryStore, EventStore, WebhookStore
from volano_server.jobs import JobContext, JobService
from volano_server.kit.canonical import canonical_json
from volano_server.kit.clock import SECOND, now, to_rfc3339
from volano_server.kit.errors import AppError
from volano_server.kit.outbound import OutboundClient
from volano_server.kit.vault import Vault

ANSWER_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out, and the sealed secrets that sign it (id, text)."""

    id: str
    workspace_id: str
    url: str
    body: bytes
    secrets: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went: `status` is None when nothing came back."""

    status: int | None
    fault: str
    milliseconds: int


class WebhookSender:
    """What the job `webhooks:deliver` does."""

    def __init__(self, jobs: JobService, outbound: OutboundClient, vault: Vault) -> None:
        self._jobs = jobs
        self._outbound = outbound
        self._vault = vault

    def deliver(self, context: JobContext[Any], delivery_id: str, first: int) -> str:
        """What has become of the delivery: `delivered`, `waiting` for its next attempt, `failed` or `gone`.

        `first` is the attempt from which on its pauses are counted: above 1 once it was sent again by hand.
        """
        message = context.read(lambda tx: _load(tx, delivery_id))
        outcome = self._send(message) if message else None
        return context.write(lambda tx: self._settle(tx, delivery_id, outcome, first))

    def _send(self, message: Message) -> Outcome:
        begun, status, fault = time.monotonic(), None, ""
        try:
            secrets = [
                self._vault.open(sealed, workspace_id=message.workspace_id, record=f"webhook_secret/{secret_id}")
                for secret_id, sealed in message.secrets
            ]
            headers = {
                "Content-Type": "application/json",
                **signature_headers(secrets, message.id, now() // SECOND, message.body),
            }
            answer = self._outbound.send(
                "POST", message.url, headers=headers, body=message.body, max_bytes=ANSWER_BYTES
            )
            status = answer.status
            if not 200 <= status < 300:
                fault = f"answered {status}" + ("; redirects are not followed" if 300 <= status < 400 else "")
        except AppError as error:
            fault = error.message
        return Outcome(status, fault, round((time.monotonic() - begun) * 1000))

    def _settle(self, tx: Tx, delivery_id: str, outcome: Outcome | None, first: int) -> str:
        store = DeliveryStore(tx)
        delivery = store.find(delivery_id)
        if delivery is None or delivery.state != "waiting":
            return "gone" if delivery is None else str(delivery.state)
        if outcome is None:
            return _finish(tx, delivery, "failed")
        number = _note(store, delivery_id, outcome)
        if not outcome.fault:
            return _finish(tx, delivery, "delivered")
        if outcome.status == GONE:
            _disable(tx, delivery.webhook_id, "the receiver answered 410 Gone")
        wait = wait_after(number - first + 1)
        if outcome.status == GONE or wait is None:
            return _finish(tx, delivery, "failed")
        store.change(delivery_id, next_at=tx.now() + wait)
        enqueue_attempt(self._jobs, tx, delivery_id, number=number + 1, first=first, run_at=tx.now() + wait)
        return "waiting"


def follow_job(tx: Tx, delivery_id: str, state: str, message: str) -> None:
    """Nothing; a waiting delivery whose job ended without success has failed, and one whose job waits again waits."""
    store = DeliveryStore(tx)
    delivery = store.find(delivery_id)
    if delivery is None:
        return
    if state == "queued" and delivery.state == "failed":
        store.change(delivery_id, state="waiting", next_at=tx.now(), finished_at=None)
    elif state != "queued" and delivery.state == "waiting":
        _note(store, delivery_id, Outcome(None, f"the delivering job ended as {state}: {message}", 0))
        _finish(tx, delivery, "failed")


def _note(store: DeliveryStore, delivery_id: str, outcome: Outcome) -> int:
    """The number of the attempt that was noted."""
    number = store.count_attempts(delivery_id) + 1
    how = {"milliseconds": outcome.milliseconds, "status": outcome.status, "fault": outcome.fault}
    store.note_attempt({"delivery_id": delivery_id, "number": number, **how})
    return number


def _load(tx: Tx, delivery_id: str) -> Message | None:
    """The message, or None when it is not to be sent any more."""
    delivery = DeliveryStore(tx).find(delivery_id)
    webhook = WebhookStore(tx).find(delivery.webhook_id) if delivery else None
    if delivery is None or webhook is None or delivery.state != "waiting" or webhook.state != "enabled":
        return None
    content: dict[str, Any] = {"type": PING, "timestamp": to_rfc3339(delivery.created_at), "data": {}}
    if delivery.event_seq is not None:
        event = EventStore(tx).at(delivery.event_seq)
        if event is None:
            return None
        shown = show_event(event).model_dump(mode="json")
        content = {"type": event["action"], "timestamp": to_rfc3339(event["ts"]), "data": shown}
    secrets = [(secret.id, secret.sealed) for secret in WebhookStore(tx).live_secrets(webhook.id)]
    return Message(delivery.id, tx.workspace_id, webhook.url, canonical_json(content), secrets)


def _finish(tx: Tx, delivery: Row[Any], state: str) -> str:
    DeliveryStore(tx).change(delivery.id, state=state, next_at=None, finished_at=tx.now())
    return state


def _disable(tx: Tx, webhook_id: str, reason: str) -> None:
    store = WebhookStore(tx)
    webhook = store.find(webhook_id)
    if webhook is not None and webhook.state == "enabled":
        store.change(webhook, state="disabled", disabled_reason=reason)
        tx.record("webhook:disable", "webhook", webhook_id, name=webhook.name, reason=reason)
