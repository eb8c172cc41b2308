"""Endpoints, and the callers who may not use them for a while."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, UniqueConstraint

from volano_server.db import Json, Timestamp, metadata

endpoints = Table(
    "endpoints",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("name", String(100), nullable=False),
    Column("spec_number", Integer, nullable=False),
    Column("plan", Json, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("updated_at", Timestamp, nullable=False),
    UniqueConstraint("workspace_id", "name"),
)

restrictions = Table(
    "restrictions",
    metadata,
    Column("workspace_id", String(36), primary_key=True),
    Column("principal_id", String(80), primary_key=True),
    Column("level", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", Timestamp, nullable=False),
    Column("created_at", Timestamp, nullable=False),
)
