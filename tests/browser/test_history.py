"""The history as an auditor goes through it: verified, by keyboard, played, and without any script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_kommun_x import BEGINS, X, tell
from tests.support.api import Office, open_office
from tests.support.axe import LOOKS, wrong_on
from tests.support.browsing import NEEDS_CHROMIUM, PATIENCE_MS, served
from tests.support.database import Databases
from tests.support.people import AUDITOR
from tests.support.waiting import caught_up

pytestmark = NEEDS_CHROMIUM

HISTORY = f"/municipalities/{X}/history"
WORDS = {"sv": "Så här såg det ut", "en": "This is how it looked"}


@dataclass
class Place:
    """Kommun X at the end of its story, and where it is served."""

    office: Office
    address: str

    def opened(self, browser: Browser, language: str = "sv", **options: Any) -> Page:
        system = self.office.system
        secret = system.access.sign_in(AUDITOR, None, language, system.clock.now())
        context = browser.new_context(base_url=self.address, locale="sv-SE", **options)
        context.add_cookies([{"name": "femsteg_session", "value": secret, "url": self.address}])
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    @property
    def positions(self) -> list[int]:
        """Where the municipality's events are in the log."""
        events = self.office.coordinator.get(f"municipalities/{X}/timeline", limit=200)["events"]
        return sorted(each["position"] for each in events)


@pytest.fixture(scope="module")
def place(databases: Databases) -> Iterator[Place]:
    with databases.lent() as url, open_office(url, X, day=BEGINS) as office:
        tell(office)
        caught_up(office.system)
        with served(office.system.app()) as address:
            yield Place(office, address)


def position(page: Page) -> int:
    found = re.search("as_of=([0-9]+)", page.url)
    return int(found[1]) if found else 0


def pressed(page: Page, key: str) -> int:
    """Press a key that steps, and return where it led."""
    before = page.url
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    return position(page)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_kommun_x_is_replayed_by_keyboard_from_its_first_event_to_its_last(
    place: Place, chromium: Browser, language: str
) -> None:
    page = place.opened(chromium, language)
    page.goto(HISTORY)
    page.evaluate("window.kept = 'here'")
    seen = [pressed(page, "<")]
    while page.locator("a#step-next").count():
        seen.append(pressed(page, "."))
        expect(page.locator(".past")).to_contain_text(WORDS[language])
    assert seen == place.positions
    assert pressed(page, ",") == seen[-2]
    assert page.evaluate("window.kept") == "here", "the page was loaded anew"
    page.context.close()


def test_stepping_keeps_the_focus_the_place_and_the_way_back(place: Place, chromium: Browser) -> None:
    page, every = place.opened(chromium), place.positions
    page.goto(f"{HISTORY}?as_of={every[3]}")
    page.locator("#step-next").focus()
    scrolled = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**as_of={every[4]}")
    expect(page.locator("#step-next")).to_be_focused()
    assert page.evaluate("scrollY") == scrolled
    expect(page.locator("#day-shown > summary")).to_contain_text(re.compile("20[0-9]{2}"))
    page.go_back()
    page.wait_for_url(f"**as_of={every[3]}")
    expect(page.locator("#step-next")).to_have_attribute("href", re.compile(f"as_of={every[4]}$"))
    page.context.close()


def test_it_plays_by_itself_until_it_is_paused(place: Place, chromium: Browser) -> None:
    page, every = place.opened(chromium), place.positions
    page.goto(f"{HISTORY}?speed=fast&as_of={every[0]}")
    page.keyboard.press("p")
    page.wait_for_url(f"**as_of={every[2]}")
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "true")
    page.locator("#pace > summary").click()
    page.locator("#speed").select_option("fastest")
    page.wait_for_url(f"**speed=fastest&as_of={every[8]}")
    expect(page.locator("#speed")).to_have_value("fastest")
    expect(page.locator("#pace > summary")).to_contain_text("Mycket snabbt")
    expect(page.locator("#speed")).to_be_visible()
    page.locator("#speed").blur()
    page.keyboard.press("p")
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "false")
    stopped = page.url
    page.wait_for_timeout(5_000)
    assert page.url == stopped
    page.context.close()


@pytest.mark.parametrize("options", [{"reduced_motion": "reduce"}, {"java_script_enabled": False}])
def test_without_motion_or_script_each_press_of_play_is_one_event(
    place: Place, chromium: Browser, options: dict[str, Any]
) -> None:
    page, every = place.opened(chromium, **options), place.positions
    page.goto(HISTORY)
    for at in every[:3]:
        page.locator("#play").click()
        page.wait_for_url(f"**as_of={at}")
    page.locator("#step-previous").click()
    page.wait_for_url(f"**as_of={every[1]}")
    page.context.close()


@pytest.mark.parametrize(("language", "script"), [("sv", True), ("en", False)])
def test_the_header_leads_to_another_day_by_keyboard(
    place: Place, chromium: Browser, language: str, *, script: bool
) -> None:
    page = place.opened(chromium, language, java_script_enabled=script)
    page.goto(f"/municipalities/{X}")
    page.locator("#day-shown > summary").press("Enter")
    page.locator("#to-event").fill(str(place.positions[4]))
    page.locator("#to-event").press("Enter")
    page.wait_for_url(f"**/municipalities/{X}?as_of={place.positions[4]}")
    expect(page.locator(".past")).to_contain_text(WORDS[language])
    page.locator("#past-next").click()
    page.wait_for_url(f"**as_of={place.positions[5]}")
    page.context.close()


def test_all_of_it_is_verified_from_where_an_auditor_begins(place: Place, chromium: Browser) -> None:
    page, head = place.opened(chromium), place.office.system.store.head()
    page.goto("/")
    page.get_by_role("link", name="Visa verifieringar").click()
    page.get_by_role("button", name="Verifiera nu").click()
    expect(page.get_by_role("heading", name="En verifiering pågår")).to_be_visible()
    wrong = wrong_on(page, LOOKS["sv-SE"])

    said = page.get_by_role("status").filter(has_text=f"Verifierad till och med löpnummer {head}")
    expect(said).to_contain_text("Inget har tillkommit sedan dess.")

    wrong += wrong_on(page, LOOKS["sv-SE"])
    page.goto("/")
    expect(page.get_by_text(f"Verifierad till och med löpnummer {head}")).to_be_visible()
    page.context.close()
    assert wrong == []
