"""What is accepted of a municipality that no register of the log knows is waited for where someone looks (R9)."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from domain.values import Role
from tests.support.api import Office, open_office

STOCKHOLM, UNREGISTERED, HERE = "0180", "1766", "1715"
READERS = (Role.COORDINATOR, Role.MANAGER, Role.AUDITOR)
PLACES = {STOCKHOLM: "Stockholm", UNREGISTERED: "Sunne"}


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        yield made


def asked(office: Office, place: str, urgency: str = "acute") -> str:
    """Let guidance be asked for, and return the request's id."""
    bfc = office.coordinator
    recorded = bfc.does(place, "support/request-guidance", unit_kind="social_services", urgency=urgency)
    told = bfc.get("trail", limit=5)["events"]
    event = next(each for each in told if each["event_id"] == recorded["events"][0]["event_id"])
    return str(event["fields"]["request_id"])


def waiting(office: Office, role: Role, place: str, **moment: Any) -> set[tuple[str, str]]:
    """Return what queue, county and municipality say of a place, which must be the same."""
    who = office.callers[role]
    who.position = office.coordinator.position
    queue = {
        (each["name"], each["reason"]) for each in who.get("work-queue", **moment)["items"] if each["scb_code"] == place
    }
    county = who.get("counties/17", **moment)
    rows = [each for each in (*county["municipalities"], *county["beyond"]) if each["scb_code"] == place]
    assert {(row["name"], each["reason"]) for row in rows for each in row["attention"]} == queue
    answer = who.ask(f"municipalities/{place}", **moment)
    own: Any = answer.json() if answer.status_code == 200 else {"name": "", "attention": []}
    assert {(own["name"], each["reason"]) for each in own["attention"]} == queue
    sheet = who.ask("work-queue", format="csv", **moment).text.removeprefix("\ufeff")
    lines = csv.DictReader(io.StringIO(sheet), delimiter=";")
    assert {(each["Kommun"], each["reason"]) for each in lines if each["scb_code"] == place} == queue
    return queue


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", READERS)
def test_an_acute_request_is_waited_for_until_it_is_answered(office: Office, role: Role, place: str) -> None:
    request = asked(office, place)
    office.coordinator.does(place, "support/note-need", need_code="basic-training")
    assert waiting(office, role, place) == {
        (PLACES[place], "guidance-waiting"),
        (PLACES[place], "need-open"),
    }
    office.calendar.pass_days(4)
    assert (PLACES[place], "guidance-overdue") in waiting(office, role, place)
    office.coordinator.does(place, "support/deliver-guidance", request_id=request, form="telephone")
    office.coordinator.does(place, "support/meet-need", need_code="basic-training")
    assert waiting(office, role, place) == set()


def test_it_is_there_as_of_any_moment_from_then_on(office: Office) -> None:
    before = office.calendar.today().isoformat()
    office.calendar.pass_days(5)
    asked(office, STOCKHOLM)
    asked_on = office.calendar.today().isoformat()
    office.calendar.pass_days(5)

    for axis in ("as_of", "happened_by"):
        assert waiting(office, Role.COORDINATOR, STOCKHOLM, **{axis: before}) == set()
        assert waiting(office, Role.COORDINATOR, STOCKHOLM, **{axis: asked_on}) == {("Stockholm", "guidance-waiting")}
        assert office.coordinator.ask(f"municipalities/{STOCKHOLM}", **{axis: before}).status_code == 404


@pytest.mark.parametrize("place", PLACES)
def test_pages_show_it_too(office: Office, place: str) -> None:
    asked(office, place)
    office.callers[Role.MANAGER].get("work-queue", min_position=office.coordinator.position)
    office.http.post("/sign-in", data={"token": office.callers[Role.MANAGER].token})
    county, own, queue = (office.http.get(each).text for each in ("/counties/17", f"/municipalities/{place}", "/work"))

    assert f'href="/municipalities/{place}/why"' in county
    assert ("Stöd utanför länet" in county) == (place == STOCKHOLM)
    assert "En fråga om handledning väntar på svar" in own
    assert "Inget väntar" not in own.split('id="attention"')[1].split("</section>")[0]
    assert f'href="/municipalities/{place}"' in queue
    assert "Inte registrerad" in own


def test_a_visit_that_is_planned_beyond_the_county_is_waited_for(office: Office) -> None:
    bfc = office.coordinator
    bfc.does(STOCKHOLM, "support/plan-visit", planned_on=office.calendar.today().replace(month=3).isoformat())
    office.calendar.pass_days(100)

    assert waiting(office, Role.MANAGER, STOCKHOLM) == {("Stockholm", "visit-past")}


def test_what_it_had_before_it_was_registered_is_kept(office: Office) -> None:
    request = asked(office, UNREGISTERED)
    office.coordinator.does(UNREGISTERED, "support/deliver-guidance", request_id=request, form="telephone")
    asked(office, UNREGISTERED)
    office.coordinator.does(UNREGISTERED, "municipality/register-municipality")

    assert waiting(office, Role.MANAGER, UNREGISTERED) == {("Sunne", "guidance-waiting")}
    rows = office.coordinator.get("counties/17")["municipalities"]
    assert [each["name"] for each in rows] == ["Kil", "Sunne"]


def test_a_contact_person_sees_the_own_municipality_alone(office: Office) -> None:
    asked(office, STOCKHOLM)
    contact = office.callers[Role.CONTACT]
    contact.position = office.coordinator.position

    assert contact.get("counties/17")["beyond"] == []
    assert {each["scb_code"] for each in contact.get("work-queue")["items"]} <= {HERE}
