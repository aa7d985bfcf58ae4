"""What the successor's brief says, all of it from events: functions are named, persons never."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.http.pages.municipality.frame import Frame
from adapters.http.pages.municipality.overview import Next, concern_orders, next_acts, situation_of, told_next
from adapters.http.pages.municipality.step import conditions
from adapters.http.pages.municipality.work import Work
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.wording import trail_sentence
from adapters.i18n.wording import attention_text
from domain.action_plan.events import PlanAdopted, PlanDeclined, PlanIntegratedIn, PlanReviewed
from domain.journey.events import CycleOpened, StepCompleted
from domain.municipality.events import FormalisationDecided, MunicipalityJoined, MunicipalityLeft
from domain.situation_picture.events import PictureReviewedUnchanged, PictureVersionPublished
from domain.structure_review.events import HostStructureChosen, PlacementDecided
from projections.municipality.action_plan import Measure
from projections.municipality.support import Visit as VisitDetail
from projections.municipality.training import Session
from workflows.attention.open_items import is_awaited

_DECISIONS = frozenset(
    each.topic
    for each in (
        CycleOpened,
        FormalisationDecided,
        HostStructureChosen,
        MunicipalityJoined,
        MunicipalityLeft,
        PictureReviewedUnchanged,
        PictureVersionPublished,
        PlacementDecided,
        PlanAdopted,
        PlanDeclined,
        PlanIntegratedIn,
        PlanReviewed,
        StepCompleted,
    )
)
# So many decisions are told.
_TOLD = 8


@dataclass(frozen=True)
class Decision:
    """Something that was decided, its day and its event."""

    on: str
    text: str
    event: str


@dataclass(frozen=True)
class Brief:
    """What a successor needs to know; ``opening``: where the work stands, in sentences."""

    opening: tuple[str, ...]
    open_items: tuple[str, ...]
    decisions: tuple[Decision, ...]
    orders: tuple[tuple[str, list[str]], ...]
    next_acts: tuple[Next, ...]


def brief_view(work: Work, frame: Frame) -> Brief:
    """Return the brief of a municipality."""
    asked = conditions(work)
    situation = situation_of(work, asked, told_next(work, asked).actions)
    return Brief(
        tuple(_opening(work, frame)),
        tuple(_open_items(work)),
        tuple(_decisions(work)),
        tuple(concern_orders(work)),
        tuple(next_acts(work, situation)),
    )


def _opening(work: Work, frame: Frame) -> Iterator[str]:
    cat, standing = work.visit.cat, work.standing
    if standing.membership == "joined":
        yield cat.text("ui.brief.joined", place=work.place.name, date=standing.joined_on)
    else:
        yield cat.text("ui.brief.outside", place=work.place.name)
    if standing.cycle > 1:
        yield cat.text("ui.brief.cycle", cycle=standing.cycle, date=standing.cycle_opened_on)
    if frame.pause:
        yield frame.pause


def _open_items(work: Work) -> Iterator[str]:
    """Yield what needs attention, then what is agreed and still to come."""
    cat, codes, today = work.visit.cat, work.visit.codes, work.visit.today
    for each in work.row.attention if work.row else ():
        yield attention_text(each.case, each.params, cat, codes)
    items = work.row.items if work.row else ()
    awaited = {each.ref for each in items if is_awaited(work.standing, each)}
    for measure in work.details.of(Measure):
        if measure.ref in awaited and measure.due_on >= today:
            code = work.visit.words(Measure).show("code", measure.code)
            owner = work.flowing(Measure).show("owner_function", measure.owner_function)
            yield cat.text("ui.brief.measure", code=code, owner=owner, date=measure.due_on)
    for session in work.details.of(Session):
        if session.ref in awaited and session.planned_on >= today:
            groups = work.flowing(Session).show("groups", session.groups)
            yield cat.text("ui.brief.session", date=session.planned_on, groups=groups)
    for visit in work.details.of(VisitDetail):
        if visit.ref in awaited and visit.planned_on and visit.planned_on >= today:
            yield cat.text("ui.brief.visit", date=visit.planned_on)


def _decisions(work: Work) -> Iterator[Decision]:
    visit = work.visit
    asked = TrailFilter(
        municipality=work.place.scb_code, topics=_DECISIONS, refusals=False, voided=False, by_day=True, limit=_TOLD
    )
    for row in (each.as_it_stands() for each in trail(visit.reading, asked)):
        text = trail_sentence(row, visit.cat, visit.codes, work.names)
        yield Decision(visit.cat.date(row.occurred_on), text, f"/events/{row.event_id}")
