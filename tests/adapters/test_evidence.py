"""Whatever is counted or calls for attention leads to its events, for everybody who may read it, at any moment."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from domain.values import Role
from tests.support.api import Caller, Office, open_office
from tests.support.database import Databases
from tests.support.journeys import begin, publish_picture
from tests.support.waiting import caught_up

HERE, QUIET = "1715", "1730"
READERS = (Role.COORDINATOR, Role.CONTACT, Role.MANAGER, Role.AUDITOR)


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    """Two members of which one is long silent, and a municipality that has not joined."""
    with databases.lent() as url, open_office(url, HERE, QUIET, "1766") as made:
        bfc = made.coordinator
        begin(bfc, HERE)
        begin(bfc, QUIET)
        for place in (HERE, QUIET):
            bfc.does(place, "municipality/note-profile", settlement_type="sparse", size_band="under-10000")
        bfc.does(HERE, "journey/start-step", step="SITUATION_PICTURE")
        publish_picture(bfc, HERE)
        bfc.does(HERE, "support/request-guidance", unit_kind="school_team", urgency="normal")
        made.calendar.pass_days(435)
        made.caller(Role.COORDINATOR)
        caught_up(made.system)
        yield made


def events_behind(who: Caller, ids: list[str]) -> list[dict[str, Any]]:
    """Return the events, each of which the caller must find in the trail."""
    known = {each["event_id"]: each for each in who.get("trail", limit=500)["events"]}
    return [known[each] for each in ids]


@pytest.mark.parametrize("role", READERS)
def test_every_reason_leads_to_events_that_its_reader_may_open(office: Office, role: Role) -> None:
    who = office.callers[role]
    items = who.get("work-queue")["items"]

    assert {"no-contact-person", "contact-silence-red", "visit-gap-red", "guidance-overdue", "step-overdue"} <= {
        each["reason"] for each in items
    }
    for each in items:
        found = events_behind(who, each["events"])
        assert found, each
        assert each["since"] in {event["occurred_on"] for event in found}


@pytest.mark.parametrize("role", READERS)
def test_every_count_leads_to_its_events(office: Office, role: Role) -> None:
    who = office.callers[role]
    county = who.get("counties/17")
    named = [each for each in county["municipalities"] if each["scb_code"]]
    topics = {
        "municipalities": "municipality.municipality-registered.v1",
        "joined": "municipality.municipality-joined.v1",
    }
    for name, topic in topics.items():
        found = events_behind(who, county["counts"][name]["events"])
        assert {each["topic"] for each in found} == {topic}
        expected = {each["scb_code"] for each in named if name == "municipalities" or each["membership"] == "joined"}
        assert {each["scb_code"] for each in found} == expected
    reasons = {event for row in named for each in row["attention"] for event in each["events"]}
    assert set(county["counts"]["attention"]["events"]) == set(county["counts"]["reasons"]["events"]) == reasons
    assert county["counts"]["reasons"]["count"] == len(who.get("work-queue")["items"])
    assert "joint" not in named[0]


def test_membership_cycle_and_days_lead_to_theirs(office: Office) -> None:
    bfc = office.coordinator
    row = bfc.get(f"municipalities/{HERE}")

    assert events_behind(bfc, row["events"]["cycle"])[0]["topic"] == "journey.journey-opened.v1"
    assert "municipality.municipality-joined.v1" in {
        each["topic"] for each in events_behind(bfc, row["events"]["membership"])
    }
    assert events_behind(bfc, row["steps"][0]["events"])[0]["topic"] == "journey.step-started.v1"


@pytest.mark.parametrize(("role", "language"), [(Role.MANAGER, "sv"), (Role.COORDINATOR, "en")])
def test_on_pages_each_number_and_reason_is_a_way_to_them(office: Office, role: Role, language: str) -> None:
    office.http.post("/sign-in", data={"token": office.callers[role].token})
    office.http.post("/language", data={"language": language, "next": "/"})
    county = office.http.get("/counties/17").text
    numbers = [unescape(each) for each in re.findall(r'href="(/counties/17/events[^"]*)"', county)]
    assert {"joined", "picture", "overdue", "amber"} <= {
        parse_qs(urlsplit(each).query)["behind"][0] for each in numbers
    }
    for address in (*numbers, "/counties/17/events?behind=attention&state=joined"):
        page = office.http.get(address)
        assert page.status_code == 200
        assert re.findall(r'href="/events/', page.text), address
    for path, name in (("/work", "queue"), (f"/municipalities/{HERE}", "waiting")):
        listed = office.http.get(path).text.split(f'class="{name}"')[1].split("</ul>")[0]
        reasons = listed.split("<li")[1:]
        assert reasons
        for each in reasons:
            (first, *_) = re.findall(r'href="(/events/[^"]*)"', each) or [""]
            assert office.http.get(first).status_code == 200, each


def test_silence_tells_one_day_its_limit_and_the_last_day(office: Office) -> None:
    office.http.post("/sign-in", data={"token": office.coordinator.token})
    office.http.post("/language", data={"language": "sv", "next": "/"})
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", office.http.get(f"/municipalities/{QUIET}").text))

    assert "på mycket lång tid: 435 dagar. Gränsen är 180 dagar och sista dagen var 13 juli 2024." in page
    assert "Räknat från 15 januari 2024. Bygger på: Anslutning 15 januari 2024." in page
    (item,) = [
        each
        for each in office.coordinator.get("work-queue")["items"]
        if each["reason"] == "contact-silence-red" and each["scb_code"] == QUIET
    ]
    assert (item["since"], item["last_day"], item["limit"]) == (
        "2024-01-15",
        "2024-07-13",
        {"count": 180, "unit": "days"},
    )


def test_a_peer_whose_events_are_not_told_is_not_counted(office: Office) -> None:
    contact = office.callers[Role.CONTACT]
    for name, each in contact.get("counties/17")["counts"].items():
        assert each["count"] == 1 or name == "reasons"
        assert {event["scb_code"] for event in events_behind(contact, each["events"])} <= {HERE}
    assert [each["name"] for each in contact.get("counties/17")["municipalities"]] == ["Kil", None]
    office.http.post("/sign-in", data={"token": contact.token})
    office.http.post("/language", data={"language": "sv", "next": "/"})
    assert "Andra kommuner visas utan namn och räknas inte med." in office.http.get("/counties/17").text
