"""Migrations: applied once, found up to date without loading Alembic, refused when the store is newer."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from volano_server.config import load_settings
from volano_server.db import Database, DowngradeRefused, metadata, migrate, newest_revision, open_database
from volano_server.db.migrator import newest_file
from volano_server.kit.subject import system_subject

SYSTEM = system_subject("test")


def test_the_newest_file_is_the_newest_revision() -> None:
    assert newest_file() == newest_revision()


def test_a_second_start_has_nothing_to_do(tmp_path: Path) -> None:
    database = open_database(load_settings(home=tmp_path))
    assert migrate(database)[-1] == newest_revision()
    assert migrate(database) == []
    database.close()


def test_a_store_of_a_newer_volano_is_refused(database: Database) -> None:
    database.write(SYSTEM, lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '2099_01_01_0000'")))
    with pytest.raises(DowngradeRefused, match="2099_01_01_0000"):
        migrate(database)


def test_the_migrated_schema_is_the_one_in_the_code(database: Database) -> None:
    engine = database.backend.write_engine  # type: ignore[attr-defined]
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name != "alembic_version"}
        )
        assert compare_metadata(context, metadata) == []
