"""Whole days in the browser, with script and without: a municipality through its steps, a Monday, a meeting, a restart.

A manager's and a coordinator's days are walked in both languages, by what addresses say and not by words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page

from adapters.demo.filling import people
from adapters.main import System
from domain.values import Role
from projections.county import COUNTY, StandingRow
from projections.engine.views import Query
from tests.support.axe import signed_in
from tests.support.browsing import NEEDS_CHROMIUM, PATIENCE_MS, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.following import followed
from tests.support.people import COORDINATOR, HERE, SetClock
from tests.support.site import Site, femsteg, own_data

KIL = f"/municipalities/{HERE.scb_code}"
# More than the whole way takes; one that goes in circles is noticed.
MOST_ACTS = 60
# As many as any list of codes takes.
MOST_CHOSEN = 10

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@dataclass
class Walk:
    """Somebody who does what the pages put first, and fills in the first that each field offers."""

    page: Page
    done: list[str] = field(default_factory=list)

    def onwards(self) -> bool:
        """Do what the overview puts first; False where it puts no act first."""
        self.page.goto(KIL)
        first = self.page.locator("main .acts .primary")
        if not first.count() or "/visit-sheet" in (first.first.get_attribute("href") or ""):
            return False
        self.done.append(first.first.inner_text())
        first.first.click()
        self.page.wait_for_load_state()
        for _ in range(4):  # a page that leads on, the form, and the question whether it is right
            if "done=" in self.page.url:
                return True
            self.fill()
            self.page.locator("main .primary").locator("visible=true").last.click()
            self.page.wait_for_load_state()
            assert not self.page.locator("main .summary").count(), self.page.locator("main .summary").inner_text()
        raise AssertionError(self.page.url)

    def fill(self) -> None:
        for each in self.page.locator("main fieldset:visible, main .asking > li").all():
            self.choose(each)
        for each in self.page.locator("main select:visible:not(.ordered li + li select)").all():
            if not each.input_value():
                each.select_option(index=1)
        for each in self.page.locator("main .bands select:visible").all():
            each.select_option(index=2)
        for each in self.page.locator('main input[required]:visible:not([type="radio"], [type="checkbox"])').all():
            if not each.input_value():
                each.fill(self.answer(each))

    def answer(self, field: Locator) -> str:
        if field.get_attribute("type") == "date":
            return self.page.locator('[name="occurred_on"]').input_value()
        return "4" if field.get_attribute("inputmode") == "numeric" else "KS 2026/4"

    def choose(self, group: Locator) -> None:
        """Choose the first of what may be answered, and many where several may be."""
        radios = group.locator('input[type="radio"]:visible')
        if radios.count() and not group.locator('input[type="radio"]:checked').count():
            radios.first.check()
        boxes = group.locator('input[type="checkbox"]:visible')
        is_asked = not group.locator("legend .optional").count()
        if is_asked and boxes.count() and not group.locator('input[type="checkbox"]:checked').count():
            for each in boxes.all()[:MOST_CHOSEN]:
                each.check()


@pytest.fixture(params=["sv", "en"])
def walk(
    request: pytest.FixtureRequest, chromium: Browser, databases: Databases, *, has_script: bool
) -> Iterator[Walk]:
    lang = request.param
    with databases.lent() as url, followed(url) as system, served(system.app()) as address:
        context = chromium.new_context(base_url=address, java_script_enabled=has_script)
        secret = system.access.sign_in(COORDINATOR, None, lang, system.clock.now())
        context.add_cookies([{"name": "femsteg_session", "value": secret, "url": address}])
        context.set_default_timeout(PATIENCE_MS)
        yield Walk(context.new_page())
        context.close()


def test_what_is_put_first_leads_a_municipality_from_nothing_through_all_five_steps(walk: Walk) -> None:
    while len(walk.done) < MOST_ACTS and walk.onwards():
        pass

    assert closed(walk.page)[:4] == [True] * 4, walk.done[-12:]
    assert walk.page.locator("main .path > li.step-live").count() == 1, "the fifth step has begun"
    walk.page.goto(f"{KIL}/support")
    assert walk.page.locator("main [id^='visit-']").count(), walk.done[-12:]


def closed(page: Page) -> list[bool]:
    """Return which of the five steps are closed; none before there is a page that tells of them."""
    told = [each.get_attribute("class") or "" for each in page.locator("main .path > li").all()]
    return ["step-achieved" in each or "step-declined" in each for each in told] or [False] * 5


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with demonstration(databases, SetClock(date(2026, 11, 28))) as opened:
        opened.follower.start()
        yield opened
        opened.follower.stop()


@pytest.fixture
def address(system: System) -> Iterator[str]:
    with served(system.app(people())) as address:
        yield address


@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
class TestADay:
    def test_of_a_coordinator_on_a_monday(
        self, chromium: Browser, address: str, locale: str, *, has_script: bool
    ) -> None:
        page = signed_in(chromium, address, Role.COORDINATOR, locale, has_script=has_script)
        assert page.url.endswith("/work"), "it begins where the work is"

        logs_a_contact(page)
        clears_a_row_and_takes_it_back(page)
        enters_two(page)
        acts_for_two_municipalities(page)
        page.goto("/municipalities/1763/visit-sheet")
        assert page.locator("h1").count() == 1
        page.context.close()

    def test_of_a_manager_before_the_steering_group_meets(
        self, chromium: Browser, address: str, locale: str, *, has_script: bool
    ) -> None:
        page = signed_in(chromium, address, Role.MANAGER, locale, has_script=has_script)
        assert page.url.endswith("/counties/17"), "it begins with the county"

        page.locator('.matrix a[href*="/why"]').first.click()
        page.wait_for_load_state()
        assert page.locator("main a[href^='/events/'], main a[href*='/timeline']").count()
        page.goto("/counties/17")
        page.locator('main a[href^="/counties/17/compare"]').locator("visible=true").first.click()
        page.locator("main a[href*='/events']").locator("visible=true").first.click()
        page.wait_for_load_state()
        assert page.locator("main a[href^='/events/'], main dl").count()
        for name in ("development", "standstill", "profile", "meeting"):
            page.goto("/counties/17")
            page.locator(f'.tabs a[href="/counties/17/{name}"]').click()
            assert page.locator(f'.tabs a[href="/counties/17/{name}"]').get_attribute("aria-current") == "page"
        pins_the_sheet(page)
        page.context.close()


def logs_a_contact(page: Page) -> None:
    page.locator("#municipality").select_option("1763")
    page.locator('input[name="what"][value="contact"]').check()
    page.locator('input[name$="direction"]:visible').first.check()
    page.locator(".quick-form .primary").click()
    page.locator(".quick .notice").wait_for()
    assert page.locator("#municipality").evaluate("each => each === document.activeElement")


def clears_a_row_and_takes_it_back(page: Page) -> None:
    """Do the first thing that needs nothing but a click, and strike it as entered by mistake: it waits again."""
    row = page.locator('.queue-row:has(form[method="post"])').first
    name = row.get_attribute("id")
    row.locator("form button").click()
    page.locator(f'[id="{name}"] .receipt-ways a').last.click()
    page.locator('input[name="how"][value="void"]').check()
    page.locator("#reason").select_option("did-not-happen")
    page.locator("#act .primary").click()
    page.wait_for_url("**done=*")
    page.goto("/work")
    assert page.locator(f'[id="{name}"] form[method="post"]').count(), "what was struck waits again"


def enters_two(page: Page) -> None:
    page.goto("/work/entries")
    assert page.locator("main table tbody tr").count() >= 10
    for number, place in ((1, "1763"), (2, "1764")):
        page.locator(f"#municipality-{number}").select_option(place)
        page.locator(f"#what-{number}").select_option("support.log-contact.both")
    page.locator('#entries button[value="save"]').click()
    page.locator("#saved").wait_for()
    assert page.locator(".entry-receipts li").count() == 2


def acts_for_two_municipalities(page: Page) -> None:
    page.goto("/work/bulk?municipality=1763&municipality=1764&act=support.log-contact")
    Walk(page).fill()
    page.locator("#bulk-act .primary").click()
    page.locator("#saved").wait_for()
    assert page.locator("main a[href^='/events/']").count() == 2


def pins_the_sheet(page: Page) -> None:
    """Pin the steering group's sheet; what is opened of it is the same each time."""
    page.goto("/counties/17/reports")
    page.locator("#kind").select_option("meeting")
    page.locator("main form.filters .primary").click()
    page.wait_for_url("**done=*")
    pinned = page.locator("main table a[href^='/reports/']").first.get_attribute("href") or ""
    first, again = (page.request.get(pinned).body() for _ in range(2))
    assert first == again
    page.goto(pinned)
    assert page.locator("h1").count() == 1


# What is typed on each page, by the field that takes it: a value that is chosen or written.
TYPED = {
    "/work": (
        '#quick-log input[name="what"][value="visit"]',
        '#quick-log input[name="functions_met"][value="principal"]',
    ),
    "/work/entries": ('#entries input[name$="function"]',),
    "/work/bulk": ('#bulk-choice input[value="1763"]', '#bulk-choice input[name="act"]'),
    "/municipalities/{}/situation-picture": ('#answers-form .asking input[type="radio"][value="weakness"]',),
    "/municipalities/{}/review": ('#review-form input[type="radio"]', '#review-form input[name="occurred_on"]'),
}


@pytest.mark.parametrize("where", TYPED)
def test_another_language_keeps_what_is_typed(
    chromium: Browser, system: System, address: str, where: str, *, has_script: bool
) -> None:
    rows = system.views.select(COUNTY, Query(StandingRow))
    draft = next(each.scb_code for each in rows if isinstance(each, StandingRow) and each.standing.picture_at_work)
    before = system.store.head()
    page = signed_in(chromium, address, Role.COORDINATOR, has_script=has_script)
    page.goto(where.format(draft))
    typed = [page.locator(each).first for each in TYPED[where]]
    for each in typed:
        if each.get_attribute("type") in {"radio", "checkbox"}:
            each.check()
        else:
            each.fill("2026-11-20")
    page.locator('header button[name="language"][value="en"]').click()
    page.wait_for_load_state()

    assert page.locator("html").get_attribute("lang") == "en"
    for each in typed:
        is_choice = each.get_attribute("type") in {"radio", "checkbox"}
        assert each.is_checked() if is_choice else each.input_value() == "2026-11-20"
    assert not page.locator("main .summary").count()
    assert system.store.head() == before
    page.context.close()


def test_a_form_that_is_open_while_the_server_is_killed_is_saved_after_it_has_started_again(
    request: pytest.FixtureRequest, chromium: Browser, *, has_script: bool
) -> None:
    with own_data() as data:
        token = femsteg(data, "token", "create", "--role", "coordinator").stdout.strip()
        site = Site(data, ("serve",))
        site.start()
        request.addfinalizer(site.stop)
        context = chromium.new_context(
            base_url=f"http://127.0.0.1:{site.port}", locale="sv-SE", java_script_enabled=has_script
        )
        page = context.new_page()
        page.goto("/sign-in")
        page.locator("#token").fill(token)
        page.locator("main form .primary").click()
        page.locator("form[action='/sign-out']").wait_for()
        page.goto(f"{KIL}/act/municipality/make-outreach")
        Walk(page).fill()
        site.kill()
        site.kill_database()
        site.start()
        page.locator("#act .primary").click()
        page.wait_for_url("**?done=*")

        assert page.locator("main .notice, main [role=status]").count()
        context.close()
