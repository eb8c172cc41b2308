"""The control store: one schema on SQLite and PostgreSQL, one writer, and events chained into every change."""

from volano_server.db.columns import Json, Timestamp, metadata
from volano_server.db.database import Database, open_database
from volano_server.db.errors import (
    AlreadyExists,
    BrokenReference,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnreachable,
    UnscopedQuery,
    UnsupportedDatabase,
    ValueTooLarge,
)
from volano_server.db.event_log import event_heads, events
from volano_server.db.migrator import DowngradeRefused, migrate, newest_revision
from volano_server.db.tx import Tx
from volano_server.db.verify import ChainReport, append_checkpoint, verify_chain

__all__ = [
    "AlreadyExists",
    "BrokenReference",
    "ChainReport",
    "Database",
    "DatabaseBusy",
    "DatabaseFull",
    "DatabaseUnreachable",
    "DowngradeRefused",
    "Json",
    "Timestamp",
    "Tx",
    "UnscopedQuery",
    "UnsupportedDatabase",
    "ValueTooLarge",
    "append_checkpoint",
    "event_heads",
    "events",
    "metadata",
    "migrate",
    "newest_revision",
    "open_database",
    "verify_chain",
]
