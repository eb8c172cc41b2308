"""Runs with their tags, links to versions, metric points and summaries, log lines and artifacts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, String, Table, Text

from volano_server.db import Json, Timestamp, metadata

runs = Table(
    "runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("error", Text),
    Column("parameters", Json, nullable=False),
    Column("parent_id", String(36), ForeignKey("runs.id")),
    Column("job_id", String(36)),
    Column("code_version", String(200)),
    Column("environment_digest", String(80)),
    Column("seed", BigInteger),
    Column("cost_micros", BigInteger, nullable=False),
    Column("started_by_id", String(80), nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started_at", Timestamp, nullable=False),
    Column("finished_at", Timestamp),
    Column("deleted_at", Timestamp),
    Column("revision", Integer, nullable=False),
    Column("progress_at", Timestamp, nullable=False),
    Column("log_lines", BigInteger, nullable=False),
    Column("log_bytes", BigInteger, nullable=False),
    Column("log_dropped", BigInteger, nullable=False),
    Index("ix_runs_list", "workspace_id", "id"),
    Index("ix_runs_parent", "workspace_id", "parent_id", "id"),
    Index("ix_runs_job", "workspace_id", "job_id"),
)

run_tags = Table(
    "run_tags",
    metadata,
    Column("workspace_id", String(36), nullable=False),
    Column("run_id", String(36), ForeignKey("runs.id"), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("value", String(1000), nullable=False),
    Index("ix_run_tags_find", "workspace_id", "key", "value", "run_id"),
)

run_links = Table(
    "run_links",
    metadata,
    Column("workspace_id", String(36), nullable=False),
    Column("run_id", String(36), ForeignKey("runs.id"), primary_key=True),
    Column("direction", String(10), primary_key=True),
    Column("role", String(80), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("ref", String(200), primary_key=True),
    Column("version_id", String(36), nullable=False),
    Index("ix_run_links_version", "workspace_id", "version_id", "direction"),
)

metric_points = Table(
    "metric_points",
    metadata,
    Column("workspace_id", String(36), nullable=False),
    Column("run_id", String(36), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("step", BigInteger, primary_key=True, autoincrement=False),
    Column("ts", Timestamp, primary_key=True, autoincrement=False),
    Column("value", Double),
    Column("flag", String(10)),
)
"""`flag` is `NaN`, `Infinity` or `-Infinity` where there is no finite `value`."""

metric_summaries = Table(
    "metric_summaries",
    metadata,
    Column("workspace_id", String(36), nullable=False),
    Column("run_id", String(36), ForeignKey("runs.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("points", BigInteger, nullable=False),
    Column("not_finite", BigInteger, nullable=False),
    Column("first_step", BigInteger, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("last_ts", Timestamp, nullable=False),
    Column("last_value", Double),
    Column("last_flag", String(10)),
    Column("min_value", Double),
    Column("max_value", Double),
)

run_log_lines = Table(
    "run_log_lines",
    metadata,
    Column("workspace_id", String(36), nullable=False),
    Column("run_id", String(36), primary_key=True),
    Column("line", BigInteger, primary_key=True, autoincrement=False),
    Column("stream", String(40), nullable=False),
    Column("ts", Timestamp, nullable=False),
    Column("text", Text, nullable=False),
)

run_artifacts = Table(
    "run_artifacts",
    metadata,
    Column("workspace_id", String(36), nullable=False),
    Column("run_id", String(36), ForeignKey("runs.id"), primary_key=True),
    Column("name", String(400), primary_key=True),
    Column("digest", String(80), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("created_at", Timestamp, nullable=False),
)
