"""The page for funders, Länsstyrelsen and Brå: counts of a county, and the events behind each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from adapters.http.moment_parameters import parsed_day
from adapters.http.pages.dependencies import Reader
from adapters.http.pages.entries import shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.reading.changes import months_before
from adapters.http.reading.funder import ACTIVITIES, STATES, Figures, figures
from adapters.http.reading.reports import may_read_reports
from adapters.http.reading.trail import events
from adapters.http.scopes import county_of
from domain.values import Step

_MONTHS = 12
_MOST_SHOWN = 200

Since = Annotated[str | None, Query(max_length=40)]
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Cell:
    """A number, and where the events behind it are."""

    number: int
    href: str


@dataclass(frozen=True)
class Activity:
    """What was done in the period: how often, and in how many municipalities."""

    title: str
    times: Cell
    municipalities: int


@router.get("/counties/{code}/funder")
def funder(code: str, visit: Reader, since: Since = None) -> Response:
    """Return the page; of the last year where no day is asked for."""
    return visit.show_view("funder/funder.html", **funder_sheet(visit, code, _day(visit, code, since)))


@router.get("/counties/{code}/funder/events")
def behind(code: str, visit: Reader, of: Annotated[str, Query(max_length=80)] = "", since: Since = None) -> Response:
    """Return the events behind one of the numbers."""
    found = figures(visit.reading, code, _day(visit, code, since), visit.today).get(of)
    if found is None:
        raise Problem(404, "not-found")
    rows = events(visit.reading, found.events[:_MOST_SHOWN])
    title = visit.cat.text("ui.funder.behind", count=found.number)
    shown = [shown_entry(visit, row) for row in rows]
    return visit.show_view("county/events.html", code=code, number=title, events=shown)


def funder_sheet(visit: Visit, code: str, since: date) -> dict[str, object]:
    """Return what the page shows, with nothing of its visitor."""
    found = figures(visit.reading, code, since, visit.today)
    steps = [(step, [_cell(code, since, found, f"{step}.{state}") for state in STATES]) for step in Step]
    done = [
        Activity(
            visit.cat.text(f"ui.funder.{name}"),
            _cell(code, since, found, name),
            found[name].municipalities,
        )
        for name in ACTIVITIES
    ]
    return {
        "code": code,
        "name": county_of(visit.core, code).name,
        "since": since,
        "states": STATES,
        "steps": steps,
        "activities": done,
        "joined": _cell(code, since, found, "joined"),
    }


def _cell(code: str, since: date, found: Figures, name: str) -> Cell:
    return Cell(found[name].number, with_query(f"/counties/{code}/funder/events", of=name, since=since))


def _day(visit: Visit, code: str, since: str | None) -> date:
    """Return the first day of the period. Raises Problem 404, 403, 422."""
    county_of(visit.core, code)
    if not may_read_reports(visit.reading):
        raise Problem(403, "forbidden")
    day = parsed_day(since, "since") or months_before(visit.moment, _MONTHS)
    if day > visit.today:
        raise Problem(422, "not-yet")
    return day
