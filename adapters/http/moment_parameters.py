"""The query parameters that name a moment, and how they are parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Never

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError

from adapters.http.problems import Problem
from domain.periods import iso_day

_POSITION = re.compile(r"([0-9]{1,18})(?:_([0-9-]+))?")
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)(Z|[ +-][0-9]{2}:[0-9]{2})"
)


@dataclass(frozen=True)
class PositionOnDay:
    """The log as it stood at a position, looked at on a day: it may be long since the last event was recorded."""

    position: int
    day: date


Point = int | PositionOnDay | datetime | date
AsOf = Annotated[
    str | None,
    Query(
        description="Show what was known then: a position of the log, alone or with the day on which it is"
        " looked at; a time (RFC 3339); or a day (the end of it, in Sweden). Now when left out",
        examples=["812", "812_2026-03-03", "2026-03-03T13:00:00+01:00", "2026-03-03"],
    ),
]
HappenedBy = Annotated[
    str | None,
    Query(
        description="Show what had happened by the end of this day, YYYY-MM-DD, as known at `as_of`; as known now"
        " without it",
        examples=["2026-03-03"],
    ),
]


def parsed_point(given: str | None, name: str = "as_of") -> Point | None:
    """Return the moment that a parameter names; an empty value names none. Raises RequestValidationError."""
    text = (given or "").strip()
    if not text:
        return None
    if match := _POSITION.fullmatch(text):
        day = parsed_day(match[2], name, "as_of")
        return PositionOnDay(int(match[1]), day) if day else int(match[1])
    if match := _TIME.fullmatch(text.upper()):
        # A plus sign that was not encoded arrives as a space.
        try:
            moment = datetime.fromisoformat(match[1] + match[2].replace(" ", "+"))
            iso_day(moment.date().isoformat())
        except ValueError:
            _refuse(name, "as_of")
        return moment
    return parsed_day(text, name, "as_of")


def written(point: Point) -> str:
    """Return a moment as an address names it."""
    match point:
        case PositionOnDay(position, day):
            return f"{position}_{day.isoformat()}"
        case int():
            return str(point)
        case _:  # a time or a day
            return point.isoformat()


def parsed_day(given: str | None, name: str, error: str = "date_parsing") -> date | None:
    """Return the day that a parameter names; an empty value names none. Raises RequestValidationError."""
    text = (given or "").strip()
    if not text:
        return None
    try:
        return iso_day(text)
    except ValueError:
        _refuse(name, error)


def refuse_in_the_past(request: Request) -> None:
    """Raise Problem 409 for a request that asks for a moment and would change something: the past stays as it was."""
    if not {"as_of", "happened_by"}.isdisjoint(request.query_params):
        raise Problem(409, "past-is-read-only")


def _refuse(name: str, error: str) -> Never:
    raise RequestValidationError([{"type": error, "loc": ("query", name)}])
