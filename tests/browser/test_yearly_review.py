"""A yearly review on a telephone, 320 pixels wide: gone through, looked over and sent, with script and without."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.support.api import Office, open_office
from tests.support.browsing import NEEDS_CHROMIUM, hear, served
from tests.support.journeys import begin, publish_picture
from tests.support.people import CONTACT
from tests.support.waiting import caught_up

WORDS = {
    "sv-SE": {
        "key": "Åtkomstnyckel",
        "in": "Logga in",
        "review": "Årlig genomgång",
        "picture": "Granskad, oförändrad",
        "plan": "Behöver revideras",
        "need": "Råd om sekretess",
        "check": "Kontrollera och skicka",
        "change": "Ändra",
        "send": "Skicka genomgången",
        "sent": "Genomgången är skickad",
        "error": "Inget är valt",
    },
    "en-GB": {
        "key": "Access token",
        "in": "Sign in",
        "review": "Yearly review",
        "picture": "Reviewed, unchanged",
        "plan": "Needs a revision",
        "need": "Advice on secrecy",
        "check": "Check and send",
        "change": "Change",
        "send": "Send the review",
        "sent": "The review is sent",
        "error": "Nothing is chosen",
    },
}
HERE = CONTACT.municipality or ""

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """A municipality with a picture and a plan in force."""
    with open_office(database_url, HERE) as made:
        who = made.coordinator
        begin(who, HERE)
        publish_picture(who, HERE)
        who.does(HERE, "action-plan/ve/open-plan-work")
        who.does(HERE, "action-plan/ve/adopt-plan", body="municipal-council")
        who.does(HERE, "contact/appoint-contact", function="fire-chief", org_unit="rescue-service")
        yield made


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    with served(office.system.app()) as found:
        yield found


def phone(chromium: Browser, office: Office, address: str, locale: str, *, script: bool, said: list[str]) -> Page:
    """Return a contact person's page on a telephone."""
    system = office.system
    token = system.access.create_token(CONTACT, "test", system.clock.new_id(), system.clock.now())
    context = chromium.new_context(
        base_url=address, locale=locale, java_script_enabled=script, viewport={"width": 320, "height": 640}
    )
    hear(context, said)
    page = context.new_page()
    page.goto("/")
    page.get_by_label(WORDS[locale]["key"]).fill(token)
    page.get_by_role("button", name=WORDS[locale]["in"]).click()
    page.get_by_role("heading", level=1).wait_for()
    return page


def fits(page: Page) -> bool:
    """Whether nothing of the page lies beside the telephone."""
    box: Any = page.locator("main").bounding_box()
    return bool(box and box["x"] >= 0 and box["x"] + box["width"] <= 320)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("locale", WORDS)
def test_a_review_is_sent_from_a_telephone(
    chromium: Browser, office: Office, address: str, locale: str, *, script: bool
) -> None:
    words, said = WORDS[locale], list[str]()
    caught_up(office.system)
    page = phone(chromium, office, address, locale, script=script, said=said)
    before = office.system.store.head()

    page.goto(f"/municipalities/{HERE}")
    page.get_by_role("link", name=words["review"]).first.click()
    page.get_by_role("heading", level=1).wait_for()
    assert fits(page)
    page.get_by_role("button", name=words["check"]).click()
    page.get_by_role("alert").get_by_text(words["error"]).wait_for()
    assert fits(page)

    page.locator("#picture").get_by_text(words["picture"]).click()
    page.locator("#plan").get_by_text(words["plan"]).click()
    page.get_by_label(words["need"]).check()
    page.get_by_role("button", name=words["check"]).click()
    page.get_by_role("button", name=words["change"], exact=True).click()
    assert page.get_by_label(words["need"]).is_checked()
    page.get_by_role("button", name=words["check"]).click()
    assert office.system.store.head() == before
    assert page.locator("dl.facts-list > div").count() == 3
    assert fits(page)
    page.get_by_role("button", name=words["send"]).click()

    page.get_by_role("heading", name=words["sent"]).wait_for()
    assert office.system.store.head() == before + 3
    assert fits(page)
    if script:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # A refused form is answered with its status, of which the console tells; of the security policy nothing.
    assert [each for each in said if "Content" in each] == []
    page.context.close()
