"""Refusals of the store that no service foresaw: two requests at once for one name, a row that another one needs, a
value that does not fit its column."""

from __future__ import annotations

import logging
import re

from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.exc import DBAPIError

from volano_server.db.columns import metadata
from volano_server.db.errors import AlreadyExists, BrokenReference, ValueTooLarge
from volano_server.kit.errors import AppError

_LOG = logging.getLogger("volano.db")
_HIDDEN = {"workspace_id"}
_MISFITS = {"22001", "22003"}  # a text too long for its column, a number out of range
_SQLITE_COLUMN = re.compile(r"(\w+)\.(\w+)")


def refusal_of(error: BaseException) -> AppError | None:
    """What a caller may see of a violated unique or foreign key or a misfit, or None when `error` is something else.

    It names table and columns and never a value. A service that can say it better checks first and raises its own.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    text, state = str(cause), getattr(cause, "sqlstate", None)
    if state in _MISFITS or (isinstance(cause, OverflowError) and "SQLite" in text):
        return ValueTooLarge(
            "a number or a text is larger than the store can hold",
            hint="numbers have up to 64 bits, names up to 100 characters",
        )
    if not isinstance(error, DBAPIError):
        return None
    if state == "23505" or text.startswith("UNIQUE constraint failed"):
        table, columns = _unique_of(error)
        _LOG.warning("a unique key of %s (%s) refused a write that no service had refused", table, ", ".join(columns))
        return AlreadyExists(
            f"there is one already among {_words(table)} with the same {' and '.join(columns) or 'key'}",
            hint="look at the one that exists, or choose another name; sent twice at once, the first one counted",
        )
    if state == "23503" or text.startswith("FOREIGN KEY constraint failed"):
        _LOG.warning("a foreign key refused a write that no service had refused: %s", _foreign_of(error))
        return BrokenReference(
            "this names something that is not there (any more), or removes something that is still needed",
            hint="read both again: somebody else may have changed them at the same moment",
        )
    return None


def _unique_of(error: DBAPIError) -> tuple[str, list[str]]:
    """Table and telling columns of the key that was violated."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is None:
        named = _SQLITE_COLUMN.findall(str(error.orig))
        return (named[0][0] if named else ""), [column for _, column in named if column not in _HIDDEN]
    table = metadata.tables.get(diagnosis.table_name)
    columns = _columns(table, diagnosis.constraint_name) if table is not None else []
    return diagnosis.table_name or "", [column for column in columns if column not in _HIDDEN]


def _columns(table: Table, constraint_name: str | None) -> list[str]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.name == constraint_name:
            return [column.name for column in constraint.columns]
    return [column.name for column in table.primary_key] if constraint_name == table.primary_key.name else []


def _foreign_of(error: DBAPIError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    return str(diagnosis.constraint_name) if diagnosis else "SQLite does not say which"


def _words(table: str) -> str:
    return table.replace("_", " ") or "the rows"
