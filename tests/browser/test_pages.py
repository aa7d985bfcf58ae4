"""A real browser with JavaScript off: the whole way from joining to the county matrix, and how pages behave."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from adapters.main import System
from tests.support.browsing import NEEDS_CHROMIUM, hear, save, served
from tests.support.following import followed
from tests.support.people import COORDINATOR, HERE
from tests.support.waiting import caught_up
from workflows.reference.definitions import question_sets

KIL = f"/municipalities/{HERE.scb_code}"
PAGES = [
    "/counties/17",
    KIL,
    f"{KIL}/timeline",
    f"{KIL}/act/situation-picture/record-finding",
    f"{KIL}/act/structure-review/order-responsibility",
    f"{KIL}/act/journey/complete-step",
    "/counties/17?as_of=1",
    f"{KIL}?happened_by=2020-01-01",
    "/work",
    "/trail",
    "/nowhere",
]

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def system(database_url: str) -> Iterator[System]:
    with followed(database_url) as opened:
        yield opened


@pytest.fixture
def address(system: System) -> Iterator[str]:
    with served(system.app()) as address:
        yield address


@pytest.fixture
def said() -> list[str]:
    """What the browser's console said: refusals of the content security policy among it."""
    return []


@pytest.fixture
def context(chromium: Browser, address: str, said: list[str]) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=False)
    hear(context, said)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, system: System) -> Page:
    """A page of a coordinator who has signed in by token."""
    token = system.access.create_token(COORDINATOR, "test", system.clock.new_id(), system.clock.now())
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Åtkomstnyckel").fill(token)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("button", name="Logga ut").wait_for()
    return page


def broken(said: list[str]) -> list[str]:
    """Return what the browser refused for the content security policy."""
    return [each for each in said if "Content Security Policy" in each or "Content-Security-Policy" in each]


def act(page: Page, command: str, **choices: str) -> None:
    """Fill in a form by its labels' fields and send it; it must be accepted."""
    page.goto(f"{KIL}/act/{command}")
    for name, value in choices.items():
        radio = page.locator(f'input[name="{name}"][value="{value}"]')
        if radio.count():
            radio.check()
        else:
            page.locator(f'select[name="{name}"]').select_option(value)
    save(page)


def join(page: Page) -> None:
    act(page, "municipality/register-municipality")
    act(page, "municipality/join-municipality")
    act(page, "journey/open-journey")


def test_a_municipality_goes_from_joining_to_a_published_picture(page: Page, system: System, said: list[str]) -> None:
    page.goto("/counties/17")
    page.get_by_role("link", name=HERE.name).first.click()
    page.locator('main form[action*="/act/municipality/register-municipality"] button').click()
    page.get_by_role("status").wait_for()
    act(page, "municipality/join-municipality")
    act(page, "journey/open-journey")
    act(page, "journey/start-step?step=SITUATION_PICTURE")
    act(page, "situation-picture/commission-picture")
    for question in question_sets()[1].questions:
        act(
            page,
            "situation-picture/answer-question",
            question_code=question,
            assessment="unknown",
            source_type="municipal-staff",
        )
    act(page, "situation-picture/publish-picture-version")
    act(page, "journey/complete-step?step=SITUATION_PICTURE", outcome="achieved")

    caught_up(system)
    page.goto("/counties/17")
    assert "Klart" in page.get_by_role("row", name=HERE.name).inner_text()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Svenska").wait_for()
    assert "Done" in page.get_by_role("row", name=HERE.name).inner_text()
    assert page.locator("html").get_attribute("lang") == "en"
    assert broken(said) == []


def test_pages_are_within_the_content_security_policy_and_fit_a_narrow_screen(page: Page, said: list[str]) -> None:
    join(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for each in PAGES:
        page.goto(each)
        width = page.locator("html").bounding_box()
        main = page.locator("main").bounding_box()
        assert width is not None
        assert main is not None
        assert main["width"] <= 320, each
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1
    assert broken(said) == []


def test_no_page_scrolls_sideways_at_320_pixels(
    chromium: Browser, context: BrowserContext, page: Page, address: str
) -> None:
    join(page)
    # Only a script can ask how wide the page would like to be; the pages themselves have none.
    asking = chromium.new_context(
        base_url=address, storage_state=context.storage_state(), viewport={"width": 320, "height": 640}
    )
    narrow = asking.new_page()
    for each in PAGES:
        narrow.goto(each)
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 320, each
    asking.close()


def test_the_keyboard_goes_from_the_skip_link_through_the_header_to_the_form(
    chromium: Browser, context: BrowserContext, page: Page, address: str
) -> None:
    join(page)
    asking = chromium.new_context(base_url=address, storage_state=context.storage_state())
    keyed = asking.new_page()
    keyed.goto(f"{KIL}/act/support/log-contact")
    stops = []
    for _ in range(14):
        keyed.keyboard.press("Tab")
        stops.append(
            keyed.evaluate("(e => e.name || e.getAttribute('href') || e.textContent.trim())(document.activeElement)")
        )
        assert keyed.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", stops[-1]

    assert stops[0] == "#main"
    wanted = ["/", "/counties/17", "/work", "/counties/17/history", "q", "language", KIL, "direction", "occurred_on"]
    places = [stops.index(each) for each in wanted]
    assert places == sorted(places)
    asking.close()


def test_what_was_typed_stays_when_it_is_wrong(page: Page) -> None:
    join(page)
    page.goto(f"{KIL}/act/municipality/receive-national-prompt")
    page.locator("#occurred_on").fill("1066-10-14")
    page.get_by_role("button", name="Spara").click()

    page.get_by_role("alert").wait_for()
    assert page.locator("#occurred_on").input_value() == "1066-10-14"
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.url.endswith("#actor_code")
