"""Forms of acts in a real browser: what they ask when, what is checked first, where the focus is, what they keep."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from adapters.main import System
from tests.support.axe import wrong_on
from tests.support.browsing import NEEDS_CHROMIUM, PATIENCE_MS, save, served
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.people import COORDINATOR, HERE

KIL = f"/municipalities/{HERE.scb_code}"
VISIT = f"{KIL}/act/support/plan-visit"
LEAVE = f"{KIL}/act/municipality/leave-municipality"

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with databases.lent() as url, followed(url) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(system: System) -> Iterator[str]:
    with served(system.app()) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str, system: System) -> Iterator[Page]:
    """A page of a coordinator, with and without script."""
    context = chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=request.param, bypass_csp=True)
    context.set_default_timeout(PATIENCE_MS)
    secret = system.access.sign_in(COORDINATOR, None, "sv", system.clock.now())
    context.add_cookies([{"name": "femsteg_session", "value": secret, "url": address}])
    page = context.new_page()
    if not system.store.head():
        for command in ("register-municipality", "join-municipality"):
            page.goto(f"{KIL}/act/municipality/{command}")
            save(page)
    yield page
    context.close()


class TestAnActThatChangesMuch:
    def test_is_checked_changed_and_saved(self, page: Page) -> None:
        page.goto(LEAVE)
        page.locator("#reason").select_option(index=1)
        before, after = page.locator("#reason option").all_inner_texts()[1:3]
        page.get_by_role("button", name="Gå vidare").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kontrollera")
        expect(page.locator(".answers")).to_contain_text(before)

        page.locator("button[name=change][value=reason]").click()
        page.wait_for_url("**#reason")
        expect(page.locator("#reason option:checked")).to_have_text(before)
        page.locator("#reason").select_option(index=2)
        page.get_by_role("button", name="Gå vidare").click()
        expect(page.locator(".answers")).to_contain_text(after)
        page.get_by_role("link", name="Avbryt").click()

    def test_breaks_no_rule_where_it_is_checked(self, page: Page, request: pytest.FixtureRequest) -> None:
        if "no script" in request.node.name:
            return
        page.goto(LEAVE)
        page.locator("#reason").select_option(index=1)
        page.get_by_role("button", name="Gå vidare").click()
        page.locator("[name=confirmed]").wait_for()
        assert wrong_on(page, [(1280, "light"), (1280, "dark")]) == []


class TestWhatWasSaved:
    def test_has_the_focus_with_a_way_to_see_and_to_correct_it(self, page: Page) -> None:
        page.goto(VISIT)
        page.locator("#planned_on").fill("2027-03-04")
        save(page)

        told = page.locator("main [role=status]")
        expect(told).to_be_focused()
        expect(told).to_contain_text("4 mars 2027")
        expect(told.get_by_role("link", name="Visa händelsen")).to_be_visible()
        expect(told.get_by_role("link", name="Rätta")).to_be_visible()


class TestWhatWasWrong:
    def test_has_the_focus_and_leads_to_each_field(self, page: Page) -> None:
        page.goto(f"{KIL}/act/support/log-contact")
        page.locator("#occurred_on").fill("1066-10-14")
        page.locator("#act button.primary").click()
        told = page.get_by_role("alert")

        expect(told).to_be_focused()
        assert told.get_by_role("link").count() == 2, "all that is wrong, at once"


class TestTheReason:
    def test_is_asked_for_when_it_is_needed(self, page: Page, system: System, request: pytest.FixtureRequest) -> None:
        page.goto(VISIT)
        reason = page.locator("#reason")
        if "no script" in request.node.name:
            expect(reason).to_be_visible()
            return
        expect(reason).to_be_hidden()
        page.locator("#occurred_on").fill((system.clock.today() - timedelta(days=40)).isoformat())
        expect(reason).to_be_visible()
        page.locator("#planned_on").fill("2027-03-04")
        page.locator("#act button.primary").click()
        expect(page.get_by_role("alert")).to_contain_text("orsak")
        expect(page.locator("#reason")).to_be_visible()


class TestAFieldThatAppliesToOneAnswer:
    def test_is_asked_for_when_that_is_given(self, page: Page, request: pytest.FixtureRequest) -> None:
        page.goto(f"{KIL}/act/situation-picture/commission-picture")
        if page.locator("#act").count():
            save(page)
        page.goto(f"{KIL}/act/situation-picture/record-finding")
        milieu = page.locator("#milieu")
        if "no script" in request.node.name:
            expect(milieu).to_be_visible()
            expect(page.locator("#milieu-help")).to_contain_text("Gäller när")
            return
        expect(milieu).to_be_hidden()
        page.locator("#kind").select_option("milieu_presence")
        expect(milieu).to_be_visible()
        page.locator("#kind").select_option("strength")
        expect(milieu).to_be_hidden()


class TestAnotherLanguage:
    def test_keeps_what_is_typed(self, page: Page) -> None:
        page.goto(VISIT)
        page.locator("#planned_on").fill("2027-05-06")
        page.get_by_role("button", name="English").click()

        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#planned_on")).to_have_value("2027-05-06")
        page.get_by_role("button", name="Svenska").click()
        expect(page.locator("html")).to_have_attribute("lang", "sv")
        expect(page.locator("#planned_on")).to_have_value("2027-05-06")
        save(page)

    def test_is_not_chosen_by_enter(self, page: Page) -> None:
        page.goto(VISIT)
        page.locator("#planned_on").fill("2027-05-07")
        page.locator("#planned_on").press("Enter")

        expect(page.get_by_role("status")).to_contain_text("7 maj 2027")
        expect(page.locator("html")).to_have_attribute("lang", "sv")
