"""The history, made up: a bar of three years with a day of the past in it, the steps from there, and what is other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from adapters.http.change_wording import ToldChange
from adapters.http.moment import Moment
from adapters.http.pages.changes import SYMBOLS, ShownChange, ShownGroup
from adapters.http.pages.compare.table import Line, Side
from adapters.http.pages.entries import process_of
from adapters.http.pages.history.bar import Bar, bar_of
from adapters.http.pages.past import banner, typed_of
from adapters.http.pages.steps import Way
from adapters.http.pages.visit import Visit
from adapters.http.reading.activity import Activity
from domain.calendar import add_months
from workflows.comparison.change import Group

_MONTHS = 36
_PAST_DAYS = 400
_STATES = ("in_progress", "achieved")
_FINISHED = ((1, 800), (2, 500), (3, 200))
_OTHER: tuple[tuple[Group, str], ...] = (("late", "plan-past-review"), ("cleared", "plan-past-review"))


@dataclass(frozen=True)
class History:
    """What the parts of the history are drawn from, of the past and, as ``bar_now``, of the present."""

    moment: Moment
    banner: str
    typed: Mapping[str, str]
    bar: Bar | None
    bar_now: Bar | None
    known: tuple[int, int]
    ways: tuple[Way, ...]
    process: tuple[str, str]
    since: tuple[ShownGroup, ...]
    sides: tuple[Line, ...]
    of_several: tuple[Line, ...]


def history(visit: Visit) -> History:
    """Return it."""
    counted, then = _activity(visit.today), visit.today - timedelta(_PAST_DAYS)
    moment = Moment(visit.reading, then, 60, point=then)
    finished = [(number, visit.today - timedelta(days)) for number, days in _FINISHED]
    sides = tuple(_sides(visit))
    return History(
        moment,
        banner(moment, visit.cat),
        typed_of(moment),
        bar_of(counted, then, visit.today, finished, is_happened=False),
        bar_of(Activity(counted.now, counted.now), visit.today, visit.today, finished, is_happened=False),
        (sum(counted.then.values()), sum(counted.now.values())),
        (
            Way("first", "first", "<", "#history"),
            Way("previous", "prev", ",", "#history"),
            Way("next", "next", ".", None),
            Way("last", "last", ">", None),
        ),
        process_of(visit, visit.core.reference.current),
        tuple(_group(visit, *each) for each in _OTHER),
        sides,
        tuple(replace(each, place=visit.cat.text("ui.style.place")) for each in sides),
    )


def _sides(visit: Visit) -> Iterator[Line]:
    """Yield a step that stands otherwise than then, and one that does not."""
    text = visit.cat.text
    doing, done = (Side(text(f"value.status.{each}"), each, visit.cat.date(visit.today)) for each in _STATES)
    yield Line(text("ui.path.SITUATION_PICTURE"), doing, done, text("ui.history.other"), "#history")
    yield Line(text("ui.path.STRUCTURE_REVIEW"), done, done)


def _activity(today: date) -> Activity:
    """Return entries by month: now a few more than then, of all months but some."""
    months = [add_months(today.replace(day=1), -ago) for ago in range(_MONTHS)]
    now = {(each.year, each.month): (number * 7) % 11 for number, each in enumerate(months)}
    begun = [each for number, each in enumerate(months) if number * 30 > _PAST_DAYS]
    return Activity({(each.year, each.month): max(now[each.year, each.month] - 2, 0) for each in begun}, now)


def _group(visit: Visit, group: Group, reason: str) -> ShownGroup:
    place, day = visit.cat.text("ui.style.place"), visit.cat.date(visit.today)
    text = visit.cat.text(f"ui.changes.{group}.{reason}", places="\N{OBJECT REPLACEMENT CHARACTER}")
    before, _, after = text.partition("\N{OBJECT REPLACEMENT CHARACTER}")
    return ShownGroup(group, SYMBOLS[group], (ShownChange(ToldChange(before, place, after, day), "#history", 1),))
