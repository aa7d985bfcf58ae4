"""A timeline is in the order in which things happened, the trail in that of recording, page by page at any moment."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.database import Databases
from tests.support.journeys import begin
from tests.support.waiting import caught_up

HERE = "1715"
TIMELINE, TRAIL = f"municipalities/{HERE}/timeline", "trail"
STEP = "SITUATION_PICTURE"
LATE_BY = (0, 20, 3, 3, 0, 11, 25, 1)


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    """A municipality in which half of what happened was entered late, some of it in a step."""
    with databases.lent() as url, open_office(url, HERE) as made:
        bfc = made.coordinator
        begin(bfc, HERE)
        made.calendar.pass_days(30)
        bfc.does(HERE, "journey/start-step", step=STEP, occurred_on=ago(made, 29))
        bfc.does(HERE, "situation-picture/commission-picture", occurred_on=ago(made, 29))
        for number, late in enumerate(LATE_BY):
            made.calendar.pass_days(2)
            bfc.does(HERE, "support/log-contact", direction="out", occurred_on=ago(made, late))
            if number % 2:
                noted = {"dimension": "school", "direction": "better", "occurred_on": ago(made, late)}
                bfc.does(HERE, "situation-picture/note-local-development", **noted)
        caught_up(made.system)
        yield made


def ago(office: Office, days: int) -> str:
    return (office.calendar.today() - timedelta(days=days)).isoformat()


def pages(office: Office, path: str, **asked: Any) -> list[Any]:
    """Return all events, three a page."""
    found: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = office.coordinator.get(path, limit=3, **asked, **cursor)
        assert len(answer["events"]) <= 3
        found += answer["events"]
        if answer["next"] is None:
            return found
        cursor = {"cursor": answer["next"]}


def by_day(events: list[Any]) -> list[Any]:
    return sorted(events, key=lambda each: (each["occurred_on"], each["position"]), reverse=True)


def by_recording(events: list[Any]) -> list[Any]:
    return sorted(events, key=lambda each: each["position"], reverse=True)


@pytest.mark.parametrize("moment", ["now", "as_of", "happened_by", "both"])
def test_page_by_page_each_has_its_own_order(office: Office, moment: str) -> None:
    day = ago(office, 6)
    asked = {"now": {}, "as_of": {"as_of": day}, "happened_by": {"happened_by": day}, "both": {}}[moment]
    if moment == "both":
        asked = {"as_of": ago(office, 3), "happened_by": day}
    happened, entered = pages(office, TIMELINE, **asked), pages(office, TRAIL, **asked)

    assert len(happened) == len(entered) > 10
    assert happened == by_day(happened)
    assert entered == by_recording(entered)
    assert happened != by_recording(happened)
    assert by_recording(happened) == entered
    assert {each["late"] for each in happened} == {True, False}
    if "happened_by" in asked:
        assert max(each["occurred_on"] for each in happened) <= day


def test_a_step_has_the_order_of_a_timeline(office: Office) -> None:
    events = pages(office, TIMELINE, step=STEP)

    assert len(events) > 5
    assert events == by_day(events) != by_recording(events)


def test_a_sheet_has_the_same_order_and_the_way_to_the_next(office: Office) -> None:
    answer = office.coordinator.ask(TIMELINE, format="csv", limit=5)
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    told = [each["position"] for each in pages(office, TIMELINE)]

    assert [int(each["position"]) for each in rows] == told[:5]
    following = re.search(r"<([^>]*)>", answer.headers["link"])
    assert following
    again = office.http.get(following[1], headers=office.coordinator.headers()).text
    assert f"\n{told[5]};" in again


def test_the_page_shows_it_with_late_entries_marked_by_the_day_of_recording(office: Office) -> None:
    office.http.post("/sign-in", data={"token": office.caller(Role.MANAGER).token})
    page = office.http.get(f"/{TIMELINE}").text
    days = [date.fromisoformat(each) for each in re.findall(r'<time datetime="([^"]*)"', page)]

    assert days == sorted(days, reverse=True)
    assert "Efterregistrerad 1 mars 2024" in page
    trail = office.http.get("/trail").text
    entered = [each["event_id"] for each in pages(office, TRAIL)]
    assert re.findall(r'scope="row"><a href="/events/([^"]*)"', trail) == entered


def test_a_cursor_that_no_entry_has_is_told(office: Office) -> None:
    answer = office.coordinator.ask(TIMELINE, cursor=10**9)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert answer.json()["errors"][0]["field"] == "cursor"
    assert "bläddra" in answer.json()["errors"][0]["text"]

    office.http.post("/sign-in", data={"token": office.coordinator.token})
    page = office.http.get(f"/{TIMELINE}?cursor={10**9}")
    assert page.status_code == 422
    assert "bläddra" in page.text
