"""What the content of the steps changes in a municipality's standing.

An event without a case of its own changes no more than the day of the latest event.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.action_plan import events as plan
from domain.messages import Event, Recorded
from domain.situation_picture import events as picture
from domain.standing import PlanSettlement, Standing
from domain.support import events as support
from domain.training import events as training
from projections.county.cells import latest
from projections.engine.copying import replace
from projections.engine.rows import Row, Rows


class TieRow(Row):
    """A measure in force that ties the plan to the municipality's own findings."""

    table: ClassVar[str] = "county_ties"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "measure_id")

    measure_id: str


def after(rows: Rows, standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing after an event of a step's content."""
    event, on = recorded.event, recorded.envelope.occurred_on
    match event.aggregate:
        case "situation-picture":
            return _picture(standing, event, on)
        case "action-plan":
            return _plan(rows, standing, recorded)
        case "training":
            return _training(standing, event, on)
        case "support":
            return _support(standing, event, on)
        case _:  # other content is a sign of life and no more
            return standing


def _picture(standing: Standing, event: Event, on: date) -> Standing:
    match event:
        case picture.PictureCommissioned():
            return replace(standing, picture_at_work=True)
        case picture.PictureVersionPublished():
            return replace(
                standing,
                picture_at_work=False,
                picture_version=event.version,
                picture_published_on=on,
                picture_due_on=event.review_due_on,
            )
        case picture.PictureReviewedUnchanged():
            return replace(standing, picture_due_on=latest(standing.picture_due_on, event.next_due_on))
        case _:  # other content moves no date of the picture
            return standing


def _plan(rows: Rows, standing: Standing, recorded: Recorded) -> Standing:
    event, on = recorded.event, recorded.envelope.occurred_on
    match event:
        case plan.PlanWorkOpened():
            return replace(
                standing,
                plan_at_work=True,
                plan_opened_on=on,
                plan_needs_revision=False,
                plan_picture_version=event.based_on_picture_version,
            )
        case plan.PlanDeclined():
            return replace(_settled(standing, "declined", on), plan_revisit_on=event.revisit_on)
        case plan.PlanAdopted():
            return replace(_settled(standing, "adopted", on), plan_valid_until=event.valid_until)
        case plan.PlanIntegratedIn():
            return _settled(standing, "integrated", on)
        case plan.PlanReviewed(result="needs_revision"):
            return replace(standing, plan_needs_revision=True)
        case plan.PlanReviewed():
            return replace(standing, plan_reviewed_on=latest(standing.plan_reviewed_on, on))
        case plan.SectionWritten():
            return replace(standing, plan_sections=tuple(dict.fromkeys((*standing.plan_sections, event.section))))
        case plan.LocalAdaptationNoted():
            return replace(standing, plan_local_ties=standing.plan_local_ties + 1)
        case plan.MeasureAdded(measure_id=key) if event.addresses_findings:
            return replace(standing, plan_local_ties=standing.plan_local_ties + _tie(rows, recorded, key))
        case plan.MeasureDropped(measure_id=key):
            return replace(standing, plan_local_ties=standing.plan_local_ties - _untie(rows, recorded, key))
        case _:  # other work on the plan is a sign of life alone
            return standing


def _settled(standing: Standing, how: PlanSettlement, on: date) -> Standing:
    return replace(standing, plan_at_work=False, plan_settled=how, plan_settled_on=on, plan_valid_until=None)


def _tie(rows: Rows, recorded: Recorded, measure: UUID) -> int:
    """Note that a measure ties the plan, and return how many ties that adds."""
    tie = TieRow(scb_code=recorded.envelope.scope, measure_id=str(measure))
    is_new = rows.get(TieRow, tie.scb_code, tie.measure_id) is None
    rows.put(tie)
    return int(is_new)


def _untie(rows: Rows, recorded: Recorded, measure: UUID) -> int:
    """Note that a measure is dropped, and return how many ties that takes away."""
    key = recorded.envelope.scope, str(measure)
    was_tied = rows.get(TieRow, *key) is not None
    rows.delete(TieRow, *key)
    return int(was_tied)


def _training(standing: Standing, event: Event, on: date) -> Standing:
    if not isinstance(event, training.SessionHeld):
        return standing
    return replace(standing, last_training_on=latest(standing.last_training_on, on))


def _support(standing: Standing, event: Event, on: date) -> Standing:
    contacted = replace(standing, last_contact_on=latest(standing.last_contact_on, on))
    match event:
        case support.VisitHeld():
            return replace(contacted, last_visit_on=latest(standing.last_visit_on, on))
        case support.GuidanceDelivered() | support.ContactHad(direction="both"):
            return contacted
        case _:  # planned visits and needs are no contact
            return standing
