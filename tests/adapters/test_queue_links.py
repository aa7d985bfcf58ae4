"""From what waits to the form that clears it: what the link is about is chosen there, and nothing else is."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.demo.people import PEOPLE
from domain.action_plan.commands import OpenPlanWork, ReferForComment
from domain.messages import Command
from domain.scope import Scope
from domain.training.commands import PlanSession
from domain.values import Channel
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import TODAY, SetClock
from workflows.handling.act import Act

COORDINATOR = PEOPLE[0]
ARVIKA = "1784"
SOON = TODAY + timedelta(days=30)
LEFT_WAITING: tuple[Command, ...] = (
    OpenPlanWork(),
    ReferForComment(bodies=("police", "associations"), due_on=SOON),
    PlanSession(
        session_id=UUID(int=1),
        stage="briefing",
        format="information-meeting",
        duration_band="under-half-day",
        groups=("line-managers",),
        planned_on=SOON,
    ),
)
ITEMS = {"request_id", "need_code", "visit_id", "session_id", "measure_id", "body"}
FORM = re.compile(r'href="(/municipalities/\d{4}/act/[^"]*)"')
# Where nothing but the day is to be filled in, the row holds the form itself.
AT_ONCE = re.compile(r'<form method="post" action="(/municipalities/\d{4}/act/[^"]*)".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
CHOSEN = re.compile(r'value="([^"]*)" (?:selected|checked)')


@pytest.fixture(scope="module")
def visitor(databases: Databases) -> Iterator[TestClient]:
    """A coordinator in the demonstration, half a year after anything was done in it."""
    clock = SetClock()
    with demonstration(databases, clock) as system:
        for number, command in enumerate(LEFT_WAITING):
            act = Act(command, Scope.of(ARVIKA), COORDINATOR.actor, f"left-waiting-{number}", Channel.DEMO)
            system.handling().handle(act)
        system.follower.catch_up()
        clock.day += timedelta(days=180)
        client = TestClient(system.app(people()))
        client.post("/sign-in", data={"person": COORDINATOR.actor.ref})
        yield client


@pytest.fixture(scope="module")
def links(visitor: TestClient) -> list[str]:
    return [unescape(each) for each in FORM.findall(visitor.get("/work").text)]


def chosen_at(visitor: TestClient, address: str) -> list[str]:
    page = visitor.get(address)
    assert page.status_code == 200, address
    # What narrows the rest of a form is chosen by coming to it, and stands fixed there.
    fixed = [value for name, value in HIDDEN.findall(page.text) if name in ITEMS]
    return [*CHOSEN.findall(page.text), *fixed]


def test_what_waits_is_chosen_in_the_form_that_its_link_leads_to(visitor: TestClient, links: list[str]) -> None:
    told = [(address, *each) for address in links for each in parse_qsl(urlsplit(address).query)]
    items = [each for each in told if each[1] in ITEMS]

    at_once = {name for each in AT_ONCE.finditer(visitor.get("/work").text) for name, _ in HIDDEN.findall(each[0])}
    assert {name for _, name, _ in items} | (at_once & ITEMS) == ITEMS
    assert [address for address, _, item in items if item not in chosen_at(visitor, address)] == []


@pytest.mark.parametrize("nonsense", ["", "x", "%00", "%FF", "a" * 5000, "00000000-0000-0000-0000-000000000000"])
def test_what_an_address_asks_for_that_nobody_may_choose_is_left_aside(
    visitor: TestClient, links: list[str], nonsense: str
) -> None:
    forms = {address.partition("?")[0]: address for address in links if "_id=" in address}
    for path, address in forms.items():
        name = parse_qsl(urlsplit(address).query)[0][0]
        assert chosen_at(visitor, f"{path}?{name}={nonsense}&occurred_on=x") == chosen_at(visitor, path)


def test_an_address_fills_in_no_text(visitor: TestClient, links: list[str]) -> None:
    address = next(each for each in links if "/support/log-contact" in each).partition("?")[0]

    assert (
        "Anna"
        not in visitor.get(f"{address}?reason=Anna&topic_codes=Anna&direction=Anna")
        .text.split("<main")[1]
        .split("</main")[0]
    )
