"""Every code block of README and docs does what it shows, against a real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, ROOT, RUN, SHOWN, Block, blocks_of
from tests.docs.conftest import STORY, Story

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
BLOCKS = [block for page in PAGES for block in blocks_of(page)]
SLOW = [block for block in BLOCKS if block.mark == "slow"]
MOST_NOT_RUN = 8


@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", STORY, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_run(page: Path, story: Story) -> None:
    story.tell(page)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("block", SLOW, ids=lambda block: block.place)
def test_a_slow_block_runs(block: Block, story: Story) -> None:
    story.tell_slow(block)


def test_blocks_that_run_stand_on_pages_of_the_story() -> None:
    stray = [
        block.place for block in BLOCKS if block.language in RUN and block.mark != "no-run" and block.page not in STORY
    ]
    assert stray == [], "add the page to STORY in tests/docs/conftest.py"


def test_each_block_says_its_language_and_why_it_is_not_run() -> None:
    assert [block.place for block in BLOCKS if block.language not in (*RUN, *SHOWN)] == []
    marked = [block for block in BLOCKS if block.mark]
    assert [block.place for block in marked if block.mark not in ("slow", "no-run") or len(block.reason) < 10] == []


def test_few_blocks_are_not_run() -> None:
    unrun = [block.place for block in BLOCKS if block.mark == "no-run"]
    assert len(unrun) <= MOST_NOT_RUN, unrun
