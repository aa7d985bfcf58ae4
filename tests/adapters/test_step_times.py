"""How long a step took, in matrix, sheet, queue and page, at any moment: the times that it was in progress."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.journeys import begin, publish_picture
from tests.support.waiting import caught_up

HERE = "1715"
PICTURE = "SITUATION_PICTURE"
TARGET = 90


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """A step that was closed in time after 30 days, and reopened long after."""
    with open_office(database_url, HERE) as made:
        bfc = made.coordinator
        begin(bfc, HERE)
        bfc.does(HERE, "journey/start-step", step=PICTURE)
        publish_picture(bfc, HERE)
        made.calendar.pass_days(30)
        bfc.does(HERE, "journey/complete-step", step=PICTURE, outcome="achieved")
        made.calendar.pass_days(600)
        bfc.does(HERE, "journey/reopen-step", step=PICTURE, reason=reason(made, "reopen-reasons"))
        caught_up(made.system)
        yield made


def reason(office: Office, list_name: str) -> str:
    return office.system.reference.codes.options(list_name)[0]


def shown(office: Office, **moment: Any) -> dict[str, Any]:
    """Return what matrix, municipality and sheet say of the step, which must be the same."""
    bfc = office.coordinator
    cell = next(each for each in _row(bfc.get("counties/17", **moment))["steps"] if each["step"] == PICTURE)
    assert cell == bfc.get(f"municipalities/{HERE}", **moment)["steps"][0]
    sheet = bfc.ask("counties/17", format="csv", **moment).text.removeprefix("\ufeff")
    (line,) = csv.DictReader(io.StringIO(sheet), delimiter=";")
    assert line["1. Lägesbild, dagar"] == str(cell["days"])
    return dict(cell)


def _row(county: Any) -> Any:
    return next(each for each in county["municipalities"] if each["scb_code"] == HERE)


def day(office: Office, days: int = 0) -> str:
    return (office.calendar.today() + timedelta(days=days)).isoformat()


def test_a_reopened_step_goes_on_where_it_was_and_is_due_anew(office: Office) -> None:
    office.calendar.pass_days(12)
    cell = shown(office)

    assert (cell["status"], cell["days"]) == ("in_progress", 30 + 12)
    assert (cell["reopened_on"], cell["due_on"]) == (day(office, -12), day(office, TARGET - 12))
    assert "step-overdue" not in office.coordinator.reasons(HERE)
    office.calendar.pass_days(TARGET - 11)
    assert "step-overdue" in office.coordinator.reasons(HERE)


def test_an_earlier_moment_shows_what_it_had_taken_then(office: Office) -> None:
    then, closed = day(office), day(office, -100)
    office.calendar.pass_days(12)

    for axis in ("as_of", "happened_by"):
        assert shown(office, **{axis: then})["days"] == 30
        assert (shown(office, **{axis: closed})["days"], shown(office, **{axis: closed})["status"]) == (30, "achieved")


def test_a_late_entry_and_a_correction_count_on_the_day_that_they_say(office: Office) -> None:
    bfc = office.coordinator
    office.calendar.pass_days(20)
    known = day(office)
    ended = bfc.does(HERE, "journey/complete-step", step=PICTURE, outcome="achieved", occurred_on=day(office, -10))
    assert shown(office)["days"] == 30 + 10

    office.calendar.pass_days(1)
    change = {"target_event_id": ended["events"][0]["event_id"], "corrected_on": day(office, -6)}
    bfc.does(HERE, "journey/correct-entry", **change, reason=reason(office, "correction-reasons"))

    assert shown(office)["days"] == 30 + 15
    assert shown(office, as_of=known)["days"] == 30 + 10
    assert shown(office, happened_by=day(office, -7))["days"] == 30 + 14
    assert shown(office, happened_by=day(office, -7))["status"] == "in_progress"


def test_a_step_does_not_end_before_it_was_reopened(office: Office) -> None:
    office.calendar.pass_days(20)

    assert office.coordinator.refused(
        HERE, "journey/complete-step", step=PICTURE, outcome="achieved", occurred_on=day(office, -21)
    ) == ["L5"]


def test_the_page_shows_the_same(office: Office) -> None:
    office.calendar.pass_days(12)
    reader = office.caller(Role.MANAGER)
    office.http.post("/sign-in", data={"token": reader.token})
    county, municipality = (office.http.get(each).text for each in ("/counties/17", f"/municipalities/{HERE}"))

    assert '<span class="age">42 dagar</span>' in county
    assert "Pågått 42 dagar" in municipality
    assert "Pågår sedan 6 oktober 2025" in municipality
    assert "Försenat" not in county + municipality
