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
