"""Fixtures of the catalog's tests: one store for all of them, a workspace of its own for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.catalog.cast import ROLES, Cast
from tests.conftest import Stores
from tests.harness.house import TestHouse
from volano_server.db import Database, Tx, open_database
from volano_server.kit.ids import new_id


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


@pytest.fixture(scope="session")
def town(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestHouse]:
    """The running application; each test moves into a workspace of its own."""
    home: Path = tmp_path_factory.mktemp("catalog-house") / "home"
    made = TestHouse(stores.settings(home))
    yield made
    made.close()


@pytest.fixture
def callers(town: TestHouse) -> Iterator[dict[str, TestClient]]:
    """HTTP clients of people in a fresh workspace, and of a stranger who is admin of another."""
    workspace = town.make_workspace(f"w-{new_id()}")
    roles = {**ROLES, "vic": "viewer"}
    members = {name: town.make_member(role, workspace, name=name.title()) for name, role in roles.items()}
    clients = {name: town.client(member) for name, member in members.items()}
    yield clients | {"stranger": town.client(town.stranger)}
    for client in clients.values():
        client.close()
