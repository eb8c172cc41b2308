"""Fresh control stores for tests: a migrated template is copied, so that each test has its own."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.harness.postgres import PrivatePostgres
from volano_server.config import Settings, load_settings
from volano_server.db import migrate, open_database

_counter = itertools.count(1)


class SqliteStores:
    """Copies of one migrated file."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="volano-sqlite-"))
        template = load_settings(home=self._folder)
        database = open_database(template)
        migrate(database)
        database.close()

    def settings(self, home: Path, **overrides: Any) -> Settings:
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._folder / "volano.db", home / "volano.db")
        return load_settings(home=home, **overrides)

    def release(self, settings: Settings) -> None:
        """Nothing; the test's folder goes with the test."""

    def stop(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


class PostgresStores:
    """Databases made from one migrated template."""

    def __init__(self, server: PrivatePostgres) -> None:
        self._server = server
        server.execute("CREATE DATABASE template_volano")
        with tempfile.TemporaryDirectory() as home:
            database = open_database(load_settings(home=home, database={"url": server.url("template_volano")}))
            migrate(database)
            database.close()

    def settings(self, home: Path, **overrides: Any) -> Settings:
        home.mkdir(parents=True, exist_ok=True)
        name = f"volano_{next(_counter)}"
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE template_volano STRATEGY FILE_COPY")
        merged = {"database": {"url": self._server.url(name), "pool_size": 4}, **overrides}
        return load_settings(home=home, **merged)

    def release(self, settings: Settings) -> None:
        """Nothing; drops the database of a test that is over."""
        name = settings.database.url.rsplit("/", 1)[1]
        self._server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        self._server.stop()
