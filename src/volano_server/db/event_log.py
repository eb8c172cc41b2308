"""The append-only, hash-chained event log: one chain for each workspace, written in the transaction of the change.

hash(n) = SHA-256(hash(n-1) || canonical JSON of row n without its hash). The head of each chain carries an
HMAC under a key kept outside the database, so that cutting the tail off and rewriting the head is seen as well.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from volano_server.db.columns import Json, Timestamp, metadata
from volano_server.kit.canonical import canonical_json

GENESIS = "0" * 64

events = Table(
    "events",
    metadata,
    Column("workspace_id", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("ts", Timestamp, nullable=False),
    Column("actor_kind", String(20), nullable=False),
    Column("actor_id", String(80), nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("owner_id", String(80), nullable=False),
    Column("auth_method", String(20), nullable=False),
    Column("ip", String(64), nullable=False),
    Column("request_id", String(64), nullable=False),
    Column("action", String(80), nullable=False),
    Column("object_kind", String(40), nullable=False),
    Column("object_id", String(200), nullable=False),
    Column("object_name", Text, nullable=False),
    Column("before_digest", String(80)),
    Column("after_digest", String(80)),
    Column("reason", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_events_object", "workspace_id", "object_kind", "object_id", "seq"),
)

event_heads = Table(
    "event_heads",
    metadata,
    Column("workspace_id", String(36), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event before it has its place in the chain."""

    workspace_id: str
    ts: int
    actor_kind: str
    actor_id: str
    actor_name: str
    owner_id: str
    auth_method: str
    ip: str
    request_id: str
    action: str
    object_kind: str
    object_id: str
    object_name: str
    before_digest: str | None
    after_digest: str | None
    reason: str
    data: dict[str, Any]


def chain_row(event: NewEvent, seq: int, prev_hash: str) -> dict[str, Any]:
    """The complete row that follows `prev_hash` at place `seq`."""
    row = asdict(event) | {"seq": seq, "prev_hash": prev_hash}
    return row | {"hash": row_hash(row)}


def row_hash(row: Mapping[str, Any]) -> str:
    """The 64 hex characters that `row` must carry."""
    content = {key: value for key, value in row.items() if key not in ("hash", "prev_hash")}
    return hashlib.sha256(bytes.fromhex(row["prev_hash"]) + canonical_json(content)).hexdigest()


def head_mac(key: bytes, workspace_id: str, seq: int, hash_: str) -> str:
    """The 64 hex characters that authenticate the head of one chain."""
    return hmac.new(key, canonical_json([workspace_id, seq, hash_]), hashlib.sha256).hexdigest()
