"""One municipality: where it stands, what is next, what waits and why; and all that may be done there or not."""

from __future__ import annotations

from itertools import chain

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.attention import waiting
from adapters.http.pages.cut import cut
from adapters.http.pages.dependencies import Reader, Viewing
from adapters.http.pages.links import with_query
from adapters.http.pages.municipality.actions import action_groups
from adapters.http.pages.municipality.columns import PARTS
from adapters.http.pages.municipality.frame import TOLD_IN_FRAME, frame_of, shown
from adapters.http.pages.municipality.overview import (
    BAR,
    concern_orders,
    freshness,
    next_acts,
    plan_box,
    situation_of,
    told_next,
    waits,
)
from adapters.http.pages.municipality.sections import part
from adapters.http.pages.municipality.step import conditions, events, offered, tallies
from adapters.http.pages.municipality.waiting import both_ways
from adapters.http.pages.municipality.work import Work, work_of
from adapters.http.pages.why_not.asked import roles_of, seen_as
from adapters.http.scopes import told_at
from domain.values import Role, Step
from projections.municipality.action_plan import Measure
from projections.municipality.situation_picture import Answer, PictureVersion
from projections.municipality.support import Guidance, Need
from projections.municipality.support import Visit as VisitDetail
from workflows.actions.actions import Offered

router = APIRouter(include_in_schema=False)

# What one looks over at a glance; the rest is one step away.
_MOST_REASONS = 20
_MOST_ROWS = 30
# The parts of the work that belong to no step.
_OWN_PARTS = ("municipality", "contact", "journey")
# What waits for a contact person.
_AWAITED = (PictureVersion, Answer, Guidance, Need, VisitDetail)


@router.get("/municipalities/{scb_code}")
def municipality(scb_code: str, visit: Viewing) -> Response:
    """Return the municipality's overview; its acts alone for someone who reads nothing of the work."""
    awaited = _AWAITED if visit.actor.role is Role.CONTACT else ()
    work = work_of(visit, scb_code, [*TOLD_IN_FRAME, Measure, *awaited])
    return _overview(work) if visit.visibility.reads_work else _acts_alone(work, offered(work))


@router.get("/municipalities/{scb_code}/particulars")
def particulars(scb_code: str, visit: Reader) -> Response:
    """Return what is known of the municipality itself, its contact persons and its journey, as tables."""
    work = work_of(visit, scb_code, {*TOLD_IN_FRAME, *chain.from_iterable(PARTS[each] for each in _OWN_PARTS)})
    return shown(
        work,
        "municipality/particulars.html",
        frame_of(work, page=visit.cat.text("ui.overview.particulars")),
        parts=[part(visit, scb_code, work.details, work.names, each, _MOST_ROWS) for each in _OWN_PARTS],
    )


@router.get("/municipalities/{scb_code}/actions")
def all_actions(scb_code: str, visit: Viewing, role: Role | None = None) -> Response:
    """Return every act of the municipality, possible or not, with why (C3); for those who only read, a role's."""
    work = work_of(visit, scb_code, TOLD_IN_FRAME)
    if not visit.visibility.reads_work:
        return _acts_alone(work, offered(work))
    actor = seen_as(visit, scb_code, role)
    told = told_at(visit.core, work.actions, work.place, actor)
    is_past, path = visit.moment.is_past, f"{work.path}/actions"
    return shown(
        work,
        "municipality/actions.html",
        frame_of(work, page=visit.cat.text(f"ui.actions.title{'.then' if is_past else ''}"), aside={*told.set_aside}),
        groups=action_groups(visit, scb_code, told.actions, work.names, None if actor is visit.actor else actor.role),
        is_own=actor is visit.actor and not is_past,
        roles=[
            (visit.cat.text(f"value.role.{each}"), with_query(path, role=each), each is actor.role)
            for each in roles_of(visit)
        ],
    )


def _overview(work: Work) -> Response:
    visit, asked = work.visit, conditions(work)
    told = told_next(work, asked)
    situation = situation_of(work, asked, told.actions)
    is_contact = visit.actor.role is Role.CONTACT
    first_reasons, more_reasons = cut(situation.attention, _MOST_REASONS)
    # What is waited for of a contact person is told in full.
    told_of = situation.attention if is_contact else first_reasons
    reasons = waiting(visit, [("", each) for each in told_of], told.actions)
    return shown(
        work,
        "municipality/municipality.html",
        frame_of(work, tallies=tallies(work, asked), aside={*told.set_aside}),
        judged=work.row is None or work.row.is_judged,
        next_acts=next_acts(work, situation),
        waits=waits(work, situation),
        may_ask_why=bool(told.actions) or work.place.county_code == visit.core.county,
        waiting=reasons[:_MOST_REASONS],
        more_reasons=more_reasons,
        both=both_ways(work, reasons) if is_contact else None,
        chain=freshness(work, situation.freshness),
        bar=BAR,
        plan=work.kept("plan", None, lambda: plan_box(work)),
        plan_page=work.page(Step.ACTION_PLAN),
        structure_page=work.page(Step.STRUCTURE_REVIEW),
        orders=work.kept("orders", None, lambda: concern_orders(work)),
        events=events(work),
    )


def _acts_alone(work: Work, told: Offered) -> Response:
    return work.visit.show(
        "municipality/actions_only.html",
        title=work.place.name,
        groups=action_groups(work.visit, work.place.scb_code, told.actions, work.names),
        set_aside=sorted(told.set_aside),
    )
