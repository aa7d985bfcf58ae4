"""Every answer that is no page of its own: refused, not there, sent wrongly, overtaken, too often, out of order."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from adapters.demo.filling import people
from adapters.main import System
from domain.values import Role
from tests.support.access_tables import ANSWERED, table
from tests.support.axe import LOOKS, signed_in
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases, away
from tests.support.demonstration import demonstration
from tests.support.following import followed
from tests.support.people import COORDINATOR, SetClock
from tests.support.rounds import Round, pages

ARVIKA, COUNTY = "/municipalities/1784", "/counties/17"
FORMS = [
    f"{COUNTY if row['Aggregate'] == 'programme' else ARVIKA}/act/{row['Aggregate']}/{name}"
    for row in table("Who may give which command")
    for name in row["Commands"].split(", ")
    if row["coordinator"] == "yes"
]
MOST_TRIES = 31

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        yield address


@pytest.fixture(scope="module")
def judged() -> set[str]:
    return set()


def sent(page: Page) -> int:
    """Send the form that is open, and return the answer's status."""
    with page.expect_response(lambda answer: answer.request.is_navigation_request()) as answer:
        page.locator("main form .primary").last.click()
    page.wait_for_load_state()
    return answer.value.status


@pytest.mark.parametrize(
    ("role", "locale"),
    [(Role.COORDINATOR, "sv-SE"), (Role.CONTACT, "en-GB"), (Role.MANAGER, "sv-SE"), (Role.ADMINISTRATOR, "en-GB")],
)
def test_of_an_address_breaks_no_rule(
    chromium: Browser, address: str, judged: set[str], role: Role, locale: str
) -> None:
    page = signed_in(chromium, address, role, locale)
    found = Round(page, locale, judged)
    forms = {row["Address"].removeprefix("POST ") for row in ANSWERED if row["Address"].startswith("POST ")}
    read = {row["Address"].removeprefix("GET ") for row in ANSWERED if row["Address"].startswith("GET ")}
    wanted = [(path, status) for status in ("403", "404") for path in pages(role, status)]
    wanted += [("/nowhere", "404"), *((path, "405") for path in sorted(forms - read) if "{" not in path)]
    for path, status in wanted:
        answer = page.goto(path)
        assert answer, path
        assert str(answer.status) == status, path
        found.look_where_it_is_new()
    page.context.close()

    assert found.wrong == []


@pytest.mark.parametrize("locale", LOOKS)
def test_of_a_form_that_was_sent_empty_breaks_no_rule(
    chromium: Browser, address: str, judged: set[str], locale: str
) -> None:
    page = signed_in(chromium, address, Role.COORDINATOR, locale)
    found, statuses = Round(page, locale, judged), set[int]()
    # Each form in one of the languages: what it is built of differs in none.
    for path in FORMS[list(LOOKS).index(locale) :: len(LOOKS)]:
        page.goto(path)
        found.look_where_it_is_new()
        if page.locator("#act .primary").count():
            statuses.add(sent(page))
            found.look_where_it_is_new()
    page.context.close()

    assert found.wrong == []
    assert 422 in statuses


# What is wrong with an address, and what is sent wrongly from a page of its own: who does it, where, and the answer.
WRONG_ADDRESSES = [
    f"{COUNTY}?as_of=999999999",
    f"{COUNTY}?happened_by=soon",
    f"{COUNTY}/compare?from=x",
    f"{COUNTY}/what-if?picture_review_months=0",
    f"{COUNTY}/history?speed=x",
    f"{ARVIKA}/story?since=2026-13-40",
    "/trail?from=x",
    "/moment?as_of=999999999",
]
SENT_WRONGLY = [
    (Role.COORDINATOR, "/work", "#quick-log .primary"),
    (Role.COORDINATOR, "/work/bulk?act=journey.pause-journey&municipality=1784", "#bulk-act .primary"),
    (Role.COORDINATOR, "/work/bulk", "#bulk-choice .primary"),
    (Role.CONTACT, f"{ARVIKA}/review", "#review-form .primary"),
]


@pytest.mark.parametrize("locale", LOOKS)
def test_of_what_was_asked_wrongly_breaks_no_rule(
    chromium: Browser, address: str, judged: set[str], locale: str
) -> None:
    page = signed_in(chromium, address, Role.AUDITOR, locale)
    found = Round(page, locale, judged)
    for path in WRONG_ADDRESSES:
        page.goto(path)
        found.look_where_it_is_new()
    page.context.close()

    assert found.wrong == []


@pytest.mark.parametrize("locale", LOOKS)
def test_of_a_page_of_forms_that_was_sent_wrongly_breaks_no_rule(
    chromium: Browser, address: str, judged: set[str], locale: str
) -> None:
    wrong = []
    for role, path, button in SENT_WRONGLY:
        page = signed_in(chromium, address, role, locale)
        found = Round(page, locale, judged)
        page.goto(path)
        page.locator(button).first.click()
        alert = page.locator("main [role='alert']").first
        alert.wait_for()
        expect(alert).to_be_focused()
        found.look_where_it_is_new()
        wrong += found.wrong
        page.context.close()

    assert wrong == []


@pytest.mark.parametrize("locale", LOOKS)
def test_of_a_form_that_was_overtaken_or_refused_breaks_no_rule(chromium: Browser, address: str, locale: str) -> None:
    page = signed_in(chromium, address, Role.COORDINATOR, locale)
    found = Round(page, locale, set())
    page.goto(f"{ARVIKA}/act/support/log-contact")
    other = page.context.new_page()
    other.goto(f"{ARVIKA}/act/support/log-contact")
    for each in (page, other):
        each.locator('input[name="direction"][value="both"]').check()
    assert sent(other) == 303
    assert sent(page) == 412
    found.look()
    page.goto(f"{ARVIKA}/act/support/log-contact")
    page.locator('input[name="direction"][value="both"]').check()
    page.locator("#occurred_on").fill("1966-10-14")
    assert sent(page) == 409
    found.look()
    page.context.close()

    assert found.wrong == []


class TestOutOfOrder:
    @pytest.fixture
    def url(self, databases: Databases) -> Iterator[str]:
        with databases.lent() as url:
            yield url

    @pytest.fixture
    def system(self, url: str) -> Iterator[System]:
        with followed(url) as system:
            yield system

    @pytest.fixture
    def page(self, chromium: Browser, system: System) -> Iterator[Page]:
        with served(system.app()) as address:
            context = chromium.new_context(base_url=address, locale="sv-SE")
            secret = system.access.sign_in(COORDINATOR, None, "sv", system.clock.now())
            context.add_cookies([{"name": "femsteg_session", "value": secret, "url": address}])
            yield context.new_page()
            context.close()

    def test_too_many_tries_break_no_rule(self, page: Page) -> None:
        found = Round(page, "sv-SE", set())
        page.context.clear_cookies()
        page.goto("/sign-in")
        for number in range(MOST_TRIES):
            page.request.post("/sign-in", form={"token": f"femsteg_{number:043d}"})
        page.locator("#token").fill("femsteg_" + "x" * 43)
        assert sent(page) == 429
        found.look()

        assert found.wrong == []

    def test_a_database_that_is_away_breaks_no_rule(self, page: Page, url: str) -> None:
        found = Round(page, "sv-SE", set())
        page.goto("/municipalities/1715/act/municipality/register-municipality")
        with away(url):
            assert sent(page) == 503
            found.look()
            answer = page.goto("/counties/17")
            assert answer
            assert answer.status == 503
            found.look()

        assert found.wrong == []
