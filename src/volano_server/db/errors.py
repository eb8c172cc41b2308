"""What can go wrong with the control store."""

from __future__ import annotations

from volano_server.kit.errors import AppError, Unavailable


class UnsupportedDatabase(AppError):
    code = "unsupported_database"


class DatabaseBusy(Unavailable):
    code = "database_busy"


class DatabaseFull(Unavailable):
    code = "database_full"


class DatabaseUnreachable(Unavailable):
    code = "database_unreachable"


class UnscopedQuery(Exception):
    """A defect: a statement in a workspace's transaction reaches rows of a table without naming the workspace."""
