"""Which moment an answer shows: now, as the log stood earlier (``as_of``), or what had happened by a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Never
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter

from adapters.http.problems import Problem
from adapters.http.reading.reading import Reading
from adapters.http.services import Services
from domain.calendar import SWEDEN
from domain.people import Actor
from domain.values import Day
from projections.engine.moments import day_of, position_after_day, position_at

POSITION_HEADER = "Femsteg-Position"

_POSITION = re.compile(r"[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)(Z|[ +-][0-9]{2}:[0-9]{2})"
)
_SENSIBLE = TypeAdapter[date](Day)

Point = int | datetime | date

AsOf = Annotated[
    str | None,
    Query(
        description="Show what was known then: a position of the log, a time (RFC 3339) or a day (the end of it, in"
        " Sweden). Now when left out",
        examples=["812", "2026-03-03T13:00:00+01:00", "2026-03-03"],
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


@dataclass(frozen=True)
class Moment:
    """Questions as they are answered at a moment, and the day for which due, stale and silent are derived.

    ``position``: how far the log had come. ``point``: what was asked for, where something was.
    """

    reading: Reading
    day: date
    position: int
    point: Point | None = None
    happened_by: date | None = None

    @property
    def is_past(self) -> bool:
        """Whether something else than now is shown."""
        return bool(self.asked)

    @property
    def known_day(self) -> date | None:
        """The day that was asked for as one, at whose end something was known."""
        return None if isinstance(self.point, int | datetime) else self.point

    @property
    def asked(self) -> dict[str, str]:
        """The parameters that ask for this moment."""
        asked = {"as_of": self.point, "happened_by": self.happened_by}
        return {
            name: str(each) if isinstance(each, int) else each.isoformat()
            for name, each in asked.items()
            if each is not None
        }

    def at(self, address: str) -> str:
        """Return an address on this site as one that shows the same moment."""
        if not self.asked:
            return address
        parts = urlsplit(address)
        return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *self.asked.items()])))


def now(core: Services, actor: Actor) -> Moment:
    """Return the present, as the person may see it."""
    return Moment(core.reading.seen_by(actor), core.clock.today(), core.reading.position())


def moment_of(core: Services, actor: Actor, as_of: str | None, happened_by: str | None) -> Moment:
    """Return the moment that is asked for, as the person may see it; an empty value asks for nothing.

    Raises RequestValidationError for what is no moment, Problem 422 for one that is still to come, 503 when the views
    have not come so far in a second.
    """
    point, by = _point(as_of), _day(happened_by, "happened_by")
    if point is None and by is None:
        return now(core, actor)
    position, day = _resolved(core, point)
    if by is not None and by > core.clock.today():
        raise Problem(422, "not-yet")
    caught_up(core, position)
    return Moment(core.reading.seen_by(actor).as_of(position, by), by or day, position, point, by)


def caught_up(core: Services, position: int | None) -> None:
    """Wait for one's own write. Raises Problem 503 when the views have not come so far in a second."""
    if position is not None and not core.reading.wait(position):
        raise Problem(503, "not-shown-yet", headers={"Retry-After": "1"})


def _resolved(core: Services, point: Point | None) -> tuple[int, date]:
    """Return the position and the day of a moment; the head and today for none."""
    head, today = core.head(), core.clock.today()
    match point:
        case None:
            return head, today
        case int() if point <= head:
            return point, day_of(core.log, point) or today
        case datetime() if point <= core.clock.now():
            return position_at(core.log, head, point), point.astimezone(SWEDEN).date()
        case date() if not isinstance(point, datetime) and point < today:
            return position_after_day(core.log, head, point), point
        case date() if not isinstance(point, datetime) and point == today:
            return head, today
        case _:
            raise Problem(422, "not-yet")


def _point(given: str | None) -> Point | None:
    text = (given or "").strip()
    if not text:
        return None
    if _POSITION.fullmatch(text):
        return int(text)
    if match := _TIME.fullmatch(text.upper()):
        # A plus sign that was not encoded arrives as a space.
        try:
            moment = datetime.fromisoformat(match[1] + match[2].replace(" ", "+"))
            _SENSIBLE.validate_python(moment.date())
        except ValueError:
            _refuse("as_of", "as_of")
        return moment
    return _day(text, "as_of", "as_of")


def _day(given: str | None, name: str, error: str = "date_parsing") -> date | None:
    text = (given or "").strip()
    if not text:
        return None
    if not _DAY.fullmatch(text):
        _refuse(name, error)
    try:
        return _SENSIBLE.validate_python(date.fromisoformat(text))
    except ValueError:
        _refuse(name, error)


def _refuse(name: str, error: str) -> Never:
    raise RequestValidationError([{"type": error, "loc": ("query", name)}])
