"""The moment that a person asks for in a form: a day, a time on it, or the number of an event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from adapters.http.pages.past import FIELDS, HAPPENED
from adapters.http.pages.visit import Visit
from domain.calendar import SWEDEN
from domain.periods import iso_day

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_TO_ITS_END = timedelta(minutes=1) - timedelta(microseconds=1)
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class AskedMoment:
    """What was typed, the parameters that ask for it, and what is wrong in which field."""

    typed: Mapping[str, str]
    parameters: Mapping[str, str]
    errors: Mapping[str, str]


def asked_moment(visit: Visit, query: Mapping[str, str]) -> AskedMoment:
    """Return the moment that a form asks for; one that is empty asks for now."""
    typed = {name: query.get(name, "").strip()[:40] for name in FIELDS}
    errors: dict[str, str] = {}
    day = _day(visit, typed, "day", errors)
    at = _at(visit, typed, day, errors)
    number = _number(visit, typed, errors)
    known = _day(visit, typed, "known", errors)
    if day and number is not None:
        errors["event"] = visit.cat.text("ui.moment.wrong.both")
    if typed["axis"] == HAPPENED:
        if at or number is not None:
            errors["time" if at else "event"] = visit.cat.text("ui.moment.wrong.happened")
        parameters: dict[str, object] = {"happened_by": day, "as_of": known} if day else {}
    else:
        parameters = {"as_of": at or day if number is None else number}
    said = {name: _written(each) for name, each in parameters.items() if each is not None}
    return AskedMoment(typed, {} if errors else said, errors)


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _day(visit: Visit, typed: Mapping[str, str], name: str, errors: dict[str, str]) -> date | None:
    if not typed[name]:
        return None
    try:
        day = iso_day(typed[name])
    except ValueError:
        errors[name] = visit.cat.text("ui.moment.wrong.day")
        return None
    if day > visit.core.clock.today():
        errors[name] = visit.cat.text("ui.moment.wrong.later")
    return day


def _at(visit: Visit, typed: Mapping[str, str], day: date | None, errors: dict[str, str]) -> datetime | None:
    """Return the end of the minute that is named, or now within it: what was recorded in it is a part of it."""
    if not typed["time"]:
        return None
    found = _TIME.fullmatch(typed["time"])
    if found is None or day is None:
        errors["time"] = visit.cat.text("ui.moment.wrong.time" if found is None else "ui.moment.wrong.time-alone")
        return None
    start, now = datetime.combine(day, time(int(found[1]), int(found[2])), SWEDEN), visit.core.clock.now()
    if start > now and "day" not in errors:
        errors["time"] = visit.cat.text("ui.moment.wrong.later")
    return min(start + _TO_ITS_END, now.astimezone(SWEDEN))


def _number(visit: Visit, typed: Mapping[str, str], errors: dict[str, str]) -> int | None:
    if not typed["event"]:
        return None
    head = visit.core.head()
    if not _NUMBER.fullmatch(typed["event"]):
        errors["event"] = visit.cat.text("ui.moment.wrong.number")
        return None
    if (number := int(typed["event"])) > head:
        errors["event"] = visit.cat.text("ui.moment.wrong.none-yet", head=head)
    return number
