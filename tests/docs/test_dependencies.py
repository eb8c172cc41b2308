"""Every dependency has its line."""

from __future__ import annotations

import re
import tomllib

from tests.docs.blocks import DOCS, ROOT


def test_every_dependency_has_a_line_with_purpose_licence_and_way_out() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = {re.split(r"[^\w.-]", requirement)[0] for group in groups for requirement in group}
    lines = re.findall(r"^\| `([^`]+)` \| (.+) \|$", (DOCS / "dependencies.md").read_text(), re.MULTILINE)
    told = {name: [cell.strip() for cell in rest.split(" | ")] for name, rest in lines}
    assert sorted(told) == sorted(wanted)
    assert [name for name, cells in told.items() if len(cells) != 3 or not all(cells)] == []
