"""The county in a real browser: one sheet on paper, and nothing lost on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from adapters.demo.filling import people
from domain.values import Role
from tests.support.axe import signed_in
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

pytestmark = NEEDS_CHROMIUM
PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        yield address


@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
def test_the_steering_groups_sheet_is_one_page_of_paper(chromium: Browser, address: str, locale: str) -> None:
    page = signed_in(chromium, address, Role.MANAGER, locale)
    page.goto("/counties/17/meeting")
    printed = page.pdf(prefer_css_page_size=True)
    page.context.close()

    assert len(PAGE_OF_PDF.findall(printed)) == 1


def test_a_phone_shows_each_box_with_its_age_and_its_mark(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, Role.MANAGER, "sv-SE")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/counties/17")
    eda = page.get_by_role("row", name="Eda")
    boxes = [each.bounding_box() for each in eda.get_by_role("cell").all()[:5]]

    assert len({round(each["y"]) for each in boxes if each}) == 1
    assert all(each and each["x"] + each["width"] <= 320 for each in boxes)
    assert eda.locator(".age").first.is_visible()
    assert eda.locator(".sign").first.is_visible()
    page.context.close()


@pytest.mark.parametrize(("width", "has_script"), [(390, True), (320, False)])
def test_a_phone_s_header_is_two_rows_and_unfolds_the_rest(
    chromium: Browser, address: str, width: int, *, has_script: bool
) -> None:
    page = signed_in(chromium, address, Role.COORDINATOR, "sv-SE", has_script=has_script)
    page.set_viewport_size({"width": width, "height": 844})
    for path in ("/counties/17", "/counties/17?as_of=2025-09-09"):
        page.goto(path)
        header = page.locator("header.top").bounding_box()
        assert header
        assert header["height"] <= 96
        assert page.locator("#day-shown > summary").is_visible()
        assert page.get_by_role("button", name="Logga ut").is_hidden()
    page.locator("#day-shown > summary").click()
    moment = page.locator("#day-shown > form").bounding_box()
    assert moment
    assert moment["x"] >= 0
    page.locator("#day-shown > summary").click()
    page.locator("#account > summary").click()
    assert page.get_by_label("Sök kommun, åtgärd eller ord").is_visible()
    assert page.get_by_role("button", name="Logga ut").is_visible()
    page.get_by_role("button", name="English").click()
    page.locator("html[lang=en]").wait_for()
    page.context.close()


@pytest.mark.parametrize(("width", "most"), [(390, 64), (360, 64), (320, 96)])
def test_a_phone_shows_all_tabs_on_few_rows(chromium: Browser, address: str, width: int, most: int) -> None:
    page = signed_in(chromium, address, Role.COORDINATOR, "sv-SE")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/counties/17/reports")
    tabs = page.locator("body > .tabs")
    boxes = [each.bounding_box() for each in tabs.get_by_role("link").all()]
    whole = tabs.bounding_box()
    page.context.close()

    assert whole
    assert whole["height"] <= most
    assert len(boxes) == 8
    assert all(each and each["height"] >= 24 and each["x"] + each["width"] <= width for each in boxes)


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_shows_each_year_of_the_history_whole(chromium: Browser, address: str, width: int) -> None:
    page = signed_in(chromium, address, Role.COORDINATOR, "sv-SE")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/style#history")
    cut = """() => [...document.querySelectorAll(".years-axis text")].filter(each => {
        const axis = each.ownerSVGElement, end = each.getBoundingClientRect().right;
        const room = getComputedStyle(axis).overflowX === "visible" ? innerWidth : axis.getBoundingClientRect().right;
        return end > room;
    }).map(each => each.textContent)"""

    assert page.evaluate(cut) == []
    page.context.close()
