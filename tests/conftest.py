"""Every test that touches a store runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

import volano_server.app.tables  # noqa: F401 - registers every table
from tests.harness.house import TestHouse
from tests.harness.postgres import PrivatePostgres, find_binaries
from tests.harness.stores import PostgresStores, SqliteStores
from volano_server.config import Settings
from volano_server.db import Database, open_database

Stores = SqliteStores | PostgresStores

hypothesis.settings.register_profile(  # nothing that depends on how quick the machine is
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=["sqlite", "postgresql", "both"], default="both", help="which stores to test on"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stores" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
        metafunc.parametrize("stores", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    """The kind of store this test runs on."""
    made: Stores
    if request.param == "sqlite":
        made = SqliteStores()
    else:
        binaries = find_binaries()
        if binaries is None:
            pytest.fail(
                "no PostgreSQL on this machine: install Debian's `postgresql` package, "
                "or run with `--database sqlite` and know that half of the tests did not run"
            )
        made = PostgresStores(PrivatePostgres(binaries))
    yield made
    made.stop()


@pytest.fixture
def settings(stores: Stores, tmp_path: Path) -> Iterator[Settings]:
    """Settings for a fresh, migrated store."""
    made = stores.settings(tmp_path / "home")
    yield made
    stores.release(made)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """A fresh, migrated, open store."""
    opened = open_database(settings)
    yield opened
    opened.close()


@pytest.fixture
def house(settings: Settings) -> Iterator[TestHouse]:
    """The running application with a person of each role."""
    made = TestHouse(settings)
    yield made
    made.close()
