"""An event that this version cannot read, or a version of the process that it does not know: the rest is as always.

Sabotage, named in FEMSTEG_SABOTAGE: `raises` lets it out of every question what may be done, and turns the pages red.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from adapters.cli import main
from domain.values import Role
from projections.registry import PROJECTIONS
from tests.support.api import Office, open_office
from tests.support.database import run
from tests.support.journeys import begin
from tests.support.people import BY_ROLE
from tests.support.waiting import until
from workflows.actions import actions
from workflows.registration import register_county

HERE, ELSEWHERE = "1715", "1766"
CONTACT = "support/log-contact"
PAGE = f"/municipalities/{HERE}"
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


def within(there: str, instead: str) -> str:
    """Return what changes a text within an event's content."""
    return f"state = convert_to(replace(convert_from(state, 'UTF8'), '{there}', '{instead}'), 'UTF8')"


SUPPORT, PICTURE = f"support/{HERE}", f"situation-picture/{HERE}"
MUNICIPALITY, JOURNEY = f"municipality/{HERE}", f"journey/{HERE}"
HAD, COMMISSIONED = "support.contact-had.v1", "situation-picture.picture-commissioned.v1"
JOINED, OPENED = "municipality.municipality-joined.v1", "journey.journey-opened.v1"
# How an event comes to be unreadable, which one, in which stream, and why nothing that depends on it can be done.
FAULTS = {
    "unknown topic": ("topic = 'support.unheard-of.v9'", HAD, SUPPORT, "unreadable"),
    "broken payload": (r"state = '\x7b22'", COMMISSIONED, PICTURE, "unreadable"),
    "another field": (within("direction", "whither"), HAD, SUPPORT, "unreadable"),
    "moved": ("originator_version = 77", HAD, SUPPORT, "unreadable"),
    "empty, and all rests on it": (r"state = '\x'", JOINED, MUNICIPALITY, "unreadable"),
    "unknown version of the process": (within("five_steps.v", "five_steps.v9"), OPENED, JOURNEY, "unknown-version"),
    "unknown question set": (
        within('"question_set_version":', '"question_set_version":9'),
        COMMISSIONED,
        PICTURE,
        "unknown-version",
    ),
}
# A command that rests on the stream, and one that does not.
NEEDED = {
    SUPPORT: (CONTACT, {"direction": "out"}),
    PICTURE: ("situation-picture/publish-picture-version", {}),
    MUNICIPALITY: ("journey/start-step", {"step": "SITUATION_PICTURE"}),
    JOURNEY: ("journey/start-step", {"step": "SITUATION_PICTURE"}),
}


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "raises":
        monkeypatch.setattr(actions, "SetAside", ZeroDivisionError)


@contextmanager
def broken(database_url: str, change: str, topic: str) -> Iterator[Office]:
    """Let two municipalities work, break an event of one past the store, and open the system anew."""
    with open_office(database_url, HERE, ELSEWHERE) as office:
        for place in (HERE, ELSEWHERE):
            begin(office.coordinator, place)
            office.coordinator.does(place, "situation-picture/commission-picture")
            office.coordinator.does(place, CONTACT, direction="in")
    run(
        database_url,
        "ALTER TABLE log.events DISABLE TRIGGER refuse",
        f"UPDATE log.events SET {change} WHERE scope = '{HERE}' AND topic = '{topic}'",  # noqa: S608 -- ours
        "ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse",
        "DROP SCHEMA views CASCADE",
    )
    with open_office(database_url) as office:
        yield office


@pytest.mark.parametrize("fault", FAULTS)
def test_everything_else_goes_on(database_url: str, fault: str) -> None:
    change, topic, stream, why = FAULTS[fault]
    with broken(database_url, change, topic) as office:
        pages_tell_of_it(office, stream, acting_alone=fault == "unknown question set")
        commands_are_answered(office, stream, why)
        answers_tell_of_it(office, stream)
        if fault != "unknown question set":
            assert office.coordinator.get(f"municipalities/{HERE}")["set_aside"] == [stream]
        register_county(office.system.handling(), office.system.store, "17")
        until(lambda: office.http.get("/health/ready").status_code == 200)


def pages_tell_of_it(office: Office, stream: str, *, acting_alone: bool) -> None:
    """``acting_alone``: all is shown, and some things cannot be done."""
    address, _ = NEEDED[stream]
    for role in (Role.COORDINATOR, Role.CONTACT, Role.AUDITOR):
        secret = office.system.access.sign_in(BY_ROLE[role], None, "sv", office.calendar.now())
        with TestClient(office.system.app(), raise_server_exceptions=False, follow_redirects=False) as http:
            http.cookies.set("femsteg_session", secret)
            page = http.get(PAGE)
            assert page.status_code == 200, role
            told = role is not Role.AUDITOR or not acting_alone
            assert ("Allt kan inte visas eller göras här." in page.text) == told, role
            assert (f'<span class="ref">{stream}</span>' in page.text) == told, role
            for path in ("/counties/17", "/work", f"{PAGE}/timeline", "/trail", f"/municipalities/{ELSEWHERE}"):
                other = http.get(path)
                assert other.status_code in {200, 403, 404}, (role, path)
                assert "Allt kan inte visas" not in other.text
                if other.status_code == 200 and path in {"/counties/17", "/work"}:
                    assert ("Kan inte bedömas" in other.text) == (stream == JOURNEY)
            form = http.get(f"{PAGE}/act/{address}")
            assert form.status_code in {200, 403, 404, 409}, role
            if form.status_code == 409:
                assert "En del av historiken kan inte läsas" in form.text
                assert stream in form.text


def commands_are_answered(office: Office, stream: str, why: str) -> None:
    address, body = NEEDED[stream]
    answer = office.coordinator.send(HERE, address, **body)
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert (answer.json()["code"], answer.json()["stream"]) == ("stream-set-aside", stream)
    assert answer.json()["why"] == why
    office.coordinator.does(ELSEWHERE, "support/note-need", need_code="basic-training")


def answers_tell_of_it(office: Office, stream: str) -> None:
    assert office.coordinator.get(f"municipalities/{ELSEWHERE}")["set_aside"] == []
    assert office.coordinator.ask(f"municipalities/{HERE}/actions").status_code == 200
    rows = {each["scb_code"]: each for each in office.coordinator.get("counties/17")["municipalities"]}
    assert rows[HERE]["judged"] == (not stream.startswith("journey/"))
    assert rows[ELSEWHERE]["judged"]
    for when in ({"as_of": office.coordinator.position}, {"happened_by": office.calendar.day.isoformat()}):
        assert office.coordinator.ask(f"municipalities/{HERE}", **when).status_code == 200


def test_a_proof_says_one_thing_of_views_with_events_set_aside(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    change, topic, *_ = FAULTS["unknown topic"]
    with broken(database_url, change, topic) as office:
        office.system.follower.stop()
        told = CliRunner().invoke(main, ["verify", "projections"])
    assert told.exit_code == 1
    assert "equal" in told.output
    assert "Not what the log says" not in told.output
    named = ", ".join(f"{each.name} (1)" for each in PROJECTIONS)
    assert f"What the log says, but for events set aside: {named}" in told.output
    assert "femsteg parked list" in told.output
