"""Every engine gives the same rows and the same report."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from tests.data.conftest import MAILS
from tests.data.plugins.test_recipes import RECIPE
from volano_server.data.domain.recipe import parse_recipe
from volano_server.data.plugins.engines import EngineName
from volano_server.data.plugins.imports import import_files
from volano_server.data.plugins.recipes import Prepared, run_recipe
from volano_server.lake import DatasetStore


def prepared(lake: DatasetStore, engine: EngineName, recipe: list[dict[str, Any]], table: str = "mails") -> Prepared:
    return run_recipe(lake, table, 1, parse_recipe(recipe), f"out-{engine}", engine=engine)


@pytest.mark.parametrize(
    "recipe", [RECIPE, RECIPE[:2], [{"step": "filter_rows", "params": {"where": "row_id = 'none'"}}]]
)
def test_daft_gives_what_the_inline_engine_gives(recipe: list[dict[str, Any]], lake: DatasetStore) -> None:
    import_files(lake, "mails", [MAILS])
    inline, daft = (prepared(lake, engine, recipe) for engine in ("inline", "daft"))
    assert daft.fingerprint == inline.fingerprint
    removed = [lake.open(done.removed_table).fingerprint() for done in (inline, daft)]
    assert removed[0] == removed[1]
    for one, other in zip(inline.report["steps"], daft.report["steps"], strict=True):
        assert one | {"seconds": 0} == other | {"seconds": 0}


def test_an_empty_table_passes_through_daft(lake: DatasetStore) -> None:
    import_files(lake, "mails", [MAILS])
    lake.create("none", lake.open("mails").schema.empty_table(), key="row_id")
    assert prepared(lake, "daft", RECIPE, "none").rows == 0


def test_daft_does_not_report_its_use() -> None:
    script = """
import socket
def refuse(*arguments):
    raise AssertionError("the network was used")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import threading
import volano_server.data.plugins.engines.daft
from daft.scarf_telemetry import track_import_on_scarf
print(track_import_on_scarf()[0], [thread.name for thread in threading.enumerate()])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "None ['MainThread']\n"


def test_recipes_load_no_daft_unless_it_is_asked_for() -> None:
    script = "import sys, volano_server.data.plugins.recipes; print('daft' in sys.modules, 'duckdb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
