"""Keyboard shortcuts: they lead where the list says, are off while one types, and can be turned off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import NEEDS_CHROMIUM, PATIENCE_MS, launched, served
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.people import COORDINATOR

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def page(databases: Databases) -> Iterator[Page]:
    with launched() as browser, databases.lent() as url, followed(url) as system, served(system.app()) as address:
        secret = system.access.sign_in(COORDINATOR, None, "sv", system.clock.now())
        context = browser.new_context(base_url=address, locale="sv-SE")
        context.add_cookies([{"name": "femsteg_session", "value": secret, "url": address}])
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()
        context.close()


def press(page: Page, keys: str) -> None:
    for each in keys.split():
        page.keyboard.press(each)


@pytest.mark.parametrize(
    ("keys", "address"), [("g c", "/counties/17"), ("g h", "/counties/17/history"), ("?", "/shortcuts")]
)
def test_lead_to_a_page(page: Page, keys: str, address: str) -> None:
    page.goto("/glossary")
    press(page, keys)
    page.wait_for_url(f"**{address}")


def test_lead_to_the_search(page: Page) -> None:
    page.goto("/glossary")
    press(page, "/")
    expect(page.get_by_role("banner").get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("g h ?")
    expect(page.get_by_role("banner").get_by_role("searchbox")).to_have_value("g h ?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")


def test_are_turned_off_and_on(page: Page) -> None:
    page.goto("/shortcuts")
    page.get_by_role("button", name="Stäng av kortkommandon").click()
    press(page, "g c")
    page.goto("/glossary")
    press(page, "g c")
    assert page.url.endswith("/glossary")
    page.goto("/shortcuts")
    page.get_by_role("button", name="Slå på kortkommandon").click()
    page.goto("/glossary")
    press(page, "g c")
    page.wait_for_url("**/counties/17")
