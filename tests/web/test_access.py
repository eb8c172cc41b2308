"""Signing in and out in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.browser import Watched
from tests.web.installation import Installation

pytestmark = pytest.mark.slow


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(visitor: Watched) -> None:
    page = visitor.open("/w/default/runs?state=failed")
    assert page.locator("h1").inner_text() == "Sign in"
    assert "/w/default/runs?state=failed" in page.evaluate("new URLSearchParams(location.search).get('next')")
    assert visitor.axe() == []


def test_a_spent_link_says_what_to_do_and_leaves_no_token_in_the_address(
    visitor: Watched, installation: Installation, signed_in: object
) -> None:
    page = visitor.page
    page.goto(installation.sign_in_link)
    assert "used" in page.locator("[role=alert]").inner_text()
    assert page.evaluate("location.href") == f"{installation.url}/sign-in"
    assert visitor.axe() == []


def test_an_invited_person_signs_in_sets_a_password_and_comes_back_with_it(
    admin: Watched, browser: Browser, installation: Installation
) -> None:
    page = admin.open("/w/default/settings/people")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("E-mail").fill("grace@example.org")
    page.get_by_role("textbox", name="Name").fill("Grace Hopper")
    page.get_by_role("dialog").get_by_role("button", name="Invite").click()
    link = page.get_by_role("dialog").locator("code").inner_text()
    assert "#token=" in link

    guest = browser.new_context()
    hers = Watched(guest, installation.url)
    hers.page.goto(link)
    hers.page.wait_for_url("**/w/default")
    assert "token" not in hers.page.url
    mine = hers.open("/w/default/settings/account")
    mine.get_by_label("New password").fill("a wheel that turns once")
    mine.get_by_role("button", name="Change password").click()
    mine.get_by_text("The password was changed").wait_for()
    mine.get_by_role("button", name="Grace Hopper").click()
    mine.get_by_role("menuitem", name="Sign out").click()
    mine.wait_for_url("**/sign-in")
    mine.get_by_label("E-mail").fill("grace@example.org")
    mine.get_by_role("textbox", name="Password").fill("a wheel that turns once")
    mine.get_by_role("button", name="Sign in").click()
    mine.wait_for_url("**/w/default")
    guest.close()
