"""The auditor's questions in the browser: what was seen on a day, what has changed since, was it allowed?"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from adapters.demo.filling import people
from adapters.demo.people import PEOPLE
from domain.values import Role
from tests.support.axe import signed_in
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

pytestmark = NEEDS_CHROMIUM

WORDS = {
    "sv-SE": {
        "show": "Visa",
        "since": "Vad har ändrats sedan dess?",
        "allowed": "Var det tillåtet enligt den dagens regler?",
        "yes": "Ja. Det var tillåtet enligt den dagens regler.",
        "no": "Gick inte att göra.",
        "rule": "Femstegsprocessen, version 1",
        "why": "Varför?",
        "decides": "Vilka händelser avgör?",
        "decided": "Händelser som avgör",
    },
    "en-GB": {
        "show": "Show",
        "since": "What has changed since then?",
        "allowed": "Was it allowed by the rules of that day?",
        "yes": "Yes. It was allowed by the rules of that day.",
        "no": "Could not be done.",
        "rule": "version 1",
        "why": "Why?",
        "decides": "Which events decide it?",
        "decided": "Events that decide it",
    },
}
LOCALES = pytest.mark.parametrize("locale", WORDS)
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        yield address


class Clicks:
    """A page, and how often somebody has clicked on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def on(self, what: Locator) -> None:
        what.click()
        self.page.wait_for_load_state()
        self.count += 1


def visitor(chromium: Browser, address: str, locale: str, *, script: bool) -> Page:
    """Return a page of the auditor, with or without script."""
    page = chromium.new_context(base_url=address, locale=locale, java_script_enabled=script).new_page()
    auditor = next(each for each in PEOPLE if each.actor.role is Role.AUDITOR)
    page.goto("/sign-in")
    page.locator(f'button[value="{auditor.actor.ref}"]').click()
    page.wait_for_load_state()
    return page


@LOCALES
@SCRIPT
def test_a_day_what_changed_since_who_did_it_and_whether_it_was_allowed_take_three_clicks_each(
    chromium: Browser, address: str, locale: str, *, script: bool
) -> None:
    words, page = WORDS[locale], visitor(chromium, address, locale, script=script)
    page.goto("/counties/17")
    seen = Clicks(page)
    seen.on(page.locator("#day-shown > summary"))
    page.locator("#to-day").fill("2025-03-03")
    seen.on(page.locator("#day-shown").get_by_role("button", name=words["show"]))

    assert "as_of=2025-03-03" in page.url
    assert page.locator(".past").is_visible()
    assert page.locator("table.matrix").is_visible()

    changed = Clicks(page)
    changed.on(page.get_by_role("link", name=words["since"]))
    assert "from=2025-03-03" in page.url
    changed.on(page.locator(".changes .lines a").first)
    changed.on(page.locator('main a[href^="/events/"]').first)
    assert re.search("p-[0-9a-f]{8}", page.locator("main").inner_text())

    judged = Clicks(page)
    judged.on(page.get_by_role("link", name=words["allowed"]))
    assert page.get_by_text(words["yes"]).is_visible()
    assert max(seen.count, changed.count, judged.count) <= 3
    page.context.close()


@LOCALES
@SCRIPT
def test_an_event_tells_whether_it_was_allowed_in_one_click(
    chromium: Browser, address: str, locale: str, *, script: bool
) -> None:
    words, page = WORDS[locale], visitor(chromium, address, locale, script=script)
    page.goto("/trail?kind=action-plan.plan-adopted.v1&municipality=1784")
    clicks = Clicks(page)
    clicks.on(page.locator("table.trail th a").first)
    clicks.on(page.get_by_role("link", name=words["allowed"]))

    assert page.get_by_text(words["yes"]).is_visible()
    assert page.get_by_text(words["rule"]).first.is_visible()
    assert page.locator("main .behind a").count() >= 2
    assert clicks.count <= 3
    page.context.close()


@LOCALES
@SCRIPT
def test_a_day_tells_why_an_act_could_not_be_done_in_three(
    chromium: Browser, address: str, locale: str, *, script: bool
) -> None:
    words, page = WORDS[locale], visitor(chromium, address, locale, script=script)
    page.goto("/municipalities/1784?as_of=2025-03-03")
    clicks = Clicks(page)
    clicks.on(page.locator('a[href*="/actions"]'))
    clicks.on(page.locator("dl.refused dt").get_by_role("link", name=words["why"]).first)

    assert page.get_by_text(words["no"]).is_visible()
    assert page.get_by_text(words["rule"]).first.is_visible()
    assert "as_of=2025-03-03" in page.url
    assert clicks.count <= 3
    page.context.close()


@LOCALES
def test_a_colour_tells_which_events_decide_it_in_two_from_the_county(
    chromium: Browser, address: str, locale: str
) -> None:
    words, page = WORDS[locale], signed_in(chromium, address, Role.MANAGER, locale)
    page.goto("/municipalities/1730/why")
    clicks = Clicks(page)
    clicks.on(page.get_by_role("link", name=words["decides"]).first)

    assert page.get_by_text(words["decided"]).first.is_visible()
    assert page.locator("main .behind a").count() >= 1
    assert clicks.count <= 3
    page.context.close()


@pytest.mark.parametrize(
    "path", ["/municipalities/1784/why-not?act=action-plan.adopt-plan", "/municipalities/1784/why"]
)
def test_explanations_fit_a_phone(chromium: Browser, address: str, path: str) -> None:
    page = signed_in(chromium, address, Role.COORDINATOR, "sv-SE")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


def test_a_phone_shows_how_an_act_stands_today_beside_its_sign(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, Role.COORDINATOR)
    page.set_viewport_size({"width": 320, "height": 844})
    page.goto("/style#why")
    beside = """() => [...document.querySelectorAll("section > .since")].map(each => {
        const [sign, said] = [...each.children].map(one => one.getBoundingClientRect());
        return sign.right <= said.left;
    })"""

    assert page.evaluate(beside) == [True] * 3
    page.context.close()
