"""The banner of a page that shows the past, and the form that asks for another moment."""

from __future__ import annotations

from datetime import date, datetime

from adapters.http.moment import Moment
from adapters.http.moment_parameters import PositionOnDay
from adapters.i18n.catalogue import Catalogue
from domain.calendar import SWEDEN

# The fields of that form, and how it asks for what had happened.
FIELDS = ("day", "time", "event", "axis", "known")
HAPPENED = "happened"


def banner(moment: Moment, cat: Catalogue) -> str:
    """Return which moment a page of the past shows; nothing on one of now."""
    match moment.point:
        case None:
            return cat.text("ui.past.happened.now", day=moment.happened_by) if moment.happened_by else ""
        case datetime() as time:
            known = cat.text("ui.past.known.time", time=time)
        case date() as day:
            known = cat.text("ui.past.known.day", day=day)
        case PositionOnDay(position, day):
            known = cat.text("ui.past.known.position", position=position, day=day)
        case position:
            known = cat.text("ui.past.known.position", position=position, day=moment.day)
    if moment.happened_by:
        return cat.text("ui.past.happened.then", day=moment.happened_by, known=known)
    return cat.text("ui.past.looked", known=known)


def typed_of(moment: Moment) -> dict[str, str]:
    """Return the form's fields of a form that asks for a moment, filled in with this one."""
    typed = dict.fromkeys(FIELDS, "")
    if moment.happened_by:
        known = moment.known_day.isoformat() if moment.known_day else ""
        return typed | {"day": moment.happened_by.isoformat(), "axis": HAPPENED, "known": known}
    match moment.point:
        case datetime() as point:
            local = point.astimezone(SWEDEN)
            return typed | {"day": local.date().isoformat(), "time": f"{local:%H:%M}"}
        case date() as day:
            return typed | {"day": day.isoformat()}
        case PositionOnDay(day=day):
            return typed | {"day": day.isoformat()}
        case int() as number:
            return typed | {"event": str(number)}
        case None:
            return typed
