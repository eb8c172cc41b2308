"""What people do in the pages: watch runs, compare, make keys, approve, go round by keyboard."""

from __future__ import annotations

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser import Watched
from tests.web.furniture import HOSTILE_NAME, HOSTILE_TEXT, Furniture
from tests.web.installation import Installation

pytestmark = pytest.mark.slow


def test_what_others_do_appears_without_reloading(admin: Watched, installation: Installation) -> None:
    page = admin.open("/w/default/runs")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    run = installation.call("POST", "/runs", {"kind": "trial", "name": "seen-at-once"})
    page.get_by_role("link", name="seen-at-once").wait_for()
    installation.call("PATCH", f"/runs/{run['id']}", {"state": "cancelled"})
    row = page.get_by_role("row").filter(has_text="seen-at-once")
    expect(row.get_by_text("Cancelled")).to_be_visible()


def test_two_tabs_hold_one_stream(admin: Watched, installation: Installation) -> None:
    streams: list[str] = []
    context = admin.page.context
    context.on("request", lambda request: streams.append(request.url) if "/events/stream" in request.url else None)
    first = admin.open("/w/default/runs")
    expect(first.get_by_text("Live", exact=True)).to_be_visible()
    second = Watched(context, installation.url).open("/w/default/runs")
    expect(second.get_by_text("Live", exact=True)).to_be_visible()
    installation.call("POST", "/runs", {"kind": "trial", "name": "seen-by-both"})
    first.get_by_role("link", name="seen-by-both").wait_for()
    second.get_by_role("link", name="seen-by-both").wait_for()
    assert len(streams) == 1
    first.close()
    installation.call("POST", "/runs", {"kind": "trial", "name": "seen-by-the-other"})
    second.get_by_role("link", name="seen-by-the-other").wait_for()
    assert len(streams) == 2


def test_a_link_restores_the_filters_of_the_list(admin: Watched, furniture: Furniture) -> None:
    page = admin.open("/w/default/runs")
    page.get_by_label("Status").select_option("failed")
    page.wait_for_url("**state=failed**")
    again = Watched(page.context, admin.url).open(page.url.removeprefix(admin.url))
    expect(again.get_by_label("Status")).to_have_value("failed")
    expect(again.get_by_role("table").get_by_text("Failed").first).to_be_visible()
    expect(again.get_by_role("table").get_by_text("Running")).to_have_count(0)


def test_hostile_names_logs_and_contents_are_shown_as_the_text_they_are(admin: Watched, furniture: Furniture) -> None:
    visible = HOSTILE_TEXT.replace("\u202e", "\ufffd")
    page = admin.open(f"/w/default/runs/{furniture.failed_id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE_NAME)
    page.get_by_role("link", name="Logs").click()
    expect(page.get_by_role("log")).to_contain_text(f"step {visible}")
    page = admin.open(f"/w/default/telemetry?trace={furniture.trace_id}")
    expect(page.get_by_role("dialog")).to_contain_text(visible)
    assert page.evaluate("window.owned") is None
    assert admin.faults == []


def test_a_running_curve_grows_and_two_runs_are_compared(
    admin: Watched, furniture: Furniture, installation: Installation
) -> None:
    page = admin.open(f"/w/default/runs/{furniture.running_id}")
    curve = page.get_by_role("img", name="loss")
    curve.wait_for()
    before = curve.get_attribute("aria-label")
    point = {"key": "loss", "value": 0.0625, "step": 900}
    installation.call("POST", f"/runs/{furniture.running_id}/metrics", {"points": [point]})
    expect(curve).to_have_attribute("aria-label", "loss: reply-lora 0.0625")
    assert before != curve.get_attribute("aria-label")

    page = admin.open("/w/default/runs?name=reply-lora")
    page.get_by_label("Select reply-lora").check()
    page.get_by_label("Search by name").fill("")
    page.get_by_label(f"Select {HOSTILE_NAME}").check()
    page.get_by_role("link", name="Compare 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare 2 runs")
    expect(page.get_by_role("row").filter(has_text="lora.rank")).to_contain_text("8")


def test_a_key_is_shown_once_works_and_is_revoked(admin: Watched, installation: Installation) -> None:
    page = admin.open("/w/default/settings/keys")
    page.get_by_role("button", name="New API key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What it is for").fill("nightly")
    dialog.get_by_role("button", name="New API key").click()
    key = dialog.locator("code").inner_text()
    headers = {"Authorization": f"Bearer {key}"}
    assert httpx2.get(f"{installation.url}/api/v1/runs", headers=headers).status_code == 200
    dialog.get_by_role("button", name="Done").click()
    assert key not in page.content()
    page.get_by_role("button", name="Revoke nightly").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    page.get_by_text("nightly was revoked").wait_for()
    assert httpx2.get(f"{installation.url}/api/v1/runs", headers=headers).status_code == 401


def test_a_transition_is_approved_by_somebody_else_and_applied(
    admin: Watched, browser: Browser, furniture: Furniture, installation: Installation
) -> None:
    address = f"/w/default/catalog/transitions?transition={furniture.transition_id}"
    page = admin.open(address)
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").last.get_by_role("button", name="Approve").click()
    refusal = page.get_by_role("dialog").last.get_by_role("alert")
    expect(refusal).to_contain_text("nobody approves their own")
    page.get_by_role("dialog").last.get_by_role("button", name="Cancel").click()

    invitation = installation.call(
        "POST", "/members", {"email": "lise@example.org", "name": "Lise", "role": "maintainer"}
    )
    context = browser.new_context()
    hers = Watched(context, installation.url)
    hers.page.goto(f"{installation.url}/sign-in#token={invitation['invitation_token']}")
    hers.page.wait_for_url("**/w/default")
    other = hers.open(address)
    other.get_by_role("button", name="Approve").click()
    other.get_by_role("dialog").last.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("dialog").get_by_text("Applied", exact=True)).to_be_visible()
    alias = installation.call("GET", "/assets/prompt/triage/aliases/production")
    assert alias["number"] == 1
    context.close()


def test_the_wheel_is_reached_and_turned_by_keyboard(admin: Watched) -> None:
    page = admin.open("/w/default")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Data")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/w/default/catalog")


def test_light_and_dark_are_chosen_and_kept(admin: Watched) -> None:
    page = admin.open("/w/default")
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html[data-mantine-color-scheme=dark]")).to_have_count(1)
    page.reload()
    expect(page.locator("html[data-mantine-color-scheme=dark]")).to_have_count(1)


def test_a_new_workspace_is_made_and_entered_and_the_old_one_is_a_step_away(admin: Watched) -> None:
    page = admin.open("/w/default")
    page.get_by_role("button", name="Switch workspace").click()
    page.get_by_role("menuitem", name="New workspace…").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Name", exact=True).fill("Été & Lab")
    page.get_by_role("dialog").get_by_role("button", name="Create workspace").click()
    page.wait_for_url("**/w/ete-lab")
    expect(page.get_by_role("heading", level=1)).to_have_text("Été & Lab")
    expect(page.get_by_text("Nothing runs", exact=True)).to_be_visible()
    page.get_by_role("button", name="Switch workspace").click()
    page.get_by_role("menuitem", name="Default").click()
    page.wait_for_url("**/w/default")
    assert admin.faults == []
