"""Which events decide one verdict of a municipality, and the marks and the freshness that are judged of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.links import with_query
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.visit import Visit
from adapters.http.pages.why_not.view import Behind, behind_of
from adapters.http.reading.needed import MOST_TRIED, Judge, needed
from adapters.http.reading.plan import last_touched, locality
from domain.messages import Recorded
from domain.process import Thresholds
from domain.scope import Scope
from workflows.attention.shelf import UNTOUCHED_DAYS, ShelfMark, shelf_mark
from workflows.freshness import Link, chain
from workflows.ports import SetAside


@dataclass(frozen=True)
class Judged:
    """Something that is judged: what it says, by which rule, until when; ``name``: by which it is asked about."""

    name: str
    label: str
    said: str
    rule: str
    last_day: date | None = None
    href: str = ""


@dataclass(frozen=True)
class Decided:
    """The events that a verdict needs; ``tried``: how many of the latest were tried, where these are not all."""

    events: Sequence[Behind]
    tried: int | None


def decided(visit: Visit, scb_code: str, name: str, work: Work) -> Decided | None:
    """Return the events that a verdict needs; None where that is not asked, or what had happened by a day is shown."""
    if not name or visit.moment.happened_by:
        return None
    judge, history = Judge(scb_code, visit.reading.definition, visit.today), _history(visit, scb_code)
    found = behind_of(visit, needed(history, judge, name), work.names)
    return Decided(found, MOST_TRIED if len(history) > MOST_TRIED else None)


def asked_for(scb_code: str, name: str, step: str | None = None) -> str:
    """Return where the events that a verdict needs are told."""
    return f"{with_query(f'/municipalities/{scb_code}/why', step=step, of=name)}#{name}"


def judged(work: Work) -> Iterator[Judged]:
    """Yield how fresh each link of the chain is, and the marks of the plan."""
    if work.definition is None or work.standing.membership != "joined":
        return
    limits = work.definition.thresholds
    yield from (_link(work, each, limits) for each in chain(work.standing, work.definition))
    yield from _plan(work)


def _history(visit: Visit, scb_code: str) -> list[Recorded]:
    """Return the municipality's events at the moment that is shown, streams that are set aside left out."""
    working = visit.actions.looking(Scope.of(scb_code)).working
    found: list[Recorded] = []
    streams = working.streams(scb_code)
    with suppress(SetAside):  # where one of them is, each is loaded by itself
        working.load(streams)
    for stream in streams:
        try:
            found += working.history(stream)
        except SetAside:
            continue
    return sorted(found, key=lambda each: each.position)


def _link(work: Work, link: Link, limits: Thresholds) -> Judged:
    cat, name = work.visit.cat, f"fresh-{link.name}"
    rule = cat.text(f"ui.why.rule.fresh.{link.name}", **limits.model_dump())
    label, href = cat.text(f"ui.fresh.{link.name}"), asked_for(work.place.scb_code, name)
    if link.since is None or link.until is None:
        return Judged(name, label, cat.text(f"ui.fresh.{link.name}.missing"), rule, None, href)
    said = cat.text(f"ui.fresh.{link.name}.note", since=link.since, until=link.until)
    return Judged(name, label, said, rule, link.until, href)


def _plan(work: Work) -> Iterator[Judged]:
    cat, code = work.visit.cat, work.place.scb_code
    if work.standing.plan_settled is None:
        return
    mark = shelf_mark(work.standing, last_touched(work.details), work.visit.today)
    rule = cat.text("ui.plan.shelf.limit", days=UNTOUCHED_DAYS)
    yield Judged("shelf", cat.text("ui.why.shelf"), _shelf(work, mark), rule, None, asked_for(code, "shelf"))
    found = locality(work.details)
    said = cat.text("ui.plan.locality", traced=found.traced, count=found.measures)
    rule = cat.text("ui.why.rule.locality")
    yield Judged("locality", cat.text("ui.plan.locality.title"), said, rule, None, asked_for(code, "locality"))


def _shelf(work: Work, mark: ShelfMark | None) -> str:
    cat = work.visit.cat
    if mark is None:
        return cat.text("ui.why.shelf.none")
    days = cat.text("ui.count.days", count=mark.untouched) if mark.untouched else None
    key = "superseded" if mark.rests_on else "untouched"
    return cat.text(f"ui.plan.shelf.{key}", version=mark.rests_on, current=mark.current, days=days)
