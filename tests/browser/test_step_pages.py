"""What a correction and a decline cost on the page of the plan, counted; and that the pages need no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from adapters.main import System
from domain.action_plan.events import PlanAdopted, PlanWorkOpened
from domain.situation_picture.events import PictureVersionPublished
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.given import at, recorded
from tests.support.histories import DIGEST, OPENED, finding
from tests.support.people import COORDINATOR, HERE
from tests.support.waiting import caught_up

PLAN = f"/municipalities/{HERE.scb_code}/plan"
MOST_CLICKS_TO_CORRECT, MOST_CLICKS_TO_DECLINE = 3, 4

pytestmark = NEEDS_CHROMIUM


@dataclass
class Visitor:
    """A coordinator's page, and how many clicks it has cost; lists are chosen from by keyboard, as days are typed."""

    page: Page
    system: System
    has_script: bool
    clicks: int = 0
    choices: int = 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def choose(self, label: str, option: str) -> None:
        self.choices += 1
        self.page.get_by_label(label).select_option(label=option)

    @property
    def cost(self) -> str:
        return f"{self.clicks} clicks, and {self.choices} choices from a list"


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def visitor(request: pytest.FixtureRequest, chromium: Browser, databases: Databases) -> Iterator[Visitor]:
    with databases.lent() as url, followed(url) as system, served(system.app()) as address:
        context = chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=request.param)
        page = context.new_page()
        page.goto("/sign-in")
        token = system.access.create_token(COORDINATOR, "test", system.clock.new_id(), system.clock.now())
        page.get_by_label("Åtkomstnyckel").fill(token)
        page.get_by_role("button", name="Logga in").click()
        page.get_by_role("button", name="Logga ut").wait_for()
        yield Visitor(page, system, request.param)
        context.close()


def opened(visitor: Visitor, *more: PlanAdopted) -> Page:
    """Come to the page of a plan that has been worked on for half a year."""
    today = visitor.system.clock.today()
    picture = PictureVersionPublished(version=1, review_due_on=today + timedelta(days=300), digest=DIGEST)
    joined = at(today - timedelta(days=200), *OPENED, finding(), picture, PlanWorkOpened(based_on_picture_version=1))
    visitor.system.store.append(recorded([*joined, *at(today - timedelta(days=100), *more)]))
    caught_up(visitor.system)
    visitor.page.goto(PLAN)
    return visitor.page


def test_the_day_of_a_decision_is_corrected_in_three_clicks(visitor: Visitor) -> None:
    page = opened(visitor, PlanAdopted(body="municipal-council"))
    day = visitor.system.clock.today() - timedelta(days=90)

    visitor.click(page.locator("section[aria-labelledby=decision]").get_by_role("link", name="Rätta"))
    fields = page.locator("fieldset.nested")
    if visitor.has_script:  # what is struck has no right values
        page.get_by_label("Stryk").check()
        expect(fields).to_be_hidden()
        page.locator('input[name="how"][value="replace"]').check()
    expect(fields).to_be_visible()
    page.get_by_label("Rätt datum").fill(str(day))
    visitor.choose("Orsak", "Fel datum")
    visitor.click(page.get_by_role("button", name="Spara"))

    page.get_by_text("Sparat.").first.wait_for()
    assert page.url.split("?")[0].endswith(PLAN)
    expect(page.get_by_role("definition").first).to_contain_text(f"{day.day} ")
    print(f"the day of a decision is corrected in {visitor.cost}")
    assert visitor.clicks <= MOST_CLICKS_TO_CORRECT


def test_a_plan_is_declined_in_four_clicks(visitor: Visitor) -> None:
    page = opened(visitor)
    revisit = visitor.system.clock.today() + timedelta(days=365)

    visitor.click(page.get_by_role("link", name="Avstå från handlingsplan"))
    visitor.choose("Beslutande funktion", "Kommundirektör")
    page.get_by_label("Prövas igen den").fill(str(revisit))
    visitor.choose("Orsak", "Lägesbilden visar inget behov")
    visitor.click(page.get_by_role("button", name="Gå vidare"))
    visitor.click(page.get_by_role("button", name="Spara"))

    page.get_by_text("Sparat.").first.wait_for()
    assert page.url.split("?")[0].endswith(PLAN)
    expect(page.locator("section[aria-labelledby=decision]")).to_contain_text("Avstått")
    print(f"a plan is declined in {visitor.cost}")
    assert visitor.clicks <= MOST_CLICKS_TO_DECLINE
