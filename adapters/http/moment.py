"""Which moment an answer shows: now, as the log stood earlier (``as_of``), or what had happened by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from adapters.http.moment_parameters import Point, parsed_day, parsed_point
from adapters.http.problems import Problem
from adapters.http.reading.reading import Reading
from adapters.http.services import Services
from domain.calendar import SWEDEN
from domain.people import Actor
from projections.engine.moments import day_of, position_after_day

POSITION_HEADER = "Femsteg-Position"


@dataclass(frozen=True)
class Moment:
    """A moment of the log as one person may see it, and the day for which due, stale and silent are derived.

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
    point, by = parsed_point(as_of), parsed_day(happened_by, "happened_by")
    if point is None and by is None:
        return now(core, actor)
    position, day = _resolved(core, point)
    if by is not None and by > core.clock.today():
        raise Problem(422, "not-yet")
    caught_up(core, position)
    return Moment(core.reading.seen_by(actor).as_of(position, by), by or day, position, point, by)


def caught_up(core: Services, position: int | None) -> None:
    """Wait until the views hold a position. Raises Problem 422 for one still to come, 503 after a second."""
    if position is None or core.reading.position() >= position:
        return
    if position > core.head():
        raise Problem(422, "not-yet")
    if not core.reading.wait(position):
        raise Problem(503, "not-shown-yet", headers={"Retry-After": "1"})


def _resolved(core: Services, point: Point | None) -> tuple[int, date]:
    """Return the position and the day of a moment; the head and today for none."""
    head, today = core.head(), core.clock.today()
    match point:
        case None:
            return head, today
        case int() if point <= head:
            return point, min(day_of(core.log, point) or today, today)
        case datetime() if point <= core.clock.now():
            return core.log.recorded_by(point, head), point.astimezone(SWEDEN).date()
        case date() if not isinstance(point, datetime) and point < today:
            return position_after_day(core.log, head, point), point
        case date() if not isinstance(point, datetime) and point == today:
            return head, today
        case _:  # a time to come
            raise Problem(422, "not-yet")
