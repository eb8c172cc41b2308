"""Reviews: answers on which somebody or something disagrees, waiting for a person's decision."""

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint

from volano_server.db import Timestamp, metadata

reviews = Table(
    "reviews",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("queue", String(100), nullable=False),
    Column("trace_id", String(32), nullable=False),
    Column("version_ref", String(220)),
    Column("input", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("proposed", String(200), nullable=False),
    Column("proposed_by", String(200), nullable=False),
    Column("source", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("decision", String(200)),
    Column("comment", Text, nullable=False),
    Column("decided_by", String(80)),
    Column("decided_by_name", Text),
    Column("decided_at", Timestamp),
    Column("collected_in", String(36)),
    Column("created_at", Timestamp, nullable=False),
    UniqueConstraint("workspace_id", "queue", "trace_id"),
    Index("ix_reviews_open", "workspace_id", "state", "queue", "id"),
)
"""`collected_in` is the run that took the decision into a data set."""
