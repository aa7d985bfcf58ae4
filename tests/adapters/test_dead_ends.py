"""Whatever the product offers can be done: a link to an act leads to a form, which is accepted once it is filled in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from random import Random

import pytest
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.demo.people import PEOPLE
from adapters.main import System
from adapters.runtime import diagnostics
from domain.values import Role
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.forms import Control, Form, Group, form_on
from tests.support.people import SetClock
from workflows.reference import places

ACT = re.compile(r'href="(/(?:municipalities|counties)/\d+/act/[^"]*)"')
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
ERRORS = re.compile(r'<p class="error"[^>]*>(.*?)</p>|<div class="summary".*?</div>', re.DOTALL)
VARMLAND = [each.scb_code for each in places.municipalities("17")]
PAGES = ["/counties/17/programme", "/counties/17/timeline", "/work", "/trail"]
PLACES = [f"/municipalities/{code}{page}" for code in VARMLAND for page in ("", "/timeline")]
# So many corrections of a page are followed, the latest; so many forms of each command are sent.
MOST, SENT = 5, 3
# These end or rest what the others are about.
LAST = ("correct-entry", "pause-journey", "open-cycle", "end-contact", "leave-municipality", "relieve-coordinator")


def is_last(address: str) -> bool:
    return any(f"/{each}" in address for each in LAST)


@dataclass
class Visitor:
    """Somebody who tries whatever they are offered."""

    client: TestClient
    system: System
    clock: SetClock

    def get(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        return str(answer.text)

    def offered(self, page: str) -> list[str]:
        """Return the links to acts on a page."""
        found = dict.fromkeys(map(unescape, ACT.findall(MAIN.findall(self.get(page))[0])))
        corrections = [each for each in found if "/correct-entry?" in each]
        return [each for each in found if each not in corrections[MOST:]]

    def led_to(self, address: str) -> list[str]:
        """Return where forms are to which a link leads; the link itself, where it leads to one."""
        page = self.get(address)
        if form_on(page):
            return [address]
        return [each for link in map(unescape, ACT.findall(MAIN.findall(page)[0])) for each in self.led_to(link)]

    def tried(self, address: str) -> str | None:
        """Fill in what must be, send the form, and return what was wrong; None where it was accepted."""
        form = form_on(self.get(address))
        if form is None:
            return None  # what was done before has ended it
        if any(each.options == ["replace"] for each in form.controls):
            return None  # the form says that later entries rest on the one that it corrects
        self.fill(form)
        answer = self.client.post(form.action, data=form.fields)
        if answer.status_code == 200 and 'name="confirmed"' in answer.text:
            answer = self.client.post(form.action, data={**form.fields, "confirmed": ["yes"]})
        self.system.follower.catch_up()
        if answer.status_code == 303:
            return None
        told = [re.sub(r"<[^>]*>|\s+", " ", each.group(0)) for each in ERRORS.finditer(answer.text)]
        return f"{answer.status_code} {address} {form.fields} {told}"

    def fill(self, form: Form) -> None:
        """Answer what a person must answer: with the first that may be chosen, and days to come."""
        for group in form.groups:
            if group.is_open:
                self.answer(group)
        for each in form.controls:
            if each.name == "override":
                each.chosen = each.options
            if each.name == "how" and "void" in each.options:
                each.chosen = ["void"]

    def answer(self, group: Group) -> None:
        control = group.controls[0]
        control.chosen = [self.value(control)]

    def value(self, control: Control) -> str:
        match control.kind:
            case "radio" | "checkbox" | "select":
                return next(each for each in control.options if each and each != "0")
            case "date":
                return (self.clock.day + timedelta(days=30)).isoformat()
            case "number":
                return "4"
            case "textarea":
                return "Så säger vi om det här."
            case _:
                return "Samverkan mot våld"


@pytest.fixture(scope="module", params=[Role.COORDINATOR, Role.CONTACT, Role.ADMINISTRATOR])
def visitor(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Visitor]:
    """Somebody of a role in the demonstration, half a year after anything was done in it."""
    diagnostics.configure(level=50)
    clock = SetClock()
    person = next(each for each in PEOPLE if each.actor.role is request.param)
    with demonstration(databases, clock) as system:
        clock.day += timedelta(days=180)
        client = TestClient(system.app(people()), follow_redirects=False)
        client.post("/sign-in", data={"person": person.actor.ref})
        yield Visitor(client, system, clock)


def seen(visitor: Visitor) -> list[str]:
    """Return the pages that the visitor may see."""
    return [each for each in (*PAGES, *PLACES) if visitor.client.get(each).status_code == 200]


def sample(forms: list[str]) -> list[str]:
    """Return some forms of each command, in some order, those last that end what the others are about."""
    of_command: dict[str, list[str]] = {}
    known = list(dict.fromkeys(forms))
    for each in Random(1).sample(known, len(known)):  # noqa: S311 -- the same in each run
        _place, _, rest = each.partition("/act/")
        of_command.setdefault(re.sub("(target_event|assignment)_id=.*", "", rest), []).append(each)
    return sorted((each for found in of_command.values() for each in found[:SENT]), key=is_last)


@pytest.mark.slow
def test_each_link_to_an_act_leads_to_a_form_that_is_accepted(visitor: Visitor) -> None:
    links = list(dict.fromkeys(each for page in seen(visitor) for each in visitor.offered(page)))
    forms = {each: visitor.led_to(each) for each in links}
    assert [link for link, found in forms.items() if not found] == []

    refused = [visitor.tried(each) for each in sample([each for found in forms.values() for each in found])]
    assert list(filter(None, refused)) == []
