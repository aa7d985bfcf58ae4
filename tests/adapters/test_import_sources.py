"""An imported row's source is found wherever its event is, by those who may read the event."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.importing.planning import plan_import
from adapters.importing.running import run_import
from adapters.importing.sheet.file import read_sheet
from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.database import Databases
from tests.support.people import COORDINATOR
from tests.support.waiting import caught_up
from workflows.handling.handler import Handling

HEADER = "Kommun;Datum;Händelse;Källa;Till datum"
MINUTES = "Kommunfullmäktige i Arvika 2018-01-29 § 10"
LETTER = "Protokoll KS 2023-12-01"


@pytest.fixture(scope="module")
def office(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    sheet: Path = tmp_path_factory.mktemp("sheets") / "arvika.csv"
    rows = f"Arvika;2018-01-29;Anslöt sig;{MINUTES};", f"Arvika;2024-01-02;Besök planerat;{LETTER};2024-03-01"
    sheet.write_text("\n".join((HEADER, *rows)))
    with databases.lent() as url, open_office(url) as made:
        system = made.system
        plan = plan_import(read_sheet(sheet), system.reference.codes, "17")
        report = run_import(
            plan, COORDINATOR, lambda store: Handling(store, system.clock, system.reference), system.store
        )
        assert report.errors == ()
        caught_up(system)
        yield made


def sources(office: Office, role: Role) -> dict[str, str | None]:
    events = office.callers[role].get("trail")["events"]
    return {each["topic"].split(".")[1]: each["source"] for each in events}


def test_in_the_trail(office: Office) -> None:
    assert sources(office, Role.COORDINATOR) == {
        "municipality-registered": None,
        "municipality-joined": MINUTES,
        "visit-planned": LETTER,
    }


def test_but_not_of_a_protected_entry_for_those_who_may_not_read_it(office: Office) -> None:
    assert sources(office, Role.MANAGER) | {"visit-planned": None} == sources(office, Role.MANAGER)
    assert sources(office, Role.MANAGER)["municipality-joined"] == MINUTES


def test_in_a_sheet_of_the_trail(office: Office) -> None:
    header, *rows = office.coordinator.ask("trail", format="csv").content.decode("utf-8-sig").splitlines()

    at = header.split(";").index("Källa")
    assert [each.split(";")[at] for each in rows] == [LETTER, MINUTES, ""]


def test_on_the_page_of_the_event(office: Office) -> None:
    events = office.coordinator.get("trail")["events"]
    joined = next(each["event_id"] for each in events if each["source"] == MINUTES)
    office.http.post("/sign-in", data={"token": office.coordinator.token})

    assert f"<dt>Källa</dt><dd>{MINUTES}</dd>" in office.http.get(f"/events/{joined}").text
