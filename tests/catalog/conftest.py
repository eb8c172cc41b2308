"""Fixtures of the catalog's tests: one store for all of them, a workspace of its own for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog.cast import Cast
from tests.conftest import Stores
from volano_server.db import Database, Tx, open_database


@pytest.fixture(scope="session")
def shared(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated, open store; tests meet in it, as workspaces do."""
    home: Path = tmp_path_factory.mktemp("catalog") / "home"
    opened = open_database(stores.settings(home))
    yield opened
    opened.close()


@pytest.fixture
def cast(shared: Database) -> Cast:
    """People, and a model `triage` with three versions by Anna, none of them pointed at."""
    made = Cast(shared)

    def publish(tx: Tx) -> None:
        for number in (1, 2, 3):
            made.catalog.publish_version(tx, "model", "triage", {"weights": number})

    made.do("anna", publish)
    return made
