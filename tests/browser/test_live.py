"""Two people on one page in real browsers: it renews itself, asks first where something is typed, and loses nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from adapters.main import System
from domain.people import Actor
from tests.support.browsing import NEEDS_CHROMIUM, PATIENCE_MS, hear, save, served
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.people import COORDINATOR, HERE

KIL = f"/municipalities/{HERE.scb_code}"
OTHER = COORDINATOR.model_copy(update={"ref": "p-" + "8" * 32})
TYPED = "2027-05-16"

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with databases.lent() as url, followed(url) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(system: System) -> Iterator[str]:
    with served(system.app()) as address:
        yield address


@pytest.fixture
def said() -> list[str]:
    """What the consoles said."""
    return []


def person(chromium: Browser, address: str, system: System, said: list[str], actor: Actor) -> BrowserContext:
    """Return a browser of somebody who has signed in."""
    context = chromium.new_context(base_url=address, locale="sv-SE")
    hear(context, said)
    token = system.access.create_token(actor, "test", system.clock.new_id(), system.clock.now())
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Åtkomstnyckel").fill(token)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("button", name="Logga ut").wait_for()
    return context


@pytest.fixture
def one(chromium: Browser, address: str, system: System, said: list[str]) -> Iterator[Page]:
    context = person(chromium, address, system, said, COORDINATOR)
    if not system.store.head():
        for command in ("municipality/register-municipality", "municipality/join-municipality", "journey/open-journey"):
            act(context.pages[0], command)
    yield context.pages[0]
    context.close()


@pytest.fixture
def other(chromium: Browser, address: str, system: System, said: list[str]) -> Iterator[Page]:
    context = person(chromium, address, system, said, OTHER)
    yield context.pages[0]
    context.close()


def act(page: Page, command: str) -> None:
    page.goto(f"{KIL}/act/{command}")
    save(page)


def contact(page: Page, back: str = KIL) -> None:
    """Log a contact with the municipality, and come back to a page."""
    page.goto(f"{KIL}/act/support/log-contact?back={back}")
    page.locator('input[name="direction"][value="both"]').check()
    save(page)


def need(page: Page) -> None:
    """Note a need and meet it: such needs are folded away on the page of support."""
    for command in ("note-need", "meet-need"):
        page.goto(f"{KIL}/act/support/{command}")
        page.locator('[name="need_code"]').first.evaluate("each => { each.checked = true; each.selectedIndex = 1 }")
        save(page)


def entries(page: Page) -> list[str | None]:
    """Return the events that a page leads to."""
    return [each.get_attribute("href") for each in page.locator('main a[href^="/events/"]').all()]


class TestAPageThatOthersChange:
    def test_is_renewed_where_nothing_is_typed_and_keeps_place_and_focus(
        self, one: Page, other: Page, said: list[str]
    ) -> None:
        one.goto(f"{KIL}/timeline")
        one.locator('header a[href="/"]').focus()
        before = one.locator("main .timeline > li").count()
        contact(other)

        expect(one.locator("main .timeline > li")).to_have_count(before + 1)
        expect(one.locator("#live [aria-live]")).to_contain_text("Sidan visar nu de senaste uppgifterna.")
        assert one.evaluate("document.activeElement.getAttribute('href')") == "/"
        assert [each for each in said if "Content Security Policy" in each or "Error" in each] == []

    def test_keeps_what_was_unfolded_and_what_was_just_said(self, one: Page, other: Page) -> None:
        need(one)
        contact(one, back=f"{KIL}/support")
        assert one.url.split("?")[0].endswith("/support")
        one.locator("main details").first.evaluate("each => { each.open = true }")
        contact(other)

        expect(one.locator("#live [aria-live]")).to_contain_text("de senaste uppgifterna")
        expect(one.get_by_role("status").get_by_text("Sparat")).to_be_visible()
        assert one.locator("main details").first.evaluate("each => each.open")

    def test_asks_first_where_something_is_typed_and_keeps_it(self, one: Page, other: Page) -> None:
        one.goto("/trail")
        field = one.locator("#main form :is(input, select):visible").first
        field.fill("2020-01-02") if field.evaluate("each => each.tagName") == "INPUT" else field.select_option(index=1)
        typed, before = field.input_value(), entries(one)
        contact(other)

        show = one.get_by_role("link", name="Visa de nya uppgifterna")
        show.wait_for()
        assert entries(one) == before
        show.click()
        expect(one.locator("#live [aria-live]")).to_contain_text("de senaste uppgifterna")
        expect(field).to_have_value(typed)
        assert entries(one) != before

    def test_says_so_over_a_form_whose_sender_then_sees_what_came_between(self, one: Page, other: Page) -> None:
        one.goto(f"{KIL}/act/support/plan-visit")
        one.locator("#planned_on").fill(TYPED)
        contact(other)

        told = one.locator("#live [aria-live]")
        expect(told).to_contain_text("Det du har skrivit finns kvar")
        with one.context.expect_page() as opened:
            told.get_by_role("link").click()
        assert opened.value.url.endswith(f"{KIL}/timeline")
        opened.value.close()
        expect(one.locator("#planned_on")).to_have_value(TYPED)
        one.locator("main form button").last.click()
        expect(one.get_by_role("alert")).to_contain_text("Detta har ändrats sedan du öppnade sidan")
        expect(one.locator("#planned_on")).to_have_value(TYPED)
        save(one)

    def test_has_a_link_without_script(self, chromium: Browser, address: str, one: Page) -> None:
        plain = chromium.new_context(
            base_url=address, java_script_enabled=False, storage_state=one.context.storage_state(), locale="sv-SE"
        )
        page = plain.new_page()
        page.goto(KIL)
        page.get_by_role("link", name="Hämta sidan på nytt").click()
        assert page.url.endswith(KIL)
        plain.close()


class TestTwoPeopleOnOneStep:
    def test_see_each_other_s_act_and_save_once(self, one: Page, other: Page) -> None:
        start = f"{KIL}/act/journey/start-step?step=SITUATION_PICTURE"
        one.goto(start)
        other.goto(start)
        save(other)
        expect(one.locator("#live [aria-live]")).to_contain_text("ändrats sedan du öppnade formuläret")
        one.locator("main form button").last.click()

        expect(one.get_by_role("main")).to_contain_text("Detta har ändrats")
        expect(one.get_by_role("main")).to_contain_text("Steg")
