"""The shape of the house, checked by machine: streets, doors, rooms, sizes."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
SERVER = SOURCE / "volano_server"
AREAS = {path.name for path in SERVER.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
ROOMS = {"__init__", "routes", "jobs", "service", "store", "tables", "schemas", "domain", "errors", "plugins"}
KERNEL = {"app", "config", "db", "kit", "lake"}
DOUBLES = {"serving": {"gateway", "endpoints", "engines"}}
MAX_FILE, MAX_FUNCTION = 500, 60


def python_files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob("*.py")) if "versions" not in path.parts]


def test_areas_meet_at_the_door() -> None:
    graph = grimp.build_graph("volano_server", cache_dir=None)
    trespass = [
        f"{importer} -> {target}"
        for target in graph.modules
        if target.count(".") >= 2 and target.split(".")[1] in AREAS - {"kit"}
        for importer in graph.find_modules_that_directly_import(target)
        if importer.split(".")[1] in AREAS - {target.split(".")[1]}
        and not (importer == "volano_server.app.tables" and target.endswith((".tables", "db.event_log")))
    ]
    assert trespass == []


def rooms() -> list[tuple[str, Path]]:
    found = []
    for area in sorted(AREAS - KERNEL):
        halves = DOUBLES.get(area)
        folders = [SERVER / area / half for half in sorted(halves)] if halves else [SERVER / area]
        found += [(str(folder.relative_to(SERVER)), folder) for folder in folders if folder.exists()]
    return found


@pytest.mark.parametrize(("area", "folder"), rooms())
def test_an_area_has_only_the_rooms_of_the_plan(area: str, folder: Path) -> None:
    found = {path.stem for path in folder.iterdir() if path.name != "__pycache__"}
    assert found <= ROOMS, f"{area} has rooms that the plan does not know: {sorted(found - ROOMS)}"


@pytest.mark.parametrize("path", python_files(SOURCE), ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    if text.startswith('"""Generated'):
        return
    assert text.count("\n") <= MAX_FILE, "split the file by noun or verb"
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []
