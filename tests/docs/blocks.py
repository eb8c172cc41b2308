"""The fenced blocks of a page, and how each is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_FENCE = re.compile(r"^```(\w+)(?:[ ]([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = ("python", "bash", "console")
SHOWN = ("text", "json", "yaml", "sql")


@dataclass(frozen=True)
class Block:
    """One fenced block. `mark` is `slow`, `no-run` or nothing; the text after its colon is the reason."""

    page: Path
    line: int
    language: str
    mark: str
    reason: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks_of(page: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    text = page.read_text()
    found = []
    for match in _FENCE.finditer(text):
        mark, _, reason = (match[2] or "").partition(":")
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(page, line, match[1], mark.strip(), reason.strip(), match[3]))
    return found


def run_block(block: Block, names: dict[str, Any], folder: Path, variables: dict[str, str]) -> None:
    """Nothing; raises AssertionError, or what a Python block raises, when the block does not do what it shows."""
    if block.language == "python":
        code = "\n" * block.line + block.text
        exec(compile(code, str(block.page), "exec"), names)
    elif block.language == "bash":
        run_shell(block, block.text, folder, variables)
    else:
        for command, expected in sessions(block.text):
            shown = run_shell(block, command, folder, variables)
            assert expected.strip() in shown, (
                f"{block.place}: `{command}` printed {shown!r}, the page shows {expected!r}"
            )


def run_shell(block: Block, script: str, folder: Path, variables: dict[str, str]) -> str:
    """What the script printed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # noqa: TID251 - the child's environment
    environment = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", **variables}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, f"{block.place}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def sessions(text: str) -> list[tuple[str, str]]:
    """Commands (lines with `$ `) and what is shown below each."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]
