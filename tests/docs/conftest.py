"""One real server for all pages, with a tiny model file where the pages say `base.gguf`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openai
import pytest

import volano
from tests.docs.blocks import DOCS, ROOT, Block, blocks_of, run_block
from tests.serving.engines.tiny_model import TEMPLATE, write_tiny_model

STORY = [
    ROOT / "README.md",
    *(
        DOCS / "guides" / f"{name}.md"
        for name in (
            "data", "prompts", "tuning", "evaluation", "governance", "serving", "telemetry", "feedback", "monitoring",
            "pipelines",
        )
    ),
    DOCS / "operations.md",
    DOCS / "security.md",
]  # fmt: skip
"""Pages with blocks that run, in reading order: each finds what the pages before it made."""


@dataclass
class Story:
    """Runs pages in order, each once, however the tests are chosen."""

    folder: Path
    variables: dict[str, str]
    outcomes: dict[Path, Exception | None] = field(default_factory=dict)
    names: dict[Path, dict[str, Any]] = field(default_factory=dict)

    def tell(self, page: Path) -> None:
        """Nothing; raises what a block of `page` raised."""
        for one in STORY[: STORY.index(page) + 1]:
            if one not in self.outcomes:
                self.outcomes[one] = self._run(one)
        if (failure := self.outcomes[page]) is not None:
            raise failure

    def _run(self, page: Path) -> Exception | None:
        names = self.names.setdefault(page, {"__name__": "page"})
        try:
            for block in blocks_of(page):
                if block.language in ("python", "bash", "console") and not block.mark:
                    run_block(block, names, self.folder, self.variables)
        except Exception as failure:
            return failure
        return None

    def tell_slow(self, block: Block) -> None:
        """Nothing; runs a block marked slow, after its page."""
        self.tell(block.page)
        run_block(block, self.names[block.page], self.folder, self.variables)

    def close(self) -> None:
        """Nothing; closes the clients that pages left open, as a reader's interpreter does when it ends."""
        for names in self.names.values():
            for thing in names.values():
                if isinstance(thing, volano.Client | openai.OpenAI):
                    thing.close()


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The story, told to a server of its own."""
    folder = tmp_path_factory.mktemp("docs")
    home = folder / "home"
    write_tiny_model(folder / "base.gguf", template=TEMPLATE)
    variables = {"VOLANO_HOME": str(home), "OMP_NUM_THREADS": "2"}
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-c", "from volano.cli import main; main()", "up", "--home", str(home), "--port", "0"],
        stdout=log, stderr=log, cwd=folder, env={**os.environ, **variables},  # noqa: TID251 - the child's environment
    )  # fmt: skip
    before, patch = Path.cwd(), pytest.MonkeyPatch()
    try:
        await_address(server, home, folder / "server.log")
        patch.chdir(folder)
        patch.setenv("VOLANO_HOME", str(home))
        made = Story(folder, variables)
        yield made
        made.close()
    finally:
        patch.undo()
        os.chdir(before)
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=60)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def await_address(server: subprocess.Popen[bytes], home: Path, log: Path) -> None:
    """Nothing, once the server has left its address; fails with its log otherwise."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        try:
            json.loads((home / "run" / "server.json").read_text())
            return
        except (OSError, ValueError):
            time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text()[-3000:]}")
