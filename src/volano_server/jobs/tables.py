"""Jobs, the results of their finished steps, schedules, and the workers that are alive.

The partial indexes are what claiming reads: they hold waiting and running jobs only, so that a long history costs
nothing. Their conditions are literals, because neither database matches a bound parameter with a partial index.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from volano_server.db import Json, Timestamp, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("queue", String(40), nullable=False),
    Column("args", Json, nullable=False),
    Column("subject", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("rank", Integer, nullable=False),  # minus the priority, so that a plain index serves the order of claiming
    Column("run_at", Timestamp, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("lease_until", Timestamp),
    Column("worker_id", String(36)),
    Column("cancel_requested_at", Timestamp),
    Column("progress_done", BigInteger),
    Column("progress_total", BigInteger),
    Column("progress_message", Text),
    Column("result", Json),
    Column("error", Json),
    Column("dedupe_key", String(200)),
    Column("parent_id", String(36)),
    Column("run_id", String(36)),
    Column("created_at", Timestamp, nullable=False),
    Column("started_at", Timestamp),
    Column("finished_at", Timestamp),
    UniqueConstraint("workspace_id", "dedupe_key"),
    Index("ix_jobs_list", "workspace_id", "id"),
    Index("ix_jobs_list_state", "workspace_id", "state", "id"),
    Index(
        "ix_jobs_claim", "workspace_id", "queue", "rank", "run_at", "id",
        sqlite_where=text("state = 'queued'"), postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_jobs_due", "workspace_id", "queue", "run_at",
        sqlite_where=text("state = 'queued'"), postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_jobs_running", "workspace_id", "queue", "lease_until",
        sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'"),
    ),
    Index(
        "ix_jobs_held", "worker_id",
        sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'"),
    ),
)  # fmt: skip

is_queued: ColumnElement[bool] = jobs.c.state == literal_column("'queued'")
is_running: ColumnElement[bool] = jobs.c.state == literal_column("'running'")

job_steps = Table(
    "job_steps",
    metadata,
    Column("job_id", String(36), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("position", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("result", Json),
    Column("finished_at", Timestamp, nullable=False),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("name", String(100), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("args", Json, nullable=False),
    Column("subject", Json, nullable=False),
    Column("cron", String(200)),
    Column("every_seconds", Integer),
    Column("timezone", String(60), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("next_run_at", Timestamp, nullable=False),
    Column("last_run_at", Timestamp),
    Column("last_job_id", String(36)),
    Column("fault", Text),
    Column("revision", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    UniqueConstraint("workspace_id", "name"),
    Index("ix_schedules_due", "enabled", "next_run_at"),
    Index("ix_schedules_list", "workspace_id", "id"),
)

workers = Table(
    "workers",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("process", Text, nullable=False),
    Column("queues", Json, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("threads", Integer, nullable=False),
    Column("draining", Boolean, nullable=False),
    Column("started_at", Timestamp, nullable=False),
    Column("alive_until", Timestamp, nullable=False),
)
