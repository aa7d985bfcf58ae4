"""A correction says what it corrects, and from what to what; whoever may read the entry may read its correction."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from domain.values import Role
from tests.support.api import Caller, Office, open_office
from tests.support.journeys import begin
from tests.support.waiting import caught_up

HERE = "1730"
FINDING: dict[str, Any] = {
    "dimension": "school",
    "kind": "strength",
    "locality_level": "municipality",
    "level": "recurring",
    "source_type": "police",
}
MILIEU: dict[str, Any] = {
    "kind": "milieu_presence",
    "milieu": "white-power",
    "observed_from": "2023",
    "observed_until": "2023",
}
READERS = [Role.COORDINATOR, Role.CONTACT, Role.MANAGER, Role.AUDITOR]


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        begin(made.coordinator, HERE)
        made.coordinator.does(HERE, "situation-picture/commission-picture")
        yield made


def recorded(office: Office, address: str, **body: Any) -> str:
    """Record something, and return its event's id."""
    return str(office.coordinator.does(HERE, address, **body)["events"][-1]["event_id"])


def corrected(office: Office, aggregate: str, entry: str, **body: Any) -> str:
    """Correct an entry, and return the correction's event id."""
    return recorded(office, f"{aggregate}/correct-entry", target_event_id=entry, reason="wrong-choice", **body)


def entries(office: Office, role: Role = Role.COORDINATOR, language: str = "sv", **params: Any) -> dict[str, Any]:
    """Return the timeline's entries by id, as a role reads them."""
    caller = office.callers[role]
    caller.position = office.coordinator.position
    found = caller.get(f"municipalities/{HERE}/timeline", language, **params)["events"]
    return {each["event_id"]: each for each in found}


def sheet(caller: Caller) -> dict[str, dict[str, str]]:
    """Return the timeline's rows in the sheet, by event."""
    text = caller.ask(f"municipalities/{HERE}/timeline", format="csv").text.removeprefix("\ufeff")
    return {each["event_id"]: each for each in csv.DictReader(io.StringIO(text), delimiter=";")}


@pytest.mark.parametrize(
    ("language", "told", "field"),
    [
        ("sv", ("Iakttagelse antecknad", "15 januari 2024", "Nivå", "Återkommande", "Enstaka"), "Nivå"),
        ("en", ("Finding recorded", "15 January 2024", "Level", "Recurring", "Sporadic"), "Level"),
    ],
)
def test_names_its_entry_and_tells_the_value_before_and_after(
    office: Office, language: str, told: tuple[str, ...], field: str
) -> None:
    entry = recorded(office, "situation-picture/record-finding", **FINDING)
    correction = corrected(office, "situation-picture", entry, correction={"level": "sporadic"})
    found = entries(office, language=language)

    for part in told[1:]:
        assert part.lower() in found[correction]["text"].lower(), found[correction]["text"]
    change = {"field": "level", "label": field, "before": told[3], "after": told[4]}
    assert found[correction]["changes"] == [change]
    assert found[entry]["changes"] == [change]
    assert found[correction]["corrects"]["event_id"] == entry
    assert found[correction]["corrects"]["topic"].startswith("situation-picture.finding-recorded.")


def test_of_a_day_tells_both_days(office: Office) -> None:
    entry = recorded(office, "support/log-contact", direction="both")
    office.calendar.pass_days(3)
    correction = corrected(office, "support", entry, corrected_on="2024-01-12")
    found = entries(office)

    assert "15 januari 2024" in found[correction]["text"]
    assert "12 januari 2024" in found[correction]["text"]
    assert [each["field"] for each in found[entry]["changes"]] == ["occurred_on"]


class TestOfADay:
    """A visit that is put right to weeks earlier, and a contact that is put right to weeks later."""

    @pytest.fixture
    def moved(self, office: Office) -> tuple[str, str]:
        office.calendar.day = date(2024, 4, 24)
        visit = recorded(office, "support/hold-visit", functions_met=["principal"], needs=[])
        contact = recorded(office, "support/log-contact", direction="both", occurred_on="2024-04-05")
        office.calendar.day = date(2024, 4, 29)
        corrected(office, "support", contact, corrected_on="2024-04-20")
        corrected(office, "support", visit, corrected_on="2024-04-02")
        caught_up(office.system)
        office.http.post("/sign-in", data={"token": office.coordinator.token, "next": "/"})
        return visit, contact

    def page(self, office: Office, address: str) -> str:
        return str(office.http.get(f"/municipalities/{HERE}/{address}").text)

    @pytest.mark.parametrize(("day", "holds"), [("2024-04-01", [False, False]), ("2024-04-10", [True, False])])
    def test_is_asked_for_by_the_day_that_it_says(
        self, office: Office, moved: tuple[str, str], day: str, holds: list[bool]
    ) -> None:
        found = entries(office, happened_by=day)
        told = self.page(office, f"story?happened_by={day}")

        assert [each in found for each in moved] == holds
        assert [f"/events/{each}" in told for each in moved] == holds
        assert ("2 april 2024" in told) == any(holds)

    def test_is_in_its_place_among_the_others(self, office: Office, moved: tuple[str, str]) -> None:
        visit, contact = moved
        order = [*entries(office)]
        page = self.page(office, "timeline")

        assert order.index(contact) < order.index(visit)
        assert '<time datetime="2024-04-02">2 april 2024</time>' in page
        assert "2024-04-24" not in page

    @pytest.mark.usefixtures("moved")
    @pytest.mark.parametrize(
        ("day", "name", "leads_to"),
        [
            ("2024-03-01", "next", "2024-04-02"),
            ("2024-04-02", "next", "2024-04-20"),
            ("2024-04-20", "next", "2024-04-29"),
            ("2024-04-28", "previous", "2024-04-20"),
            ("2024-04-20", "previous", "2024-04-02"),
        ],
    )
    def test_is_stepped_to(self, office: Office, day: str, name: str, leads_to: str) -> None:
        page = self.page(office, f"history?happened_by={day}")

        assert re.findall(rf'id="step-{name}" href="[^"]*happened_by=([0-9-]*)', page) == [leads_to]


def test_that_voids_says_which_entry(office: Office) -> None:
    entry = recorded(office, "support/note-need", need_code="secrecy-advice")
    correction = corrected(office, "support", entry, voids=True)
    found = entries(office)

    assert found[entry]["text"].rstrip(".") in found[correction]["text"]
    assert found[correction]["changes"] == []


def test_after_a_correction_begins_from_what_that_said_and_is_undone_with_it(office: Office) -> None:
    entry = recorded(office, "situation-picture/record-finding", **FINDING)
    first = corrected(office, "situation-picture", entry, correction={"level": "sporadic"})
    second = corrected(office, "situation-picture", entry, correction={"level": "established"})
    assert entries(office)[second]["changes"][0]["before"] == "Enstaka"
    assert [(each["before"], each["after"]) for each in entries(office)[entry]["changes"]] == [
        ("Återkommande", "Etablerad")
    ]

    undoing = corrected(office, "situation-picture", second, voids=True)
    now = entries(office)
    assert now[entry]["changes"][0]["after"] == "Enstaka"
    assert now[undoing]["corrects"]["event_id"] == second
    assert now[first]["changes"][0]["after"] == "Enstaka"
    corrected(office, "situation-picture", first, voids=True)
    assert entries(office)[entry]["changes"] == []


@pytest.mark.parametrize("role", READERS)
def test_is_read_by_whoever_may_read_the_entry(office: Office, role: Role) -> None:
    entries_to_correct = {
        "situation-picture": (recorded(office, "situation-picture/record-finding", **FINDING), {"level": "sporadic"}),
        "support": (recorded(office, "support/note-need", need_code="secrecy-advice"), {"need_code": "basic-training"}),
    }
    for aggregate, (entry, change) in entries_to_correct.items():
        correction = corrected(office, aggregate, entry, correction=change)
        found = entries(office, role)

        assert found[correction]["classification"] == "internal"
        assert found[correction]["fields"]["correction"] == change
        assert found[entry]["changes"] == found[correction]["changes"] != []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_hides_what_its_entry_hides_on_every_way_out(office: Office, role: Role) -> None:
    entry = recorded(office, "situation-picture/record-finding", **FINDING)
    first = corrected(office, "situation-picture", entry, correction={"level": "sporadic"})
    before = office.coordinator.position
    assert entries(office, role)[first]["changes"]
    second = corrected(office, "situation-picture", entry, correction=MILIEU)
    corrected(office, "situation-picture", second, voids=True)
    moments: list[dict[str, Any]] = [{}, {"as_of": before}]
    for params in moments:
        found = entries(office, role, **params)
        assert not any(each["changes"] or each["corrects"] for each in found.values())
        assert {found[each]["classification"] for each in found if each in {entry, first, second}} == {"protected"}
    row = sheet(office.callers[role])[first]
    assert (row["Tidigare"], row["Efter rättelsen"]) == ("", "")


def test_is_recorded_as_protected_as_its_entry_in_the_log_too(office: Office) -> None:
    entry = recorded(office, "support/note-need", need_code="secrecy-advice")
    visit = recorded(office, "support/plan-visit", planned_on="2031-03-03")
    corrected(office, "support", entry, voids=True)
    corrected(office, "support", visit, correction={"planned_on": "2031-04-17"})
    events = office.system.store.read(0, 1000)

    found = [each.envelope.classification for each in events if each.topic.startswith("support.entry-corrected.")]
    assert found == ["internal", "protected"]


def test_has_before_and_after_in_the_sheet(office: Office) -> None:
    entry = recorded(office, "situation-picture/record-finding", **FINDING)
    correction = corrected(office, "situation-picture", entry, correction={"level": "sporadic"})
    rows = sheet(office.coordinator)

    for each in (entry, correction):
        assert (rows[each]["Tidigare"], rows[each]["Efter rättelsen"]) == ("Nivå: Återkommande", "Nivå: Enstaka")
    assert rows[correction]["corrects"] == entry
