"""Municipalities that `femsteg load` invents: pages, answers and commands where they were loaded, and only there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.demo.invented.county import Part, history, place
from adapters.main import open_system
from adapters.memory.event_store import MemoryEventStore
from adapters.postgres.server import embedded
from adapters.runtime import diagnostics
from adapters.settings import Settings
from domain.people import Actor
from domain.values import Role
from tests.support.api import open_office
from tests.support.database import server_folder
from tests.support.given import REFERENCE
from tests.support.site import Site, femsteg
from workflows.reference.registered import Registered

HERE, NAME = "X00000", "Påhittad A"
PLACES = 5
BEYOND = 290
LINK = re.compile(r'href="(/[^"]*)"')
HIDDEN = re.compile(r'<input type="hidden" name="(csrf|key|version)" value="([^"]*)"')
COORDINATOR = next(each.actor for each in people() if each.actor.role is Role.COORDINATOR)
ADMINISTRATOR = next(each.actor for each in people() if each.actor.role is Role.ADMINISTRATOR)
NOBODY = [
    "X99999",
    "X00005",
    "X0000",
    "X000000",
    "x00000",
    "X0000a",
    "X" + "\u0660" * 5,
    "X00000%0A",
    "X00000%00",
    "X%FF",
    "%20",
]


@dataclass
class Visitor:
    """Someone who is signed in on the pages, with a token for the API."""

    http: httpx.Client

    def sign_in(self, actor: Actor) -> Visitor:
        assert self.http.post("/sign-in", data={"person": actor.ref}).status_code == 303
        return self

    def page(self, address: str, status: int = 200) -> str:
        answer = self.http.get(address, follow_redirects=True)
        assert answer.status_code == status, (address, answer.status_code)
        return answer.text

    def links(self, address: str) -> set[str]:
        found = {each.replace("&amp;", "&") for each in LINK.findall(self.page(address))}
        return {each.split("#")[0] for each in found if not each.startswith("/static/")}


@dataclass
class Loaded:
    """A demonstration that was loaded, and is served by a process of its own."""

    site: Site
    token: str

    def ask(self, path: str) -> tuple[int, Any]:
        answer = self.site.get(f"/api/v1/{path}", Authorization=f"Bearer {self.token}")
        return answer.status, answer.content

    def send(self, scb_code: str, address: str, key: str, **body: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key, "If-Match": "*"}
        answer = self.site.ask("POST", f"/api/v1/municipalities/{scb_code}/{address}", body, **headers)
        return answer.status, answer.content


@pytest.fixture(scope="module")
def loaded() -> Iterator[Loaded]:
    with server_folder() as folder:
        data = Path(folder)
        tokens = data / "tokens.json"
        filled = femsteg(data, "load", "--places", str(PLACES), "--events", "400", "--seed", "4")
        assert filled.returncode == 0, filled.stderr
        site = Site(data, ("demo", "--tokens-file", str(tokens)), "demo")
        try:
            site.start()
            yield Loaded(site, json.loads(tokens.read_text())["coordinator"])
            assert site.stop() == 0
        finally:
            site.kill()
            embedded.stop(data / "demo")


@contextmanager
def visiting(loaded: Loaded, actor: Actor) -> Iterator[Visitor]:
    with httpx.Client(base_url=f"http://127.0.0.1:{loaded.site.port}", timeout=20) as http:
        yield Visitor(http).sign_in(actor)


@pytest.fixture(scope="module")
def coordinator(loaded: Loaded) -> Iterator[Visitor]:
    with visiting(loaded, COORDINATOR) as visitor:
        yield visitor


def test_every_link_of_the_county_leads_somewhere(coordinator: Visitor) -> None:
    links = coordinator.links("/counties/17")
    assert {f"/municipalities/X{number:05}" for number in range(PLACES)} <= links
    for each in links:
        coordinator.page(each)


def test_every_link_of_a_municipality_leads_somewhere(coordinator: Visitor) -> None:
    for address in (f"/municipalities/{HERE}", f"/municipalities/{HERE}/timeline", "/work", "/trail"):
        for each in coordinator.links(address):
            coordinator.page(each)


def test_its_name_is_the_one_that_the_log_registered(loaded: Loaded, coordinator: Visitor) -> None:
    assert f"<h1>{NAME}</h1>" in coordinator.page(f"/municipalities/{HERE}")
    assert f'<option value="{HERE}" selected>{NAME}</option>' in coordinator.page(f"/trail?municipality={HERE}")
    with visiting(loaded, ADMINISTRATOR) as administrator:
        assert f'<a href="/municipalities/{HERE}">{NAME}</a>' in administrator.page("/counties/17")
    assert loaded.ask(f"municipalities/{HERE}")[1]["name"] == NAME


@pytest.mark.parametrize("path", ["", "/actions", "/timeline", "?as_of=50", "/timeline?as_of=50"])
def test_every_question_is_answered(loaded: Loaded, path: str) -> None:
    assert loaded.ask(f"municipalities/{HERE}{path}")[0] == 200


def test_its_trail_is_its_own(loaded: Loaded) -> None:
    status, told = loaded.ask(f"trail?municipality={HERE}&limit=500")
    assert (status, {each["scb_code"] for each in told["events"]}) == (200, {HERE})


def test_commands_are_obeyed_and_marked_as_invented(loaded: Loaded) -> None:
    status, done = loaded.send(HERE, "support/log-contact", "invented-0001", direction="out")
    assert (status, done["stream"]) == (200, f"support/{HERE}")
    status, told = loaded.ask(f"municipalities/{HERE}/timeline?limit=1&min_position={done['position']}")
    assert (told["events"][0]["position"], told["events"][0]["channel"]) == (done["position"], "demo")
    status, refused = loaded.send(HERE, "municipality/register-municipality", "invented-0002")
    assert (status, refused["code"]) == (409, "refused")


def test_forms_are_taken(coordinator: Visitor) -> None:
    address = f"/municipalities/{HERE}/act/support/log-contact"
    fields = dict(HIDDEN.findall(coordinator.page(address)))
    answer = coordinator.http.post(address, data={**fields, "direction": "out"})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"/municipalities/{HERE}?done=")
    coordinator.page(answer.headers["location"])


@pytest.mark.parametrize("code", NOBODY)
def test_what_is_nobodys_code_is_not_found(loaded: Loaded, coordinator: Visitor, code: str) -> None:
    for path in ("", "/timeline", "/act/support/log-contact"):
        coordinator.page(f"/municipalities/{code}{path}", 404)
    for path in ("", "/actions", "/timeline"):
        answer = coordinator.http.get(
            f"/api/v1/municipalities/{code}{path}", headers={"Authorization": f"Bearer {loaded.token}"}
        )
        assert (answer.status_code, answer.json()["code"]) in {(404, "not-found"), (422, "validation")}


def test_beyond_the_county_there_is_support_alone(database_url: str) -> None:
    diagnostics.configure(level=50)
    settings = Settings(database_url=database_url, data_folder=Path("unused"))
    with open_system(settings, "demo") as system:
        there = place(BEYOND, system.county)
        system.store.append(history(REFERENCE, system.county, Part(seed=1, number=BEYOND, length=20)))
        system.follower.catch_up()
        with TestClient(system.app(people()), follow_redirects=False) as http:
            visitor = Visitor(http).sign_in(COORDINATOR)
            own = f"/municipalities/{there.scb_code}"
            assert there.name in visitor.page(own)
            links = visitor.links(own) | visitor.links(f"{own}/timeline")
            assert {each.split("/")[4] for each in links if each.startswith(f"{own}/act/")} == {"support"}
            for each in links:
                visitor.page(each)
            visitor.page(f"{own}/act/journey/open-journey", 404)


def test_an_ordinary_installation_knows_none_of_them(database_url: str) -> None:
    with open_office(database_url, "1715") as office:
        for path in ("", "/actions", "/timeline"):
            answer = office.http.get(f"/api/v1/municipalities/{HERE}{path}", headers=office.coordinator.headers())
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
        answer = office.coordinator.send(HERE, "support/log-contact", direction="out")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_a_code_is_looked_for_again_until_it_is_registered() -> None:
    store = MemoryEventStore()
    registered = Registered(store)
    assert registered(HERE) is None
    store.append(history(REFERENCE, "17", Part(seed=1, number=0, length=5)))
    assert registered(HERE) == place(0, "17")
    assert registered("1715") == REFERENCE.place("1715")
