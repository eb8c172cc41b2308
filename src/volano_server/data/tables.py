"""Reports on dataset versions: what an import read, what a recipe removed, what a profile found."""

from sqlalchemy import Column, String, Table

from volano_server.db import Json, Timestamp, metadata

dataset_reports = Table(
    "dataset_reports",
    metadata,
    Column("workspace_id", String(36), primary_key=True),
    Column("version_id", String(36), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("body", Json, nullable=False),
    Column("created_at", Timestamp, nullable=False),
)
