"""Moments of the history, made up: what was known on a day of the past, what had happened by one, and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from adapters.http.change_wording import ToldChange
from adapters.http.moment import Moment
from adapters.http.pages.changes import SYMBOLS, ShownChange, ShownGroup
from adapters.http.pages.entries import ShownEntry
from adapters.http.pages.history.bar import Bar, bar_of
from adapters.http.pages.past import banner, typed_of
from adapters.http.pages.style.samples.entries import Entries
from adapters.http.pages.visit import Visit
from adapters.http.reading.activity import Activity
from domain.calendar import add_months
from workflows.comparison.change import Group

_MONTHS = 36
_PAST_DAYS = 400
_FINISHED = ((1, 800), (2, 500), (3, 200))
_PLACES = "\N{OBJECT REPLACEMENT CHARACTER}"
_RIGHT = {"day": ""}


@dataclass(frozen=True)
class Seen:
    """A moment as the history shows it; ``name``: what its ids begin with, ``changed``: by the event reached.

    ``typed``: of the form that asks for this moment; ``asked``: of one in which another day was typed.
    """

    name: str
    moment: Moment
    bar: Bar | None
    event: ShownEntry | None
    banner: str
    typed: Mapping[str, str]
    asked: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=lambda: _RIGHT)
    changed: tuple[str, ...] = ()
    since: tuple[ShownGroup, ...] = ()


def activity(today: date) -> Activity:
    """Return entries by month: now a few more than then, of all months but some."""
    months = [add_months(today.replace(day=1), -ago) for ago in range(_MONTHS)]
    now = {(each.year, each.month): (number * 7) % 11 for number, each in enumerate(months)}
    begun = [each for number, each in enumerate(months) if number * 30 > _PAST_DAYS]
    return Activity({(each.year, each.month): max(now[each.year, each.month] - 2, 0) for each in begun}, now)


def past(visit: Visit, entries: Entries) -> tuple[Seen, Seen]:
    """Return what was known on a day, and, when a year had just begun, what had happened by one, with a wrong day."""
    text, day, new_year = visit.cat.text, visit.today - timedelta(_PAST_DAYS), visit.today.replace(month=1, day=15)
    known = Moment(visit.reading, day, 60, point=day)
    by = new_year - timedelta(_PAST_DAYS)
    happened = Moment(visit.reading, by, 60, happened_by=by)
    return (
        Seen(
            "known-",
            known,
            _bar(activity(visit.today), day, visit.today),
            entries.made,
            banner(known, visit.cat),
            typed_of(known),
            typed_of(known),
            changed=(text("ui.style.notice.text"),),
            since=(_group(visit, "late", 1), _group(visit, "cleared", 0)),
        ),
        Seen(
            "happened-",
            happened,
            _bar(activity(new_year), by, new_year, is_happened=True),
            entries.finished,
            banner(happened, visit.cat),
            typed_of(happened),
            {**typed_of(happened), "day": "31.02"},
            {"day": text("ui.moment.wrong.day")},
        ),
    )


def now(visit: Visit) -> Seen:
    """Return the present, where no event is reached."""
    counted, moment = activity(visit.today), visit.moment
    bar = _bar(Activity(counted.now, counted.now), visit.today, visit.today)
    return Seen("now-", moment, bar, None, banner(moment, visit.cat), typed_of(moment), typed_of(moment))


def _bar(counted: Activity, shown: date, today: date, *, is_happened: bool = False) -> Bar | None:
    finished: Sequence[tuple[int, date]] = [(number, today - timedelta(days)) for number, days in _FINISHED]
    return bar_of(counted, shown, today, finished, is_happened=is_happened)


def _group(visit: Visit, group: Group, number: int) -> ShownGroup:
    place, day = visit.cat.text("ui.style.place"), visit.cat.date(visit.today)
    before, _, after = visit.cat.text(f"ui.changes.{group}.plan-past-review", places=_PLACES).partition(_PLACES)
    return ShownGroup(group, SYMBOLS[group], (ShownChange(ToldChange(before, place, after, day), "#history", number),))
