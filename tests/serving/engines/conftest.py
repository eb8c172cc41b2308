"""A tiny model and a host for engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.engines.tiny_model import TEMPLATE, write_tiny_model
from volano_server.serving.engines import EngineHandle, EngineHost, EngineSpec


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> EngineSpec:
    path = tmp_path_factory.mktemp("model") / "tiny.gguf"
    digest = write_tiny_model(path, template=TEMPLATE)
    return EngineSpec(path, digest, name="tiny", context=256, threads=1)


@pytest.fixture(scope="session")
def shared_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineHost]:
    """One host for the tests that change nothing in it."""
    with EngineHost(tmp_path_factory.mktemp("logs")) as host:
        yield host


@pytest.fixture
def handle(shared_host: EngineHost, tiny: EngineSpec) -> EngineHandle:
    return shared_host.ensure(tiny)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[EngineHost]:
    with EngineHost(tmp_path / "logs") as host:
        yield host
