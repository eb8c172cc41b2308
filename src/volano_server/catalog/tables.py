"""Assets, their immutable versions and moving aliases, lineage, policies, transitions and approvals, cards."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from volano_server.db import Json, Timestamp, metadata

assets = Table(
    "assets",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", String(100), nullable=False),
    Column("next_number", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("created_by", String(80), nullable=False),
    Column("created_by_name", Text, nullable=False),
    Column("deleted_at", Timestamp),
    UniqueConstraint("workspace_id", "kind", "name"),
)

asset_versions = Table(
    "asset_versions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("asset_id", String(36), ForeignKey("assets.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(80), nullable=False),
    # canonical JSON as text: JSONB would change how large numbers are written, and with it the digest
    Column("content", Text, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("metadata", Json, nullable=False),
    Column("run_id", String(80)),
    Column("notes", Text, nullable=False),
    Column("contributors", Json, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("created_by", String(80), nullable=False),
    Column("created_by_principal", String(80), nullable=False),
    Column("created_by_name", Text, nullable=False),
    Column("deleted_at", Timestamp),
    UniqueConstraint("asset_id", "number"),
    Index("ix_asset_versions_digest", "workspace_id", "digest"),
)

version_blobs = Table(
    "version_blobs",
    metadata,
    Column("version_id", String(36), ForeignKey("asset_versions.id"), primary_key=True),
    Column("name", String(400), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("digest", String(80), nullable=False),
    Column("size", BigInteger, nullable=False),
    Index("ix_version_blobs_digest", "digest"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("asset_id", String(36), ForeignKey("assets.id"), primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    # null once taken away: the row stays, so that revisions never start again
    Column("version_id", String(36), ForeignKey("asset_versions.id")),
    Column("revision", Integer, nullable=False),
    Column("transition_id", String(36)),
    Column("moved_at", Timestamp, nullable=False),
    Column("moved_by_name", Text, nullable=False),
    Index("ix_aliases_version", "version_id"),
)

asset_cards = Table(
    "asset_cards",
    metadata,
    Column("asset_id", String(36), ForeignKey("assets.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("status", String(20), nullable=False),
    Column("markdown", Text, nullable=False),
    Column("text_by", String(80), nullable=False),
    Column("written_by_name", Text, nullable=False),
    Column("created_at", Timestamp, nullable=False),
)

lineage_edges = Table(
    "lineage_edges",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("source_kind", String(40), nullable=False),
    Column("source_id", String(200), nullable=False),
    Column("target_kind", String(40), nullable=False),
    Column("target_id", String(200), nullable=False),
    Column("role", String(80), nullable=False),
    Column("data", Json, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    UniqueConstraint("workspace_id", "source_id", "target_id", "role", "source_kind", "target_kind"),
    Index("ix_lineage_edges_target", "workspace_id", "target_id"),
)

policies = Table(
    "policies",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("name", String(100), nullable=False),
    # the version in force, null once retired
    Column("in_force", Integer),
    Column("newest", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    UniqueConstraint("workspace_id", "name"),
)

policy_versions = Table(
    "policy_versions",
    metadata,
    Column("policy_id", String(36), ForeignKey("policies.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    # null rules end the policy
    Column("rules", Json),
    Column("state", String(20), nullable=False),
    Column("loosened", Json, nullable=False),
    Column("notes", Text, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("made_by_name", Text, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("decided_by_name", Text),
    Column("decided_at", Timestamp),
)

transitions = Table(
    "transitions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("asset_id", String(36), ForeignKey("assets.id"), nullable=False),
    Column("asset_kind", String(40), nullable=False),
    Column("asset_name", String(100), nullable=False),
    Column("alias", String(100), nullable=False),
    Column("from_version_id", String(36)),
    Column("from_number", Integer),
    Column("from_digest", String(80)),
    Column("to_version_id", String(36)),
    Column("to_number", Integer),
    Column("to_digest", String(80)),
    Column("reason", Text, nullable=False),
    Column("policies", Json, nullable=False),
    Column("policies_digest", String(80), nullable=False),
    Column("gates", Json, nullable=False),
    Column("gates_digest", String(80), nullable=False),
    Column("requested_by", String(80), nullable=False),
    Column("requested_by_principal", String(80), nullable=False),
    Column("requested_by_name", Text, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp, nullable=False),
    Column("closed_at", Timestamp),
    Column("closed_by_name", Text),
    Column("close_reason", Text, nullable=False),
    Column("rolls_back", String(36)),
    Column("needs_review", Boolean, nullable=False),
    Column("reviewed_by_name", Text),
    Column("reviewed_at", Timestamp),
    Column("review_notes", Text, nullable=False),
    Index("ix_transitions_list", "workspace_id", "id"),
    Index("ix_transitions_alias", "asset_id", "alias", "id"),
    Index("ix_transitions_due", "state", "expires_at"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("transition_id", String(36), ForeignKey("transitions.id"), nullable=False),
    Column("owner_id", String(80), nullable=False),
    Column("principal_id", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("key_id", String(36)),
    Column("notes", Text, nullable=False),
    Column("to_digest", String(80)),
    Column("policies_digest", String(80), nullable=False),
    Column("gates_digest", String(80), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("voided_at", Timestamp),
    Column("void_reason", Text, nullable=False),
    Index("ix_approvals_transition", "transition_id", "id"),
)
