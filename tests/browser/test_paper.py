"""Pages as they are printed: on A4 within its margins, with nothing over anything else and no word cut."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from adapters.demo.filling import people
from domain.values import Role
from tests.support.axe import signed_in
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

pytestmark = NEEDS_CHROMIUM
# The sheet's 210 mm without margins of 14 mm each.
A4_WITHIN_MARGINS: ViewportSize = {"width": 688, "height": 1000}
# How many rows have the municipality's name lie over the reason, be it outside the box that is its own.
ON_EACH_OTHER = """() => [...document.querySelectorAll(".queue-row:not(.receipt)")].filter(row => {
  const name = document.createRange(), why = row.querySelector(".why-it-waits").getBoundingClientRect();
  name.selectNodeContents(row.querySelector(".place"));
  const place = name.getBoundingClientRect();
  return place.right > why.left && place.bottom > why.top && why.bottom > place.top;
}).length"""

# The words that are broken within, where nothing in them says that they may be.
CUT = """() => {
  const cut = [], texts = document.createTreeWalker(document.querySelector(".matrix"), NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode())
    for (const word of text.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(each => each.top)).size > 1) cut.push(word[0]);
    }
  return cut;
}"""


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        yield address


@pytest.fixture(params=["sv-SE", "en-GB"])
def paper(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A coordinator's page as a printer gets it."""
    page = signed_in(chromium, address, Role.COORDINATOR, request.param)
    page.set_viewport_size(A4_WITHIN_MARGINS)
    page.emulate_media(media="print")
    yield page
    page.context.close()


def test_my_work_can_be_read_and_has_nothing_to_fill_in(paper: Page) -> None:
    paper.goto("/work")

    assert paper.locator(".queue-row").count() > 0
    assert paper.evaluate(ON_EACH_OTHER) == 0
    assert paper.locator(".quick").is_hidden()


@pytest.mark.parametrize("path", ["/counties/17", "/counties/17/meeting"])
def test_no_word_of_the_countys_matrix_is_cut(paper: Page, path: str) -> None:
    paper.goto(path)

    assert paper.evaluate(CUT) == []
