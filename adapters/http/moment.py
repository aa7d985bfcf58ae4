"""Which moment an answer shows: now, as the log stood earlier (``as_of``), or what had happened by a day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from adapters.http.case_reading import Opened
from adapters.http.moment_parameters import Point, PositionOnDay, parsed_day, parsed_point, written
from adapters.http.problems import Problem
from adapters.http.reading.reading import Reading
from adapters.http.services import Services
from adapters.i18n.vocabulary import Vocabularies, Vocabulary
from domain.calendar import SWEDEN
from domain.people import Actor
from projections.engine.moments import day_of, position_after_day
from workflows.actions.actions import Actions

# An address of which nothing changes when it is taken apart and put together: a large page has thousands.
_PLAIN = re.compile(r"/[\w/-]*(\?[\w-]+=[\w-]+(&[\w-]+=[\w-]+)*)?", re.ASCII)
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
        """The day that was asked for, at which something was known."""
        match self.point:
            case PositionOnDay(day=day):
                return day
            case int() | datetime() | None:
                return None
            case day:
                return day

    def judging(self, actions: Actions) -> Actions:
        """Return what tells what may be done and why not, as of this moment."""
        return actions.as_of(self.position, self.day) if self.is_past else actions

    @property
    def asked(self) -> dict[str, str]:
        """The parameters that ask for this moment."""
        asked = {"as_of": self.point, "happened_by": self.happened_by}
        return {name: written(each) for name, each in asked.items() if each is not None}

    def at(self, address: str) -> str:
        """Return an address on this site as one that shows the same moment."""
        if not self._query:
            return address
        if _PLAIN.fullmatch(address):
            return f"{address}{'&' if '?' in address else '?'}{self._query}"
        parts = urlsplit(address)
        return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *self.asked.items()])))

    def vocabulary(self, of: Vocabularies, language: str) -> Vocabulary:
        """Return the words of the moment: of what was known earlier those in use when its last event was recorded."""
        return of.now(language) if self.point is None else of.at(self.position, language)

    def lasting(self, today: date) -> Moment:
        """Return the moment by what shows the same for ever: its position, and the day on which that was looked at."""
        match self.point:
            case int() | PositionOnDay():
                return self
            case None:
                day = today
            case datetime() as time:
                day = time.astimezone(SWEDEN).date()
            case asked:
                day = asked
        return replace(self, point=PositionOnDay(self.position, day))

    @cached_property
    def _query(self) -> str:
        return urlencode(self.asked)


def now(core: Services, actor: Actor, opened: Opened) -> Moment:
    """Return the present, as the person may see it; ``opened``: what their audit cases open to them."""
    return Moment(core.reading.seen_by(actor, opened(None)), core.clock.today(), core.reading.position())


def moment_of(core: Services, actor: Actor, as_of: str | None, happened_by: str | None, opened: Opened) -> Moment:
    """Return the moment that is asked for, as the person may see it; an empty value asks for nothing.

    Raises RequestValidationError for what is no moment, Problem 422 for one that is still to come, 503 when the views
    have not come so far in a second.
    """
    point, by = parsed_point(as_of), parsed_day(happened_by, "happened_by")
    if point is None and by is None:
        return now(core, actor, opened)
    position, day = _resolved(core, point)
    if by is not None and by > core.clock.today():
        raise Problem(422, "not-yet")
    caught_up(core, position)
    reading = core.reading.seen_by(actor, opened(position))
    # The day of what had happened is another than that on which it was known.
    known = PositionOnDay(point, day) if by and isinstance(point, int) else point
    return Moment(reading.as_of(position, by), by or day, position, known, by)


def earlier(core: Services, moment: Moment, point: Point) -> Moment:
    """Return an earlier moment as the same person may see it: of a day, what was known at its end.

    Where the moment is of what had happened by a day, it is what had happened by the earlier one, as known there.
    Raises Problem 422 for a moment after it.
    """
    if moment.happened_by:
        return happening(core, moment, _resolved(core, point)[1])
    position, day = _resolved(core, point)
    match point:
        case int() | datetime():
            is_later = position > moment.position
        case PositionOnDay():
            is_later = position > moment.position or day > moment.day
        case _:  # a day, to its end
            is_later, position = day > moment.day, min(position, moment.position)
    if is_later:
        raise Problem(422, "not-yet")
    reading = replace(core.reading, visibility=moment.reading.visibility)
    return Moment(reading.as_of(position), day, position, point)


def happening(core: Services, moment: Moment, day: date) -> Moment:
    """Return what had happened by a day, as it is known at a moment. Raises Problem 422 for a day after it."""
    if day > moment.day:
        raise Problem(422, "not-yet")
    reading = replace(core.reading, visibility=moment.reading.visibility)
    return Moment(reading.as_of(moment.position, day), day, moment.position, happened_by=day)


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
            return point, _day_of(core, point, today)
        case PositionOnDay() if point.position <= head and point.day <= today:
            return point.position, point.day
        case datetime() if point <= core.clock.now():
            return core.log.recorded_by(point, head), point.astimezone(SWEDEN).date()
        case date() if not isinstance(point, datetime) and point < today:
            return position_after_day(core.log, head, point), point
        case date() if not isinstance(point, datetime) and point == today:
            return head, today
        case _:  # a time to come
            raise Problem(422, "not-yet")


def _day_of(core: Services, position: int, today: date) -> date:
    """Return the day of a position; of that before the log's first event, the day before that one's."""
    if position == 0 and (first := day_of(core.log, 1)):
        return min(first - timedelta(days=1), today)
    return min(day_of(core.log, position) or today, today)
