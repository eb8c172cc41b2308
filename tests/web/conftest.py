"""A browser on a furnished installation, signed in by its link.

They last for this package and no longer: while it is open, Playwright keeps an event loop in the thread of the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from tests.web.browser import FLAGS, Watched, find_chromium
from tests.web.furniture import Furniture, furnish
from tests.web.installation import Installation, start_installation

UI = Path(__file__).resolve().parents[2] / "web" / "dist" / "index.html"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install Debian's `chromium` or Google Chrome")
    if not UI.exists():
        pytest.fail("the web UI is not built: `make web`")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A running installation."""
    made = start_installation(tmp_path_factory.mktemp("web") / "home")
    yield made
    made.stop()


@pytest.fixture(scope="package")
def furniture(installation: Installation) -> Furniture:
    """What is in it."""
    return furnish(installation)


@pytest.fixture(scope="package")
def signed_in(browser: Browser, installation: Installation) -> StorageState:
    """The cookies of the local admin, who came by the link."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(installation.sign_in_link)
    page.wait_for_url("**/w/default")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def admin(
    browser: Browser, installation: Installation, furniture: Furniture, signed_in: StorageState
) -> Iterator[Watched]:
    """A watched page of the local admin, at 1280 × 800."""
    context = browser.new_context(storage_state=signed_in, viewport={"width": 1280, "height": 800})
    yield Watched(context, installation.url)
    context.close()


@pytest.fixture
def visitor(browser: Browser, installation: Installation) -> Iterator[Watched]:
    """A watched page of somebody who is not signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield Watched(context, installation.url)
    context.close()
