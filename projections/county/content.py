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
from domain.structure_review import events as structure
from domain.support import events as support
from domain.training import events as training
from projections.county.cells import follows
from projections.engine.copying import replace
from projections.engine.rows import Row, Rows


class TieRow(Row):
    """A measure in force that ties the plan to the municipality's own findings."""

    table: ClassVar[str] = "county_ties"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "measure_id")

    measure_id: str


def after(rows: Rows, standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing after an event of a step's content."""
    match recorded.event.aggregate:
        case "situation-picture":
            return _picture(standing, recorded)
        case "structure-review":
            return _structure(standing, recorded.event)
        case "action-plan":
            return _plan(rows, standing, recorded)
        case "training":
            return _training(standing, recorded)
        case "support":
            return _support(standing, recorded)
        case _:  # other content is a sign of life and no more
            return standing


def _picture(standing: Standing, recorded: Recorded) -> Standing:
    event, on = recorded.event, recorded.envelope.occurred_on
    match event:
        case picture.PictureCommissioned():
            return replace(standing, picture_at_work=True)
        case picture.PictureVersionPublished():
            return replace(
                follows(standing, recorded, "picture", "picture_due"),
                picture_at_work=False,
                picture_version=event.version,
                picture_published_on=on,
                picture_due_on=event.review_due_on,
                picture_due_set_on=on,
            )
        case picture.PictureReviewedUnchanged() if _is_later(standing.picture_due_on, event.next_due_on):
            reviewed = follows(standing, recorded, "picture_due")
            return replace(reviewed, picture_due_on=event.next_due_on, picture_due_set_on=on)
        case _:  # other content moves no date of the picture
            return standing


def _is_later(known: date | None, day: date) -> bool:
    return known is None or day > known


def _structure(standing: Standing, event: Event) -> Standing:
    match event:
        case structure.ReviewOpened():
            return replace(standing, review_opened=True)
        case structure.InformationChannelDefined():
            return replace(standing, has_channel=True)
        case structure.ResponsibilityOrdered():
            return replace(standing, has_responsibility=True)
        case _:  # groups and placements make no flow of information
            return standing


def _plan(rows: Rows, standing: Standing, recorded: Recorded) -> Standing:
    event, on = recorded.event, recorded.envelope.occurred_on
    match event:
        case plan.PlanWorkOpened():
            return replace(
                follows(standing, recorded, "plan_basis"),
                plan_at_work=True,
                plan_opened_on=on,
                plan_needs_revision=False,
                plan_picture_version=event.based_on_picture_version,
            )
        case plan.PlanDeclined():
            return replace(_settled(standing, recorded, "declined"), plan_revisit_on=event.revisit_on)
        case plan.PlanAdopted():
            return replace(_settled(standing, recorded, "adopted"), plan_valid_until=event.valid_until)
        case plan.PlanIntegratedIn():
            return _settled(standing, recorded, "integrated")
        case plan.PlanReviewed():
            return _reviewed(standing, recorded, event)
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


def _settled(standing: Standing, recorded: Recorded, how: PlanSettlement) -> Standing:
    on, settled = recorded.envelope.occurred_on, follows(standing, recorded, "plan")
    return replace(settled, plan_at_work=False, plan_settled=how, plan_settled_on=on, plan_valid_until=None)


def _reviewed(standing: Standing, recorded: Recorded, event: plan.PlanReviewed) -> Standing:
    """Return the standing after a review of the plan, which was held against the picture that there was by then.

    One of before a later review, or before the plan was settled, says nothing of the plan that holds.
    """
    on = recorded.envelope.occurred_on
    if any(each and on < each for each in (standing.plan_reviewed_on, standing.plan_settled_on)):
        return standing
    reviewed = follows(standing, recorded, "plan_review")
    published = standing.picture_published_on
    if published and published <= on:
        reviewed = replace(follows(reviewed, recorded, "plan_basis"), plan_picture_version=standing.picture_version)
    return replace(reviewed, plan_reviewed_on=on, plan_needs_revision=event.result == "needs_revision")


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


def _training(standing: Standing, recorded: Recorded) -> Standing:
    on = recorded.envelope.occurred_on
    if not isinstance(recorded.event, training.SessionHeld) or not _is_later(standing.last_training_on, on):
        return standing
    return replace(follows(standing, recorded, "training"), last_training_on=on)


def _support(standing: Standing, recorded: Recorded) -> Standing:
    match recorded.event:
        case support.VisitHeld():
            on, contacted = recorded.envelope.occurred_on, _contacted(standing, recorded)
            if not _is_later(standing.last_visit_on, on):
                return contacted
            return replace(follows(contacted, recorded, "visit"), last_visit_on=on)
        case support.GuidanceDelivered() | support.ContactHad(direction="both"):
            return _contacted(standing, recorded)
        case _:  # planned visits and needs are no contact
            return standing


def _contacted(standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing after a contact; of a day, the first one counts."""
    on = recorded.envelope.occurred_on
    if not _is_later(standing.last_contact_on, on):
        return standing
    return replace(follows(standing, recorded, "contact"), last_contact_on=on)
