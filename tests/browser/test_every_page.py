"""Every page as each role is shown it, found from docs/access.md; refusals are in ``test_every_error``."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from adapters.demo.filling import people
from adapters.demo.reports import FUNDER
from domain.values import Role
from tests.support.axe import signed_in
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock
from tests.support.rounds import Round, first_event, pages

ARVIKA, EDA = "/municipalities/1784", "/municipalities/1730"
# The same addresses in other states: filtered, of the past, with nothing to show, a form of each kind.
STATES = [
    "/counties/17?state=joined&attention=amber",
    "/counties/17?as_of=100",
    "/counties/17/events?behind=joined",
    "/search?q=kontakt",
    "/search?act=support.log-contact",
    "/trail?municipality=1784&kind=contact.",
    "/work/bulk?act=support.log-contact",
    "/work/bulk?act=journey.set-due-date&municipality=1784",
    "/work/bulk?act=journey.pause-journey&municipality=1784&municipality=1730&municipality=1760",
    "/counties/17/what-if?picture_review_months=12",
    "/rules/R2?of=refusal",
    "/rules/definitions/five_steps.v1?as_of=200",
    EDA,
    f"{EDA}/timeline",
    f"{ARVIKA}?happened_by=2024-01-01",
    f"{ARVIKA}/act/journey/start-step",
    f"{ARVIKA}/act/journey/start-step?step=SITUATION_PICTURE",
    f"{ARVIKA}/act/situation-picture/record-finding",
    f"{ARVIKA}/act/structure-review/identify-existing-structure",
    f"{ARVIKA}/act/structure-review/order-responsibility",
    f"{ARVIKA}/act/support/correct-entry",
    f"{ARVIKA}/act/support/deliver-guidance",
    f"{EDA}/act/journey/complete-step?step=SITUATION_PICTURE",
    "/municipalities/1763/act/training/hold-session",
    "/counties/17/programme?as_of=200",
    "/counties/17/act/programme/adopt-definition",
    "/counties/17/act/programme/assign-coordinator",
    f"/reports/{FUNDER}",
]

# What shows the work, or what was recorded of it, and so can be of a moment.
AT_A_MOMENT = ("/counties/", "/municipalities/", "/work", "/events/", "/trail", "/rules")

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    with demonstration(databases, SetClock()) as system, served(system.app(people())) as address:
        yield address


@pytest.fixture(scope="module")
def judged() -> set[str]:
    """What was looked at: the second language has much of the first's, and those who only read are shown less."""
    return set()


@pytest.mark.parametrize(
    ("role", "locale"),
    [
        (Role.COORDINATOR, "sv-SE"),
        (Role.COORDINATOR, "en-GB"),
        (Role.CONTACT, "sv-SE"),
        (Role.MANAGER, "en-GB"),
        (Role.AUDITOR, "sv-SE"),
        (Role.ADMINISTRATOR, "en-GB"),
    ],
)
def test_breaks_no_rule(chromium: Browser, address: str, judged: set[str], role: Role, locale: str) -> None:
    """axe, no scrolling sideways, focus in sight, a title of its own, nothing from elsewhere, no error."""
    page = signed_in(chromium, address, role, locale)
    event = first_event(page, ARVIKA)
    found = Round(page, locale, judged)
    for path in [*pages(role), *(STATES if role is Role.COORDINATOR else [])]:
        found.visit(path.replace("{event_id}", event))
    page.context.close()

    assert found.wrong == []
    assert found.alike == []


@pytest.mark.parametrize(
    ("role", "locale", "moment"),
    [(Role.AUDITOR, "sv-SE", "as_of=200"), (Role.COORDINATOR, "en-GB", "happened_by=2025-03-03")],
)
def test_of_the_past_breaks_no_rule(
    chromium: Browser, address: str, judged: set[str], role: Role, locale: str, moment: str
) -> None:
    """Each page of a moment, where it is built of anything that the pages of today were not."""
    page = signed_in(chromium, address, role, locale)
    event = first_event(page, ARVIKA)
    found = Round(page, locale, judged)
    for path in pages(role):
        if path.startswith(AT_A_MOMENT) and "?" not in path:
            answer = page.goto(f"{path.replace('{event_id}', event)}?{moment}")
            assert answer, path
            assert answer.status in {200, 404}, path  # a case or a report that was not there yet
            found.look_where_it_is_new()
    page.context.close()

    assert found.wrong == []


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.SYSTEM])
def test_leads_to_its_first_act(chromium: Browser, address: str, role: Role) -> None:
    """Where there is one: a page that is only read leads to none, and others' work is only read."""
    page = signed_in(chromium, address, role)
    event = first_event(page, ARVIKA)
    found = Round(page, "sv-SE", set())
    is_a_reader = role in {Role.MANAGER, Role.AUDITOR}
    for path in pages(role):
        # What the style page shows are samples of acts: nothing is done there, and one first chooses a part to look at.
        if path != "/style" and not (is_a_reader and path.startswith("/work")):
            found.reach_the_first_act(path.replace("{event_id}", event))
    page.context.close()

    assert found.wrong == []
