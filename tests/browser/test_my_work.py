"""A coordinator's desk in a browser: what is logged and done at once, with script and without."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from adapters.demo.filling import people
from adapters.demo.people import PEOPLE
from adapters.main import System
from adapters.runtime import diagnostics
from tests.support.axe import LOOKS, wrong_on
from tests.support.browsing import NEEDS_CHROMIUM, PATIENCE_MS, hear, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

pytestmark = NEEDS_CHROMIUM
GRUMS = "1764"


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    diagnostics.configure(level=50)
    with demonstration(databases, SetClock(date(2026, 11, 28))) as opened:
        opened.follower.start()
        yield opened
        opened.follower.stop()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def page(chromium: Browser, system: System, said: list[str], *, has_script: bool) -> Iterator[Page]:
    """My work, as a coordinator comes to it."""
    with served(system.app(people())) as address:
        context = chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=has_script)
        context.set_default_timeout(PATIENCE_MS)
        hear(context, said)
        page = context.new_page()
        page.goto("/sign-in")
        page.locator(f'button[value="{PEOPLE[0].actor.ref}"]').click()
        page.wait_for_url("**/work")
        yield page
        context.close()


def came_along(page: Page) -> list[str]:
    """Return the list to which each page that is loaded is added."""
    found: list[str] = []
    page.on("framenavigated", lambda frame: found.append(frame.url))
    return found


def test_contacts_are_logged_one_after_another_on_the_page(page: Page, said: list[str], *, has_script: bool) -> None:
    loaded = came_along(page)
    for municipality in (GRUMS, "1715"):
        page.get_by_label("Kommun", exact=True).first.select_option(municipality)
        page.locator(".segment label", has_text="Kontakt").click()
        page.get_by_label("Dialog").check()
        page.locator(".quick-form").get_by_role("button", name="Spara").click()
        name = {GRUMS: "Grums", "1715": "Kil"}[municipality]
        expect(page.locator(".quick [role=status]")).to_contain_text(name)
        expect(page.locator("#municipality")).to_be_focused()

    assert bool(loaded) is not has_script
    assert said == []


def test_what_other_answers_ask_for_is_out_of_the_way(page: Page) -> None:
    functions, needs = page.get_by_label("Rektor"), page.locator("#need_code")
    expect(functions).to_be_hidden()
    page.locator(".segment label", has_text="Besök").click()
    expect(functions).to_be_visible()
    page.locator(".segment label", has_text="Behov").click()
    expect(functions).to_be_hidden()
    expect(needs).to_be_visible()


def test_an_act_that_needs_the_day_alone_leaves_its_receipt_where_the_row_was(
    page: Page, said: list[str], *, has_script: bool
) -> None:
    loaded = came_along(page)
    row = page.locator(".queue-row", has=page.locator("form")).first
    name = row.get_attribute("id")
    row.get_by_role("button").click()
    receipt = page.locator(".receipt")
    receipt.wait_for()

    assert receipt.get_attribute("id") == name
    expect(receipt).to_be_focused()
    expect(receipt.get_by_role("link", name="Visa händelsen")).to_be_visible()
    expect(receipt.get_by_role("link", name="Rätta")).to_be_visible()
    assert receipt.evaluate("each => new Set([...each.querySelectorAll('a')].map(a => a.offsetTop)).size") == 1
    assert bool(loaded) is not has_script
    if has_script:
        assert wrong_on(page, LOOKS["sv-SE"]) == []
    assert said == []


# Answers to what is sent come a second late, and pages that are asked for to be brought up to date three.
_SLOW = """
const { send } = XMLHttpRequest.prototype, own = window.fetch;
const after = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
XMLHttpRequest.prototype.send = function (...given) {
  const { onload } = this;
  this.onload = (event) => after(1000).then(() => onload.call(this, event));
  return send.apply(this, given);
};
window.fetch = async (...given) => {
  const answer = await own(...given);
  await after(given[1]?.headers["Femsteg-Unattended"] ? 3000 : 0);
  return answer;
};
"""


@pytest.mark.parametrize("has_script", [True])
def test_a_receipt_stays_though_the_change_is_told_before_the_answer(page: Page) -> None:
    page.add_init_script(_SLOW)
    page.goto("/work")
    row = page.locator('.queue-row:has(form[method="post"])').first
    name = row.get_attribute("id")
    row.locator("form button").click()
    expect(page.locator(f'[id="{name}"] .receipt-ways')).to_be_visible()
    page.wait_for_timeout(4000)
    expect(page.locator(f'[id="{name}"] .receipt-ways')).to_be_visible(timeout=100)


def test_ticked_rows_are_counted_where_there_is_a_script(page: Page, *, has_script: bool) -> None:
    said, ticks = page.locator("#bulk output"), page.locator('input[name="row"]')
    expect(said).to_be_hidden()
    for number in (1, 2):
        ticks.nth(number).check()
        if has_script:
            expect(said).to_have_text(f"Markerade rader: {number}")
    ticks.nth(1).uncheck()
    ticks.nth(2).uncheck()

    expect(said).to_be_hidden()
    ticks.first.check()
    page.locator("#bulk button").click()
    expect(page).to_have_url(re.compile("/work/bulk"))
