"""One act for several municipalities in a real browser, with and without script: chosen, filled in once, answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from adapters.demo.filling import people
from adapters.main import System
from domain.values import Role
from tests.support.axe import LOOKS, signed_in, wrong_on
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

THREE = ["1784", "1730", "1760"]
PASTED = """Kil\t2026-02-27\tBesök\tRektor\tGrundutbildning
Sunne\t2026-12-03\tKontakt, dialog
Eda\t2026-02-25\tBesök\tKejsare"""

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with demonstration(databases, SetClock()) as system:
        system.follower.start()
        yield system
        system.follower.stop()


@pytest.fixture(scope="module")
def address(system: System) -> Iterator[str]:
    with served(system.app(people())) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    session = signed_in(chromium, address, Role.COORDINATOR)
    context = chromium.new_context(
        base_url=address,
        locale="sv-SE",
        java_script_enabled=request.param,
        storage_state=session.context.storage_state(),
    )
    session.context.close()
    yield context.new_page()
    context.close()


def test_is_chosen_filled_in_once_and_answered_for_each(page: Page, system: System) -> None:
    page.goto("/work/bulk")
    for code in THREE:
        page.locator(f'input[name="municipality"][value="{code}"]').check()
    page.get_by_label("Anteckna kontakt").check()
    page.get_by_role("button", name="Fortsätt", exact=True).click()
    expect(page.get_by_role("heading", name="Anteckna kontakt")).to_be_visible()
    before = system.store.head()
    page.get_by_label("Dialog").check()
    page.get_by_role("button", name="Spara för de valda").click()

    expect(page.get_by_role("status").first).to_contain_text("Sparat för 3 kommuner.")
    events = system.store.read(before, 10)
    assert sorted(each.envelope.scope for each in events) == sorted(THREE)
    page.get_by_role("link", name="Visa händelsen").first.click()
    expect(page).to_have_url(page.url.split("/events/")[0] + f"/events/{events[0].envelope.event_id}")


def give_contact(page: Page) -> None:
    page.goto(f"/work/bulk?act=support.log-contact&municipality={THREE[0]}")
    page.get_by_label("Dialog").check()
    page.get_by_role("button", name="Spara för de valda").click()
    expect(page.get_by_role("status").first).to_contain_text("Sparat för 1 kommun.")


def test_keeps_its_answer_when_others_act(page: Page) -> None:
    give_contact(page)
    give_contact(page.context.new_page())
    page.bring_to_front()
    page.wait_for_timeout(2000)

    expect(page.get_by_role("status").first).to_contain_text("Sparat för 1 kommun.")


class TestEveryState:
    """What a form answers when it is sent has no address that finds it; axe looks at it here."""

    @pytest.fixture(params=LOOKS)
    def locale(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def page(self, chromium: Browser, address: str, locale: str) -> Iterator[Page]:
        page = signed_in(chromium, address, Role.COORDINATOR, locale)
        yield page
        page.context.close()

    def test_of_one_act_for_several_breaks_no_rule(self, page: Page, locale: str) -> None:
        page.goto("/work/bulk?act=support.note-need&municipality=" + "&municipality=".join(THREE))
        page.locator("main form button.primary").click()
        page.get_by_role("alert").wait_for()
        wrong = wrong_on(page, LOOKS[locale])
        page.locator("#need_code").select_option(index=3)
        page.locator("main form button.primary").click()
        page.locator("#saved").wait_for()
        wrong += wrong_on(page, LOOKS[locale])

        assert wrong == []

    def test_of_the_grid_breaks_no_rule(self, page: Page, locale: str) -> None:
        page.goto("/work/entries")
        page.locator("#pasted").fill("Kommun\tDag\n")
        page.locator('button[value="paste"]').click()
        page.get_by_role("alert").wait_for()
        wrong = wrong_on(page, LOOKS[locale])
        page.locator("#pasted").fill(PASTED)
        page.locator('button[value="paste"]').click()
        page.locator(".entry-ready").first.wait_for()
        wrong += wrong_on(page, LOOKS[locale])
        page.locator('button[value="save"]').click()
        page.locator("#saved").wait_for()
        wrong += wrong_on(page, LOOKS[locale])

        assert wrong == []
