"""Evaluations and their rows: what was asked, expected, answered."""

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, String, Table, Text

from volano_server.db import Json, Timestamp, metadata

evaluations = Table(
    "evaluations",
    metadata,
    Column("run_id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("name", String(200), nullable=False),
    Column("spec", Json, nullable=False),
    Column("model_ref", String(220), nullable=False),
    Column("model_version_id", String(36), nullable=False),
    Column("prompt_version_id", String(36), nullable=False),
    Column("dataset_version_id", String(36), nullable=False),
    Column("dataset_digest", String(80), nullable=False),
    Column("protocol_digest", String(80), nullable=False),
    Column("labels", Json, nullable=False),
    Column("summary", Json),
    Column("created_at", Timestamp, nullable=False),
    Column("finished_at", Timestamp),
    Index("ix_evaluations_model", "workspace_id", "model_version_id", "finished_at"),
    Index("ix_evaluations_created", "workspace_id", "created_at"),
)
"""`protocol_digest` is equal for evaluations that may be compared: the same rows, expectations and scorer."""

evaluation_rows = Table(
    "evaluation_rows",
    metadata,
    Column("workspace_id", String(36), primary_key=True),
    Column("run_id", String(36), primary_key=True),
    Column("row_id", String(200), primary_key=True),
    Column("expected", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("predicted", Text),
    Column("value", Double),
    Column("correct", Boolean, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
)
