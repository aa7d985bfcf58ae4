"""A session that is about to end says so, is prolonged, and ends without taking what was typed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.api import Office, open_office
from tests.support.browsing import NEEDS_CHROMIUM, PATIENCE_MS, served
from tests.support.database import Databases
from tests.support.people import COORDINATOR, HERE

FORM = f"/municipalities/{HERE.scb_code}/act/support/plan-visit"

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE.scb_code) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(office: Office) -> Iterator[str]:
    with served(office.system.app()) as address:
        yield address


def token(office: Office) -> str:
    return office.system.access.create_token(COORDINATOR, "test", office.calendar.new_id(), office.calendar.now())


def sign_in(page: Page, office: Office) -> None:
    page.get_by_label("Åtkomstnyckel").fill(token(office))
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("button", name="Logga ut").wait_for()


@pytest.fixture
def page(chromium: Browser, address: str, office: Office) -> Iterator[Page]:
    context = chromium.new_context(base_url=address, locale="sv-SE")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.clock.install()
    page.goto("/sign-in")
    sign_in(page, office)
    page.goto(FORM)
    yield page
    context.close()


def pass_minutes(page: Page, office: Office, minutes: int) -> None:
    """Let time go by here and there."""
    office.calendar.ahead += timedelta(minutes=minutes)
    page.clock.run_for(minutes * 60_000)


class TestASessionThatIsAboutToEnd:
    def test_is_told_some_minutes_before_and_prolonged_where_one_was(self, page: Page, office: Office) -> None:
        page.locator("#planned_on").fill("2027-01-12")
        page.locator("#planned_on").focus()
        pass_minutes(page, office, 20)
        dialog = page.get_by_role("dialog", name="Inloggningen går snart ut")
        expect(dialog).to_be_hidden()
        pass_minutes(page, office, 7)

        expect(dialog).to_be_visible()
        expect(dialog).to_contain_text("Du är inloggad till klockan")
        button = dialog.get_by_role("button")
        expect(button).to_be_focused()
        # No time goes by while the server is asked for more of it.
        with page.expect_response("**/session"):
            button.click()
        expect(dialog).to_be_hidden()
        expect(page.locator("#planned_on")).to_be_focused()
        pass_minutes(page, office, 20)
        expect(dialog).to_be_hidden()
        page.locator("main form button").last.click()
        page.get_by_role("status").get_by_text("Sparat").wait_for()

    def test_is_not_told_where_another_window_is_used(self, page: Page, office: Office) -> None:
        pass_minutes(page, office, 20)
        other = page.context.new_page()
        other.goto("/counties/17")
        pass_minutes(page, office, 8)

        expect(page.get_by_role("dialog")).to_be_hidden()

    def test_is_not_kept_by_a_page_that_nobody_looks_after(self, page: Page, office: Office) -> None:
        pass_minutes(page, office, 27)
        expect(page.get_by_role("dialog")).to_be_visible()
        pass_minutes(page, office, 6)

        expect(page.get_by_role("dialog", name="Inloggningen har gått ut")).to_be_visible()

    def test_that_has_ended_gives_back_what_was_typed(self, page: Page, office: Office) -> None:
        page.locator("#planned_on").fill("2027-03-14")
        pass_minutes(page, office, 27)
        pass_minutes(page, office, 6)
        page.get_by_role("dialog").get_by_role("button", name="Jag förstår").click()
        page.locator("main form button").last.click()
        sign_in(page, office)

        expect(page.locator("#planned_on")).to_have_value("2027-03-14")


class TestWithoutScript:
    def test_each_page_says_until_when_one_is_signed_in_and_leads_to_more(
        self, chromium: Browser, address: str, office: Office
    ) -> None:
        context = chromium.new_context(base_url=address, java_script_enabled=False, locale="sv-SE")
        page = context.new_page()
        page.goto("/sign-in")
        sign_in(page, office)
        page.goto(FORM)
        foot = page.get_by_role("contentinfo")
        before = foot.inner_text()
        office.calendar.ahead += timedelta(minutes=20)
        assert "Inloggad till klockan" in before
        with context.expect_page() as opened:
            foot.get_by_role("link", name="Förläng inloggningen").click()

        told = opened.value.get_by_role("main").inner_text()
        assert "Inloggad till klockan" in told
        assert "längst till klockan" in told
        assert opened.value.get_by_role("contentinfo").inner_text() != before
        context.close()
