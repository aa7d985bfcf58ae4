"""Other rules for the county's history in a real browser: from the page of rules to an answer and its events."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from adapters.demo.filling import people
from domain.values import Role
from tests.support.axe import LOOKS, signed_in, wrong_on
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock
from tests.support.waiting import PATIENCE_SECONDS

WORDS = {
    "sv-SE": (
        "Om andra regler hade gällt",
        "Välj regler",
        "Översyn av lägesbilden",
        "Räkna om historiken",
        "Se efter igen",
        "Svaret",
    ),
    "en-GB": (
        "If other rules had applied",
        "Choose rules",
        "Review of the situation picture",
        "Go through the history",
        "Look again",
        "The answer",
    ),
}

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        yield address


def opened(chromium: Browser, address: str, locale: str, *, script: bool) -> Page:
    session = signed_in(chromium, address, Role.MANAGER, locale)
    state = session.context.storage_state()
    session.context.close()
    context = chromium.new_context(base_url=address, locale=locale, java_script_enabled=script, storage_state=state)
    return context.new_page()


def looked_again(page: Page, answered: Locator, again: str) -> None:
    """Follow the link of a page that is not ready, as somebody without scripts does, until the answer is there."""
    link = page.get_by_role("link", name=again)
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_SECONDS:
        expect(answered.or_(link)).to_be_visible()
        if answered.is_visible():
            return
        link.click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("locale", WORDS)
def test_an_interval_is_tried_and_leads_to_an_event(chromium: Browser, address: str, locale: str, script: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    title, choose, interval, run, again, answer = WORDS[locale]
    page = opened(chromium, address, locale, script=script)
    page.goto("/rules")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("group").filter(has_text=choose).first).to_be_visible()
    page.get_by_label(interval).fill("12")
    page.get_by_role("button", name=run).click()

    answered = page.get_by_role("heading", name=answer, exact=True)
    if not script:
        looked_again(page, answered, again)
    expect(answered).to_be_visible()
    assert page.locator(".what-if-cells tbody tr").count() > 0
    page.locator('.what-if-place a[href^="/events/"]').first.click()
    expect(page.locator("h1")).to_be_visible()
    assert "/events/" in page.url
    page.context.close()


@pytest.mark.parametrize("locale", WORDS)
def test_an_answer_and_a_mistake_break_no_rule(chromium: Browser, address: str, locale: str) -> None:
    page = opened(chromium, address, locale, script=True)
    wrong: list[str] = []
    for query in ("?picture_review_months=12", "?picture_review_months=0&contact_silence_red_days=x"):
        page.goto(f"/counties/17/what-if{query}")
        page.locator(".what-if-answer, [role=alert]").wait_for()
        wrong += wrong_on(page, LOOKS[locale])
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()

    assert wrong == []
