"""Webhooks: where events are sent, the secrets that sign them, and the log of deliveries."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from volano_server.db import Json, Timestamp, metadata

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("name", String(100), nullable=False),
    Column("url", Text, nullable=False),
    Column("events", Json, nullable=False),
    Column("state", String(20), nullable=False),
    Column("disabled_reason", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("updated_at", Timestamp, nullable=False),
    UniqueConstraint("workspace_id", "name"),
)

webhook_secrets = Table(
    "webhook_secrets",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("webhook_id", String(36), ForeignKey("webhooks.id"), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp),
    Index("ix_webhook_secrets_webhook", "workspace_id", "webhook_id"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("webhook_id", String(36), ForeignKey("webhooks.id"), nullable=False),
    Column("event_seq", BigInteger),
    Column("action", String(80), nullable=False),
    Column("state", String(20), nullable=False),
    Column("next_at", Timestamp),
    Column("created_at", Timestamp, nullable=False),
    Column("finished_at", Timestamp),
    Index("ix_webhook_deliveries_list", "workspace_id", "webhook_id", "id"),
    Index("ix_webhook_deliveries_age", "created_at"),
)

webhook_attempts = Table(
    "webhook_attempts",
    metadata,
    Column("delivery_id", String(36), ForeignKey("webhook_deliveries.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("at", Timestamp, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("status", Integer),
    Column("fault", Text, nullable=False),
    Index("ix_webhook_attempts_workspace", "workspace_id", "delivery_id"),
)
