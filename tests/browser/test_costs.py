"""What the everyday costs, counted: each link that is followed and each button that is pressed is one click.

What is typed, and what is chosen in a field, is none. Other costs are counted where the page is tested: ten visits in
``test_entry_grid``, a declined plan and a corrected day in ``test_step_pages``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from adapters.demo.filling import people
from domain.values import Role
from tests.support.axe import signed_in
from tests.support.browsing import NEEDS_CHROMIUM, PATIENCE_MS, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.following import followed
from tests.support.people import COORDINATOR, HERE, SetClock

KIL = f"/municipalities/{HERE.scb_code}"
PICTURE = f"{KIL}/situation-picture"

pytestmark = NEEDS_CHROMIUM


@dataclass
class Visitor:
    """Somebody's page, and how many clicks it has cost."""

    page: Page
    clicks: int = 0

    def click(self, what: str) -> None:
        self.clicks += 1
        self.page.locator(what).locator("visible=true").first.click()
        self.page.wait_for_load_state()

    def first_of(self, name: str) -> None:
        field = self.page.locator(f'[name="{name}"]')
        if field.count() == 1:
            field.select_option(index=1)
        else:
            field.first.check()

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'[name="{name}"][value="{value}"]').check()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def coordinator(request: pytest.FixtureRequest, chromium: Browser, databases: Databases) -> Iterator[Visitor]:
    with databases.lent() as url, followed(url) as system, served(system.app()) as address:
        context = chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=request.param)
        secret = system.access.sign_in(COORDINATOR, None, "sv", system.clock.now())
        context.add_cookies([{"name": "femsteg_session", "value": secret, "url": address}])
        context.set_default_timeout(PATIENCE_MS)
        yield Visitor(context.new_page())
        context.close()


def test_from_outreach_to_the_first_step_closed(coordinator: Visitor) -> None:
    page = coordinator.page
    page.goto(f"{KIL}/act/municipality/register-municipality")
    page.locator("main form .primary").click()
    page.wait_for_url(f"**{KIL}?done=*")

    coordinator.click('main a[href*="/act/municipality/make-outreach"]')
    for name in ("kind", "initiated_by"):
        coordinator.first_of(name)
    coordinator.click("main form .primary")
    coordinator.click('main a[href*="/act/municipality/join-municipality"]')
    coordinator.click("main form .primary")
    coordinator.click("main form .primary")
    coordinator.click('main form[action*="/act/journey/open-journey"] button')
    coordinator.click('main form[action*="/act/journey/start-step?step=SITUATION_PICTURE"] button')
    coordinator.click('main form[action*="/act/situation-picture/commission-picture"] button')
    page.wait_for_url(f"**{PICTURE}?done=*")
    for question in page.locator('main input[type="radio"][value="unknown"]').all():
        question.check()
    for source in page.locator('main select[name$=".source_type"]').all():
        source.select_option("municipal-staff")
    coordinator.click('main button[value="answers"]')
    coordinator.click(f'main a[href="{PICTURE}/publish"]')
    coordinator.click("main form .primary")
    coordinator.click('main a[href*="/act/journey/complete-step?step=SITUATION_PICTURE"]')
    coordinator.choose("outcome", "achieved")
    coordinator.click("main form .primary")
    coordinator.click("main form .primary")

    page.goto(KIL)
    assert "Klart" in page.locator("main .path").inner_text()
    print(f"from outreach to the first step closed: {coordinator.clicks} clicks")
    assert coordinator.clicks <= 14


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        yield address


class TestAManager:
    @pytest.fixture
    def manager(self, chromium: Browser, address: str) -> Iterator[Visitor]:
        page = signed_in(chromium, address, Role.MANAGER)
        page.goto("/counties/17")
        yield Visitor(page)
        page.context.close()

    def test_is_told_why_something_is_red(self, manager: Visitor) -> None:
        manager.click('.matrix a[href*="/why"]')
        assert "Regel" in manager.page.locator("main").inner_text()
        print(f"why is this red: {manager.clicks} click")
        assert manager.clicks == 1

    def test_is_told_what_has_changed_since_last_quarter(self, manager: Visitor) -> None:
        manager.click('main a[href^="/counties/17/compare"]')
        assert manager.page.locator("main h1").inner_text().startswith("Vad som har ändrats sedan")
        print(f"what has changed since last quarter: {manager.clicks} click")
        assert manager.clicks == 1
