"""The wire types of events and webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from volano_server.kit.wire import Moment


class Body(BaseModel):
    """What a caller sends: a field that we do not know is an error."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What we answer, read from rows."""

    model_config = ConfigDict(from_attributes=True)


class ActorShown(Shown):
    """Who did it; `owner_id` is the person behind a key or service account."""

    kind: str
    id: str
    name: str
    owner_id: str


class ObjectShown(Shown):
    kind: str
    id: str
    name: str


class EventShown(Shown):
    """One thing that happened: who did what to what, and why."""

    seq: int
    at: Moment
    action: str
    actor: ActorShown
    object: ObjectShown
    reason: str
    before_digest: str | None
    after_digest: str | None
    data: dict[str, Any]
    request_id: str


def show_event(row: Mapping[str, Any]) -> EventShown:
    """An event for people and webhooks: without addresses and hashes, which the audit export has."""
    return EventShown(
        seq=row["seq"],
        at=row["ts"],
        action=row["action"],
        actor=ActorShown(kind=row["actor_kind"], id=row["actor_id"], name=row["actor_name"], owner_id=row["owner_id"]),
        object=ObjectShown(kind=row["object_kind"], id=row["object_id"], name=row["object_name"]),
        reason=row["reason"],
        before_digest=row["before_digest"],
        after_digest=row["after_digest"],
        data=row["data"],
        request_id=row["request_id"],
    )


class AuditEvent(EventShown):
    """An event as auditors see it: also by which credential and from where."""

    auth_method: str
    ip: str


def show_audit_event(row: Mapping[str, Any]) -> AuditEvent:
    """An event for auditors; the hashes are in the audit export."""
    return AuditEvent(**dict(show_event(row)), auth_method=row["auth_method"], ip=row["ip"])


class AuditReport(Shown):
    """`fault` is empty and `is_whole` true when no event was changed, removed, added or moved."""

    is_whole: bool
    events: int
    head_hash: str
    fault: str


# ---- webhooks -------------------------------------------------------------------------------------------------


class CreateWebhook(Body):
    name: str = Field(max_length=100)
    url: str = Field(max_length=2000)
    events: list[str] = Field(min_length=1, max_length=50, description="`transition:applied`, `run:*` or `*`")


class ChangeWebhook(Body):
    url: str | None = Field(default=None, max_length=2000)
    events: list[str] | None = Field(default=None, min_length=1, max_length=50)
    is_enabled: bool | None = None


class WebhookShown(Shown):
    id: str
    name: str
    url: str
    events: list[str]
    is_enabled: bool
    disabled_reason: str
    revision: int
    created_at: Moment
    updated_at: Moment


class NewWebhook(Shown):
    """`secret` verifies the signatures; it is shown this once."""

    webhook: WebhookShown
    secret: str


class NewSecret(Shown):
    """Messages carry signatures by the new and the old secret until the old one expires."""

    secret: str
    old_expires_at: Moment


class AttemptShown(Shown):
    """One try; `status` is null when nothing came back, and `fault` says why. Answers' bodies are not kept."""

    number: int
    at: Moment
    milliseconds: int
    status: int | None
    fault: str


class DeliveryShown(Shown):
    """One event on its way to one webhook; `id` is its `webhook-id`. `event_seq` is null for a ping."""

    id: str
    event_seq: int | None
    action: str
    state: Literal["waiting", "delivered", "failed"]
    next_at: Moment | None
    created_at: Moment
    finished_at: Moment | None
    attempts: list[AttemptShown]
