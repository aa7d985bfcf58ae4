"""The sheet for a visit on paper: one A4 for every municipality of the demonstration, with room for notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from adapters.demo.filling import people
from adapters.demo.people import PEOPLE
from domain.places import Place
from domain.values import Role
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock
from workflows.reference import places

A4_WITHIN_MARGINS = 182 * 96 / 25.4
LEAST_FOR_NOTES = 55 * 96 / 25.4 - 1
NOTES = "document.querySelector('.sheet-notes').clientHeight"
FILL = """
() => document.querySelectorAll('.sheet-block').forEach(block => {
    const list = document.createElement('ul');
    for (let line = 0; line < 4; line++) {
        const item = document.createElement('li');
        item.textContent = 'Enheten för individ- och familjeomsorg, klart senast 30 september 2026';
        list.append(item);
    }
    block.append(list);
})
"""

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def page(chromium: Browser, databases: Databases) -> Iterator[Page]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        page = chromium.new_context(base_url=address, locale="sv-SE").new_page()
        page.goto("/sign-in")
        coordinator = next(each for each in PEOPLE if each.actor.role is Role.COORDINATOR)
        page.locator(f'button[value="{coordinator.actor.ref}"]').click()
        page.get_by_role("button", name="Logga ut").wait_for()
        yield page
        page.context.close()


def pages_of(page: Page) -> int:
    """Return how many pages the sheet is printed on."""
    counted = re.findall(rb"/Type /Pages\n/Count (\d+)", page.pdf(prefer_css_page_size=True))
    return sum(map(int, counted))


@pytest.mark.parametrize("place", places.municipalities("17"), ids=lambda place: place.name)
def test_is_one_page_with_room_for_notes(page: Page, place: Place) -> None:
    page.goto(f"/municipalities/{place.scb_code}/visit-sheet")
    page.set_viewport_size({"width": round(A4_WITHIN_MARGINS), "height": 1000})
    page.emulate_media(media="print")

    assert page.evaluate(NOTES) >= LEAST_FOR_NOTES
    assert page.locator("header.top").is_hidden()
    assert pages_of(page) == 1


def test_is_one_page_however_much_there_is(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto("/municipalities/1760/visit-sheet")
    page.evaluate(FILL)

    assert page.locator(".sheet-block li").count() == 32
    assert pages_of(page) == 1
