"""What can go wrong with the control store."""

from __future__ import annotations

from volano_server.kit.errors import AppError, BadInput, Conflict, Unavailable


class UnsupportedDatabase(AppError):
    code = "unsupported_database"


class DatabaseBusy(Unavailable):
    code = "database_busy"


class DatabaseFull(Unavailable):
    code = "database_full"


class DatabaseUnreachable(Unavailable):
    code = "database_unreachable"


class AlreadyExists(Conflict):
    code = "already_exists"


class BrokenReference(Conflict):
    code = "broken_reference"


class ValueTooLarge(BadInput):
    code = "value_too_large"


class UnscopedQuery(Exception):
    """A defect: a statement in a workspace's transaction reaches rows of a table without naming the workspace."""


def closed_database() -> DatabaseUnreachable:
    """What a store says once it is closed."""
    return DatabaseUnreachable("the database is closed", hint="the process is shutting down; try again")
