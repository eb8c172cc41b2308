"""Chromium for the tests: found on this machine, watched for errors, asked by axe-core."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


class Watched:
    """A page that remembers every console error, uncaught exception and refused resource."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.url = url
        self.faults: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))

    def open(self, path: str) -> Page:
        """The page at `path`, once its heading stands and nothing is loading."""
        self.page.goto(self.url + path)
        self.page.wait_for_selector("h1")
        expect(self.page.get_by_role("status", name="Loading", exact=True)).to_have_count(0, timeout=30_000)
        return self.page

    def axe(self) -> list[str]:
        """The violations that axe-core finds, in words."""
        self.page.evaluate(AXE.read_text())
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {one['help']} ({', '.join(' '.join(node['target']) for node in one['nodes'][:3])})"
            for one in found["violations"]
        ]

    def overflows(self) -> bool:
        """Whether anything makes the page wider than the window."""
        script = "[document.documentElement, ...document.querySelectorAll('main')].some(e => e.scrollWidth > e.clientWidth + 1)"  # noqa: E501
        return bool(self.page.evaluate(script))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text}")
