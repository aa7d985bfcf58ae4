"""What a funder asks for every year, as numbers that each name the events behind them (G6, G12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from adapters.http.reading.county import overview
from adapters.http.reading.reading import Reading
from adapters.http.reading.standing import MatrixRow
from adapters.http.reading.trail import TrailFilter, trail
from domain.action_plan.events import PlanAdopted, PlanDeclined, PlanIntegratedIn, PlanReviewed
from domain.messages import Event
from domain.situation_picture.events import PictureReviewedUnchanged, PictureVersionPublished
from domain.support.events import ContactHad, GuidanceDelivered, GuidanceRequested, VisitHeld
from domain.training.events import SessionHeld
from domain.values import Step
from projections.audit_trail import TrailRow
from projections.engine.views import EVERY_ROW

STATES = ("achieved", "declined", "not_applicable", "in_progress", "not_started", "outside")
ACTIVITIES: Mapping[str, tuple[type[Event], ...]] = {
    "pictures-published": (PictureVersionPublished,),
    "pictures-reviewed": (PictureReviewedUnchanged,),
    "plans-adopted": (PlanAdopted, PlanIntegratedIn),
    "plans-reviewed": (PlanReviewed,),
    "plans-declined": (PlanDeclined,),
    "sessions-held": (SessionHeld,),
    "visits-held": (VisitHeld,),
    "contacts": (ContactHad,),
    "guidance-asked": (GuidanceRequested,),
    "guidance-given": (GuidanceDelivered,),
}


@dataclass(frozen=True)
class Figure:
    """A number, the events behind it, and of how many municipalities these are."""

    number: int
    events: tuple[str, ...]
    municipalities: int


Figures = Mapping[str, Figure]


def figures(reading: Reading, county: str, since: date, day: date) -> Figures:
    """Return where the municipalities stand on a day, and what happened from another day on until then."""
    rows = [each for each in overview(reading, county, day).rows if not each.anonymous]
    joined = [each for each in rows if each.standing.membership == "joined"]
    found = {"joined": _figure((each, each.standing.behind("membership")) for each in joined)}
    for step in Step:
        for state in STATES:
            at = [each for each in rows if _state(each, step) == state]
            found[f"{step}.{state}"] = _figure((each, _behind(each, step, state)) for each in at)
    done = _done(reading, county, since, day)
    for name, kinds in ACTIVITIES.items():
        topics = {each.topic for each in kinds}
        of_them = [row for row in done if row.topic in topics]
        ids = tuple(row.event_id for row in of_them)
        found[name] = Figure(len(ids), ids, len({row.scb_code for row in of_them}))
    return found


def _state(row: MatrixRow, step: Step) -> str:
    return row.standing.cell(step).status if row.standing.membership == "joined" else "outside"


def _behind(row: MatrixRow, step: Step, state: str) -> tuple[str, ...]:
    """Return the events from which a state follows; that nothing has begun follows from having joined."""
    if state == "outside":
        return row.standing.behind("membership") or row.standing.behind("registered")
    cell = row.standing.cell(step)
    own = cell.behind("status") or cell.behind("started")
    return own or row.standing.behind("membership")


def _figure(found: Iterable[tuple[MatrixRow, tuple[str, ...]]]) -> Figure:
    rows = list(found)
    events = tuple(dict.fromkeys(each for _, ids in rows for each in ids))
    return Figure(len(rows), events, len(rows))


def _done(reading: Reading, county: str, since: date, day: date) -> list[TrailRow]:
    """Return what happened in the period and stands, by the day that is right by now, what was entered last first."""
    topics = {each.topic for kinds in ACTIVITIES.values() for each in kinds}
    aggregates = {each.partition(".")[0] for each in topics}
    wanted = TrailFilter(county=county, refusals=False, by_day=True, first_day=since, last_day=day, limit=EVERY_ROW)
    rows = (row for each in aggregates for row in trail(reading.as_known(), replace(wanted, topic=f"{each}.")))
    found = [row for row in rows if row.topic in topics and not row.voided]
    return sorted(found, key=lambda row: row.position, reverse=True)
