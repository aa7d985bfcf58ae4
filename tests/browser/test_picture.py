"""The questions of the situation picture in a real browser: each saved once it is answered, with what is typed kept."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from domain.situation_picture.events import QuestionAnswered
from tests.support.api import Office, open_office
from tests.support.browsing import NEEDS_CHROMIUM, PATIENCE_MS, served
from tests.support.journeys import begin
from tests.support.people import COORDINATOR, HERE
from tests.support.waiting import caught_up, until

PICTURE = f"/municipalities/{HERE.scb_code}/situation-picture"

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE.scb_code) as made:
        begin(made.coordinator, HERE.scb_code)
        made.coordinator.does(HERE.scb_code, "situation-picture/commission-picture")
        caught_up(made.system)
        yield made


@pytest.fixture
def context(chromium: Browser, office: Office) -> Iterator[BrowserContext]:
    with served(office.system.app()) as address:
        context = chromium.new_context(base_url=address, locale="sv-SE")
        secret = office.system.access.sign_in(COORDINATOR, None, "sv", office.system.clock.now())
        context.add_cookies([{"name": "femsteg_session", "value": secret, "url": address}])
        context.set_default_timeout(PATIENCE_MS)
        yield context
        context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(PICTURE)
    return page


def answers(office: Office) -> list[tuple[str, str]]:
    stream = office.system.store.load(f"situation-picture/{HERE.scb_code}")
    return [
        (each.event.question_code, each.event.assessment) for each in stream if isinstance(each.event, QuestionAnswered)
    ]


def test_each_is_saved_by_itself_once_it_is_answered_whole(page: Page, office: Office) -> None:
    loaded: list[str] = []
    page.on("framenavigated", lambda frame: loaded.append(frame.url))
    left = page.locator("#picture-publish > p").first.inner_text()
    page.locator('[name="school-results.assessment"][value="strength"]').check()
    page.locator('select[name="exposed-areas.source_type"]').select_option(index=1)
    source = page.locator('select[name="school-results.source_type"]')
    source.focus()
    source.select_option("municipal-staff")

    expect(page.locator("#told-school-results .is-told")).to_be_visible()
    expect(source).to_be_focused()
    expect(page.locator("#picture-publish > p").first).not_to_have_text(left)
    assert page.locator("#picture-balance .count").first.inner_text() == "1"
    assert page.locator('select[name="exposed-areas.source_type"]').input_value(), "what is typed elsewhere stays"
    page.locator('[name="school-results.assessment"][value="weakness"]').check()
    until(lambda: len(answers(office)) == 2)

    assert answers(office) == [("school-results", "strength"), ("school-results", "weakness")]
    expect(page.locator("#live [aria-live]")).to_be_empty()
    assert loaded == []


def test_a_refusal_stands_beside_the_question_and_takes_nothing(page: Page, office: Office) -> None:
    asked = page.locator("#q-strengths")
    asked.locator("summary").click()
    until_field = asked.locator('[name="strengths.observed_until"]')
    until_field.fill("2019-01-01")
    asked.locator('[name="strengths.observed_from"]').fill("2020-01-01")
    asked.locator('select[name="strengths.source_type"]').select_option("municipal-staff")
    asked.locator('[name="strengths.assessment"][value="strength"]').check()

    expect(page.locator("#told-strengths .error")).to_be_visible()
    expect(until_field).to_have_value("2019-01-01")
    assert answers(office) == []
    until_field.fill("2021-01-01")
    until_field.blur()
    expect(page.locator("#told-strengths .is-told")).to_be_visible()
    expect(page.locator("#told-strengths .error")).to_have_count(0)


def test_what_could_not_be_sent_stays_and_says_so(page: Page, office: Office, context: BrowserContext) -> None:
    context.set_offline(offline=True)
    page.locator('select[name="strengths.source_type"]').select_option("municipal-staff")
    page.locator('[name="strengths.assessment"][value="strength"]').check()
    expect(page.locator("#told-strengths")).to_contain_text("inte sparat")
    context.set_offline(offline=False)
    page.get_by_role("button", name="Spara svaren").click()
    page.wait_for_url("**?done=*")

    assert answers(office) == [("strengths", "strength")]
