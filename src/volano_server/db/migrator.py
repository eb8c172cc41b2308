"""Migrations: dated steps through Alembic, run at start under a lock, refused when the store is newer than the code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from volano_server.db.database import Database
from volano_server.db.tx import Tx
from volano_server.kit.errors import AppError
from volano_server.kit.subject import system_subject

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

_LOCK = 7_700_001
_REVISION = len("2026_11_21_0000")


class DowngradeRefused(AppError):
    code = "downgrade_refused"


def newest_revision() -> str:
    """The revision this code was written for. Raises RuntimeError when two heads exist."""
    head = _scripts().get_current_head()
    if head is None:
        raise RuntimeError("there is no migration")
    return head


def migrate(database: Database) -> list[str]:
    """The revisions that were applied, oldest first; empty when the store was up to date.

    Raises DowngradeRefused when the store was written by a newer Volano.
    """
    if _stored_revision(database) == newest_file():
        return []  # the common start: nothing to do, and Alembic is not even loaded
    scripts = _scripts()
    known = {script.revision for script in scripts.walk_revisions()}
    if database.dialect == "sqlite":
        from volano_server.db.sqlite import SqliteBackend, exclusive

        assert isinstance(database.backend, SqliteBackend)
        with exclusive(database.backend.path) as connection:
            return _upgrade(connection, scripts, known)
    from volano_server.db.postgres import PostgresBackend

    assert isinstance(database.backend, PostgresBackend)
    with database.backend.write_engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        return _upgrade(connection, scripts, known)


def newest_file() -> str:
    """The revision of the newest migration by its file's name: names begin with their dated revision."""
    folder = Path(__file__).parent / "migrations" / "versions"
    return max(path.stem[:_REVISION] for path in folder.glob("2*.py"))


def _stored_revision(database: Database) -> str | None:
    def look(tx: Tx) -> str | None:
        found: str | None = tx.value(text("SELECT version_num FROM alembic_version"))
        return found

    try:
        return database.read(system_subject("migrator"), look)
    except (DBAPIError, AppError):
        return None  # a store that was never migrated


def _upgrade(connection: Connection, scripts: ScriptDirectory, known: set[str]) -> list[str]:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"transactional_ddl": False})
    current = context.get_current_revision()
    if current is not None and current not in known:
        raise DowngradeRefused(
            f"the database is at `{current}`, which this Volano does not know",
            hint="start the newer Volano that wrote it, or restore a backup made before the upgrade",
        )
    steps = list(reversed(list(scripts.iterate_revisions("heads", current or "base"))))
    context._ensure_version_table()  # noqa: SLF001 - Alembic offers no public door for it
    for step in steps:
        with Operations.context(context):
            step.module.upgrade()
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:v)"), {"v": step.revision})
    return [step.revision for step in steps]


def _scripts() -> ScriptDirectory:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)
