"""Workspaces, people, memberships, service accounts, keys, sessions, and the answers kept for repeated requests."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from volano_server.db import Json, Timestamp, metadata

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("slug", String(100), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("created_at", Timestamp, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("email", String(320), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text),
    Column("created_at", Timestamp, nullable=False),
    Column("activated_at", Timestamp),
    Column("disabled_at", Timestamp),
)

memberships = Table(
    "memberships",
    metadata,
    Column("workspace_id", String(36), ForeignKey("workspaces.id"), primary_key=True),
    Column("person_id", String(36), ForeignKey("people.id"), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Index("ix_memberships_person", "person_id"),
)

service_accounts = Table(
    "service_accounts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("owner_id", String(36), ForeignKey("people.id"), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("disabled_at", Timestamp),
    UniqueConstraint("workspace_id", "name"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("prefix", String(12), nullable=False, unique=True),
    Column("secret_hash", String(64), nullable=False),
    Column("role", String(20), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("owner_id", String(36), ForeignKey("people.id"), nullable=False),
    Column("service_account_id", String(36), ForeignKey("service_accounts.id")),
    Column("created_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp),
    Column("last_used_at", Timestamp),
    Column("revoked_at", Timestamp),
    Index("ix_api_keys_list", "workspace_id", "id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("csrf_token", String(64), nullable=False),
    Column("person_id", String(36), ForeignKey("people.id"), nullable=False),
    Column("ip", String(64), nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp, nullable=False),
    Column("seen_at", Timestamp, nullable=False),
    Column("revoked_at", Timestamp),
    Index("ix_sessions_person", "person_id"),
)

one_time_tokens = Table(
    "one_time_tokens",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("person_id", String(36), ForeignKey("people.id")),
    Column("created_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp, nullable=False),
    Column("used_at", Timestamp),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("bucket", String(400), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("first_at", Timestamp, nullable=False),
    Column("blocked_until", Timestamp, nullable=False),
)

idempotent_answers = Table(
    "idempotent_answers",
    metadata,
    Column("workspace_id", String(36), primary_key=True),
    Column("principal_id", String(80), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_digest", String(80), nullable=False),
    Column("answer", LargeBinary),
    Column("created_at", Timestamp, nullable=False),
)
