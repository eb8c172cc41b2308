"""Every page, light at 1280 px and dark at 400 px: shown, accessible, without an error in the console."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, StorageState, ViewportSize

from tests.web.browser import Watched
from tests.web.furniture import Furniture
from tests.web.installation import Installation

Path = Callable[[Furniture], str]
PAGES: dict[str, Path] = {
    "home": lambda _: "",
    "data": lambda _: "/data",
    "prompts": lambda _: "/prompts",
    "prompt": lambda _: "/prompts?kind=prompt&asset=triage",
    "tuning": lambda _: "/tuning",
    "evaluation": lambda _: "/evaluation",
    "catalog": lambda _: "/catalog",
    "transitions": lambda _: "/catalog/transitions",
    "transition": lambda made: f"/catalog/transitions?transition={made.transition_id}",
    "serving": lambda _: "/serving",
    "telemetry": lambda _: "/telemetry",
    "trace": lambda made: f"/telemetry?trace={made.trace_id}",
    "monitoring": lambda _: "/monitoring",
    "feedback": lambda _: "/feedback",
    "review": lambda made: f"/feedback?review={made.review_id}",
    "pipelines": lambda _: "/pipelines",
    "runs": lambda _: "/runs",
    "run": lambda made: f"/runs/{made.running_id}",
    "failed run": lambda made: f"/runs/{made.failed_id}",
    "log": lambda made: f"/runs/{made.running_id}?view=logs",
    "comparison": lambda made: f"/runs/compare?runs={made.running_id},{made.failed_id}",
    "jobs": lambda _: "/jobs",
    "people": lambda _: "/settings/people",
    "service accounts": lambda _: "/settings/service-accounts",
    "keys": lambda _: "/settings/keys",
    "webhooks": lambda _: "/settings/webhooks",
    "audit": lambda _: "/settings/audit",
    "account": lambda _: "/settings/account",
}
LOOKS: dict[str, tuple[str, ViewportSize]] = {
    "light at 1280": ("light", {"width": 1280, "height": 800}),
    "dark at 400": ("dark", {"width": 400, "height": 860}),
}

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_shown_accessible_and_without_errors(
    name: str, look: str, browser: Browser, installation: Installation, furniture: Furniture, signed_in: StorageState
) -> None:
    scheme, viewport = LOOKS[look]
    context = browser.new_context(
        storage_state=signed_in, viewport=viewport, color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )  # fmt: skip
    watched = Watched(context, installation.url)
    page = watched.open(f"/w/default{PAGES[name](furniture)}")
    assert page.locator("[role=alert]", has_text="could not be").count() == 0
    assert watched.axe() == []
    assert not watched.overflows()
    assert watched.faults == []
    assert page.evaluate("window.owned") is None
    context.close()


def test_an_address_that_leads_nowhere_says_so(admin: Watched) -> None:
    page = admin.open("/w/default/nowhere")
    assert page.locator("h1").inner_text() == "There is no such page"
    assert admin.axe() == []


def test_a_workspace_of_others_is_not_there(admin: Watched) -> None:
    assert admin.open("/w/other/runs").locator("h1").inner_text() == "There is no such page"
