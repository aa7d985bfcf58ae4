"""Many visits entered at once in a real browser: what it costs, with and without script, by keyboard and by paste."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from adapters.main import System
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.people import COORDINATOR, SetClock
from workflows.reference import places

TEN = places.municipalities("17")[:10]
DAY = "2026-02-27"
MOST_CLICKS = 12
SHEET = "\n".join(f"{each.name}\t{DAY}\tBesök\tRektor; Trygghetssamordnare\tGrundutbildning" for each in TEN)

pytestmark = NEEDS_CHROMIUM


@dataclass
class Visitor:
    """A coordinator's page, and what it has cost so far."""

    page: Page
    system: System
    clicks: int = 0
    addresses: set[str] = field(default_factory=set)

    def click(self, selector: str) -> None:
        """Click as with a mouse, and count it."""
        self.clicks += 1
        self.page.locator(selector).click()

    def saved(self) -> list[str]:
        """Return the municipalities of what the log holds, in its order."""
        return [each.envelope.scope for each in self.system.store.read(0, 100) if each.topic == "support.visit-held.v1"]


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def visitor(request: pytest.FixtureRequest, chromium: Browser, databases: Databases) -> Iterator[Visitor]:
    with databases.lent() as url, followed(url, clock=SetClock()) as system, served(system.app()) as address:
        context = chromium.new_context(
            base_url=address,
            locale="sv-SE",
            java_script_enabled=request.param,
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = context.new_page()
        page.goto("/sign-in")
        token = system.access.create_token(COORDINATOR, "test", system.clock.new_id(), system.clock.now())
        page.get_by_label("Åtkomstnyckel").fill(token)
        page.get_by_role("button", name="Logga in").click()
        page.get_by_role("button", name="Logga ut").wait_for()
        found = Visitor(page, system)
        page.on("load", lambda loaded: found.addresses.add(loaded.url))
        page.goto("/work/entries")
        yield found
        context.close()


def tab_to(page: Page, cell: str) -> None:
    """Go on by the keyboard until the cell has the focus: past the parts of a day, and lists that open."""
    wanted = page.locator(f"#{cell}")
    for _ in range(6):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()


def choose(page: Page, cell: str, name: str, value: str) -> None:
    """Go to a list and type a name of it, again where a busy machine took the letters for several names."""
    tab_to(page, cell)
    letters = re.match(r"[A-Za-z]*", name)  # others are no keys of the keyboard that is driven
    for _ in range(5):
        page.keyboard.type(letters[0] if letters else "")
        if page.locator(f"#{cell}").input_value() == value:
            return
        page.wait_for_timeout(1500)
    expect(page.locator(f"#{cell}")).to_have_value(value)


def costs(visitor: Visitor, how: str) -> None:
    """Print what ten visits have cost, and hold it against the most that they may."""
    for told in visitor.page.get_by_role("alert").all_inner_texts():
        raise AssertionError(told)
    expect(visitor.page.get_by_role("status")).to_contain_text("10 rader sparades.")
    assert sorted(visitor.saved()) == sorted(each.scb_code for each in TEN)
    print(f"ten visits, {how}: {visitor.clicks} clicks on {len(visitor.addresses)} page")
    assert visitor.clicks <= MOST_CLICKS
    assert len(visitor.addresses) == 1


def test_ten_visits_that_are_typed_cost_two_clicks_on_one_page(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.click("#municipality-1")
    keys.press("Escape")
    for number, place in enumerate(TEN, start=1):
        choose(page, f"municipality-{number}", place.name, place.scb_code)
        choose(page, f"what-{number}", "Besök", "support.hold-visit")
        tab_to(page, f"function-{number}")
        keys.type("Rektor; Trygghetssamordnare")
    visitor.click('button[value="save"]')

    costs(visitor, "typed")


def test_ten_visits_of_a_spreadsheet_cost_three_clicks_on_one_page(visitor: Visitor) -> None:
    visitor.click("#pasted")
    visitor.page.keyboard.insert_text(SHEET)
    visitor.click('button[value="paste"]')
    expect(visitor.page.get_by_role("button", name="Spara 10 rader")).to_be_visible()
    visitor.click('button[value="save"]')

    costs(visitor, "pasted")


@pytest.mark.parametrize("visitor", [True], indirect=True, ids=["script"])
class TestWithScript:
    def test_ten_visits_pasted_into_the_grid_itself_cost_two_clicks(self, visitor: Visitor) -> None:
        page = visitor.page
        page.evaluate("text => navigator.clipboard.writeText(text)", SHEET)
        visitor.click("#municipality-1")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+V")
        expect(page.get_by_role("button", name="Spara 10 rader")).to_be_visible()
        visitor.click('button[value="save"]')

        costs(visitor, "pasted into the grid")

    def test_the_list_completes_each_of_several_words(self, visitor: Visitor) -> None:
        offered = "() => document.querySelector('#words-function option').value"
        first = visitor.page.evaluate(offered)
        visitor.page.locator("#function-1").fill("Rektor; Tr")
        assert visitor.page.evaluate(offered) == f"Rektor; {first}"
        visitor.page.locator("#function-2").focus()
        assert visitor.page.evaluate(offered) == first

    def test_what_was_said_of_a_row_is_not_said_of_another(self, visitor: Visitor) -> None:
        page = visitor.page
        page.locator("#pasted").fill(SHEET)
        page.locator('button[value="paste"]').click()
        expect(page.locator("#verdict-2")).to_contain_text("Klar att spara")
        page.locator("#need-2").fill("x")

        expect(page.locator("#verdict-2")).to_have_text("Inte kontrollerad än")
        expect(page.locator("#verdict-3")).to_contain_text("Klar att spara")


def test_enter_in_a_cell_checks_and_saves_nothing(visitor: Visitor) -> None:
    visitor.page.locator("#municipality-1").select_option(TEN[0].scb_code)
    visitor.page.locator("#function-1").press("Enter")

    expect(visitor.page.get_by_role("alert")).to_contain_text("1 rad behöver rättas")
    assert visitor.saved() == []


def test_loaded_again_saves_nothing_twice(visitor: Visitor) -> None:
    visitor.page.locator("#pasted").fill(SHEET)
    visitor.page.locator('button[value="paste"]').click()
    visitor.page.locator('button[value="save"]').click()
    for _ in range(2):
        expect(visitor.page.get_by_role("status")).to_contain_text("10 rader sparades.")
        visitor.page.reload()

    assert len(visitor.saved()) == 10
