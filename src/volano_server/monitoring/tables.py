"""Monitors, what they found, and the notices that came of it."""

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, String, Table, Text, UniqueConstraint

from volano_server.db import Json, Timestamp, metadata

monitors = Table(
    "monitors",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("name", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("endpoint", String(100), nullable=False),
    Column("parameters", Json, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("status", String(20), nullable=False),
    Column("state", Json, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    UniqueConstraint("workspace_id", "name"),
)

monitor_results = Table(
    "monitor_results",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("monitor_id", String(36), nullable=False),
    Column("ran_at", Timestamp, nullable=False),
    Column("value", Double),
    Column("n", BigInteger, nullable=False),
    Column("body", Json, nullable=False),
    Index("ix_monitor_results_monitor", "workspace_id", "monitor_id", "ran_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("monitor_id", String(36), nullable=False),
    Column("monitor", String(100), nullable=False),
    Column("endpoint", String(100), nullable=False),
    Column("incident", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("value", Double),
    Column("summary", Text, nullable=False),
    Column("muted", Boolean, nullable=False),
    Column("at", Timestamp, nullable=False),
    Index("ix_alerts_time", "workspace_id", "at"),
)
