"""What lies ahead of a day: the next thirty days, and what the municipalities have been asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.visit import Visit
from adapters.http.reading.standing import MatrixRow
from adapters.i18n.words import Words, capital
from domain.process import ProcessDefinition
from domain.standing import ItemKind, OpenItem, Standing
from domain.values import Step
from workflows.attention.clocks import due_on
from workflows.attention.open_items import is_awaited
from workflows.attention.view import SOON
from workflows.freshness import chain
from workflows.reference import places

# Items that have a day, each with what words its code.
_DATED: Mapping[ItemKind, str] = {"visit": "", "session": "stage", "measure": "code", "comment": "code"}
_LISTS = {"code": ("measures", "comment-bodies")}
# What grows old in silence: of pictures and plans their reviews tell.
_LIMITS = frozenset({"training", "contact", "visit"})
# Reasons that are told before their last day has come.
_REVIEWS = ("picture-review-due", "plan-review-due")


@dataclass(frozen=True)
class Ahead:
    """A day to come in a municipality, or since when something is awaited from it; ``event``: what says so."""

    on: date
    scb_code: str
    place: str
    text: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class _Day:
    """The same before it is told: ``field`` and ``code`` name what it is about, where it is about something."""

    on: date
    standing: Standing
    what: str
    events: tuple[str, ...] = ()
    field: str = ""
    code: str = ""


def next_days(visit: Visit, rows: Iterable[MatrixRow]) -> list[Ahead]:
    """Return what falls on one of the next thirty days, as far as the visitor may know of it."""
    first, last = visit.today, visit.today + SOON
    found = (each for row in rows for each in _dated(visit, row) if first <= each.on <= last)
    return sorted(
        (_told(visit, each) for each in found), key=lambda each: (each.on, places.swedish_key(each.place), each.text)
    )


def _dated(visit: Visit, row: MatrixRow) -> Iterator[_Day]:
    standing = row.standing
    if standing.membership == "joined":
        if standing.paused_until:
            yield _Day(standing.paused_until, standing, "pause", standing.behind("pause"))
        for each in row.attention:
            if each.reason in _REVIEWS and each.last_day:
                yield _Day(each.last_day, standing, each.reason, each.events)
        if row.is_judged:
            yield from _limits(standing, visit.reading.definition(standing.definition), visit.today)
    for item in row.items:
        is_shown = item.kind != "visit" or visit.visibility.reads_protected
        if item.due_on and item.kind in _DATED and is_shown and is_awaited(standing, item):
            yield _Day(item.due_on, standing, item.kind, (item.event_id,), _DATED[item.kind], item.code or "")


def _limits(standing: Standing, definition: ProcessDefinition, today: date) -> Iterator[_Day]:
    """Yield the days by which the process wants steps to be done, and what grows old to be renewed."""
    # While the journey rests, no step has a day: it is put off by each day of rest.
    for step in Step if not standing.is_paused else ():
        if day := due_on(standing, step, definition, today):
            cell = standing.cell(step)
            yield _Day(day, standing, "step", cell.behind("due") or cell.behind("started"), "step", step.value)
    for link in chain(standing, definition):
        if link.name in _LIMITS and link.until:
            yield _Day(link.until, standing, f"fresh.{link.name}", link.events)


def awaited(visit: Visit, rows: Iterable[MatrixRow]) -> list[Ahead]:
    """Return what the municipalities have been asked for and have not given yet, what is oldest first."""
    found = (_told(visit, each) for row in rows for each in _asked(row))
    return sorted(found, key=lambda each: (each.on, places.swedish_key(each.place)))


def _asked(row: MatrixRow) -> Iterator[_Day]:
    standing = row.standing
    for item in row.items:
        if item.kind == "reply" and not _is_answered(item, standing.last_contact_on):
            yield _Day(item.since, standing, "reply", (item.event_id,))
        if item.kind == "picture" and standing.membership == "joined":
            yield _Day(item.since, standing, "picture", (item.event_id,))
    if standing.plan_at_work and standing.plan_opened_on and standing.membership == "joined":
        yield _Day(standing.plan_opened_on, standing, "plan")


def _is_answered(item: OpenItem, last_contact: date | None) -> bool:
    """Whether there was a contact since, which was entered before the attempt."""
    return last_contact is not None and last_contact >= item.since


def _told(visit: Visit, day: _Day) -> Ahead:
    """Return a day in words; of what a large county's days hold, few are told."""
    about = (
        Words(visit.cat, visit.codes, _LISTS, flowing=True).show(day.field, day.code) if day.field and day.code else ""
    )
    text = capital(visit.cat.text(f"ui.work.ahead.{day.what}", about=about))
    event = f"/events/{day.events[0]}" if day.events else ""
    return Ahead(day.on, day.standing.scb_code, day.standing.name, text, event)
