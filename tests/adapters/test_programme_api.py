"""The county's programme as a program asks about it and acts on it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from domain.values import Role
from tests.support.api import Office, open_office

COUNTY, FUNDER = "17", {"funder": "region"}
NAME = "Värna Värmland mot våldsbejakande extremism"
TEXT = "Att bejaka och bruka våld som medel för att förverkliga extrema idéer."


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, "1715", day=date(2024, 1, 15)) as made:
        does = made.coordinator.does
        does(COUNTY, "programme/establish-programme", programme_name=NAME, owner_org="bfc-varmland", status="pilot")
        does(COUNTY, "programme/add-funder", funder="mucf")
        for source, valid_from in (("conversation-compass-2017", None), ("own-wording", "2024-03-01")):
            definition = {"term": "violent-extremism", "text": TEXT, "source": source, "valid_from": valid_from}
            does(COUNTY, "programme/adopt-definition", **definition)
        yield made


def test_is_told_whole_with_what_supersedes_what(office: Office) -> None:
    told = office.coordinator.get("counties/17/programme")

    assert (told["programme"]["programme_name"], told["programme"]["status"]) == (NAME, "pilot")
    assert [(each["funder"], each["until"]) for each in told["funders"]] == [("mucf", None)]
    assert [(each["since"], each["superseded_on"]) for each in told["definitions"]] == [
        ("2024-01-15", "2024-03-01"),
        ("2024-03-01", None),
    ]


def test_is_told_as_it_was(office: Office) -> None:
    before = office.coordinator.get("counties/17/programme", as_of=0)

    assert before["programme"] is None
    assert before["definitions"] == []
    assert office.coordinator.get("counties/17/programme", happened_by="2024-01-14")["programme"] is None


def test_says_what_may_be_done_where(office: Office) -> None:
    actions = office.coordinator.actions(COUNTY)
    ending = actions["programme.end-funder"]

    assert {each["command"].partition(".")[0] for each in actions.values()} == {"programme", "audit-case"}
    assert (ending["verdict"], ending["choices"]) == ("allowed", {"funder": ["mucf"]})
    assert ending["href"] == "/api/v1/counties/17/programme/end-funder"
    assert ending["stream"] == "programme/17"
    assert "1715" in actions["programme.assign-coordinator"]["choices"]["municipalities"]
    assert actions["programme.establish-programme"]["refusals"][0]["rule_id"] == "L3"


def test_offers_no_commands_of_the_county_in_a_municipality(office: Office) -> None:
    assert "programme.add-funder" not in office.coordinator.actions("1715")


def test_refuses_by_its_rules_and_by_role(office: Office) -> None:
    assert office.coordinator.refused(COUNTY, "programme/end-funder", **FUNDER) == ["L4"]
    assert office.caller(Role.CONTACT, "1715").refused(COUNTY, "programme/add-funder", **FUNDER) == ["L8"]
    assert office.callers[Role.MANAGER].refused(COUNTY, "programme/add-funder", **FUNDER) == ["L8"]


def test_says_what_has_changed_since(office: Office) -> None:
    conflict = office.coordinator.send(COUNTY, "programme/add-funder", version=1, **FUNDER)

    assert conflict.status_code == 412
    assert "MUCF" in conflict.json()["since"][0]["text"]


@pytest.mark.parametrize("address", ["18/programme/add-funder", "1715/programme/add-funder", "17/support/log-contact"])
def test_is_nowhere_else(office: Office, address: str) -> None:
    scope, _, command = address.partition("/")

    assert office.coordinator.send(scope, command, **FUNDER).status_code == 404


def test_has_a_timeline_in_words_and_as_a_sheet(office: Office) -> None:
    assert "MUCF" in office.coordinator.get("counties/17/timeline", "en")["events"][-2]["text"]
    assert NAME in office.coordinator.ask("counties/17/timeline", format="csv").text


def test_is_in_the_county_s_trail_and_out_of_a_contact_person_s(office: Office) -> None:
    topics = {each["topic"] for each in office.coordinator.get("trail", county="17")["events"]}
    own = office.caller(Role.CONTACT, "1715").get("trail")["events"]

    assert "programme.programme-established.v1" in topics
    assert {each["scb_code"] for each in own} == {"1715"}
