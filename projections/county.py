"""Where does every municipality of the county stand? (G1) One row each: facts and dates, no verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from domain.action_plan import events as plan
from domain.contact import events as contact
from domain.journey import events as journey
from domain.messages import Event, Recorded
from domain.municipality import events as municipality
from domain.situation_picture import events as picture
from domain.standing import Pause, Standing
from domain.support import events as support
from domain.training import events as training
from domain.values import Step
from projections.projection import Projection, Row, Rows

_KEPT_EVENTS = 20


class StandingRow(Row):
    """A municipality's standing."""

    table: ClassVar[str] = "county"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = (("county_code",),)

    county_code: str
    standing: Standing


def project(rows: Rows, recorded: Recorded) -> None:
    """Fold one event into its municipality's row."""
    event, scope = recorded.event, recorded.envelope.scope
    if isinstance(event, municipality.MunicipalityRegistered):
        standing = Standing(scb_code=event.scb_code, name=event.name, county_code=event.county_code)
        rows.put(StandingRow(scb_code=scope, county_code=event.county_code, standing=standing))
        return
    row = rows.get(StandingRow, scope)
    if row is None:
        return
    changes = _changes(row.standing, recorded)
    if changes is not None:
        last = _latest(row.standing.last_event_on, recorded.envelope.occurred_on)
        standing = row.standing.model_copy(update={**changes, "last_event_on": last})
        rows.put(StandingRow(scb_code=scope, county_code=row.county_code, standing=standing))


def _latest(known: date | None, day: date) -> date:
    return max(known, day) if known else day


def _changes(standing: Standing, recorded: Recorded) -> dict[str, Any] | None:
    """Return the fields that the event changes; None for an event that says nothing of where it stands."""
    event, on = recorded.event, recorded.envelope.occurred_on
    match event.aggregate:
        case "municipality":
            return _party(event, on)
        case "contact":
            return _people(standing, recorded)
        case "journey":
            return _journey(standing, recorded)
        case "situation-picture":
            return _picture(standing, recorded)
        case "structure-review":
            return _touch(standing, recorded, Step.STRUCTURE_REVIEW)
        case "action-plan":
            return _plan(standing, recorded)
        case "training":
            return _training(standing, recorded)
        case "support":
            return _support(standing, recorded)
        case _:
            return None


def _party(event: Event, on: date) -> dict[str, Any]:
    match event:
        case municipality.ProfileNoted():
            return {"settlement_type": event.settlement_type, "size_band": event.size_band}
        case municipality.OutreachMade():
            return {"outreach_on": on}
        case municipality.FormalisationDecided():
            return {"formalised_on": on}
        case municipality.MunicipalityJoined():
            return {"membership": "joined", "joined_on": on, "left_on": None}
        case municipality.MunicipalityLeft():
            return {"membership": "left", "formalised_on": None, "left_on": on}
        case _:
            return {}


def _people(standing: Standing, recorded: Recorded) -> dict[str, Any]:
    event = recorded.event
    if isinstance(event, contact.ContactAppointed):
        if event.is_deputy:  # R10 asks for a contact person; a deputy stands in for one
            return {}
        key = str(event.assignment_id)
        national = (*standing.national_assignments, key)
        return {
            "assignments": (*standing.assignments, key),
            "national_assignments": national if event.also_national_contact else standing.national_assignments,
        }
    if isinstance(event, contact.ContactEnded | contact.ContactHandedOver):
        ended = recorded.envelope.stream.rsplit("/", 1)[-1]
        return {"assignments": tuple(each for each in standing.assignments if each != ended)}
    return {}


def _journey(standing: Standing, recorded: Recorded) -> dict[str, Any]:
    event, on = recorded.event, recorded.envelope.occurred_on
    match event:
        case journey.JourneyOpened():
            return {
                "journey_opened_on": on,
                "definition": event.definition,
                "cycle": event.cycle,
                "cycle_opened_on": on,
            }
        case journey.CycleOpened():
            kept = {step: cell for step, cell in standing.steps.items() if step is Step.ONGOING_SUPPORT}
            return {"cycle": event.cycle, "cycle_opened_on": on, "steps": kept}
        case journey.JourneyPaused():
            return {
                "pauses": (*standing.pauses, Pause(from_day=on)),
                "paused_until": event.expected_until,
            }
        case journey.JourneyResumed():
            ended = standing.pauses[-1].model_copy(update={"until": on})
            return {"pauses": (*standing.pauses[:-1], ended), "paused_until": None}
        case journey.MovedIntoEverydayWork():
            return _cell(standing, Step.ONGOING_SUPPORT, recorded, status="in_progress", started_on=on)
        case journey.StepStarted(step=step):
            return _cell(standing, step, recorded, status="in_progress", started_on=on, ended_on=None)
        case journey.StepCompleted(step=step):
            return _cell(standing, step, recorded, status=event.outcome, ended_on=on, blocked_by=None)
        case journey.StepReopened(step=step):
            return _cell(standing, step, recorded, status="in_progress", ended_on=None)
        case journey.StepBlocked(step=step):
            return _cell(standing, step, recorded, blocked_by=event.cause_code)
        case journey.StepUnblocked(step=step):
            return _cell(standing, step, recorded, blocked_by=None)
        case journey.DueDateSet(step=step):
            return _cell(standing, step, recorded, due_on=event.due_on, due_set_on=on)
        case _:
            return {}


def _cell(standing: Standing, step: Step, recorded: Recorded, **changes: object) -> dict[str, Any]:
    cell = standing.cell(step)
    events = (*cell.events, str(recorded.envelope.event_id))[-_KEPT_EVENTS:]
    last = _latest(cell.last_on, recorded.envelope.occurred_on)
    changed = cell.model_copy(update={**changes, "events": events, "last_on": last})
    return {"steps": {**standing.steps, step: changed}}


def _touch(standing: Standing, recorded: Recorded, step: Step) -> dict[str, Any]:
    """Content work is a sign of life in its step, and one of the events behind its cell."""
    return _cell(standing, step, recorded)


def _picture(standing: Standing, recorded: Recorded) -> dict[str, Any]:
    event, on = recorded.event, recorded.envelope.occurred_on
    changes = _touch(standing, recorded, Step.SITUATION_PICTURE)
    match event:
        case picture.PictureCommissioned():
            changes["picture_at_work"] = True
        case picture.PictureVersionPublished():
            changes |= {
                "picture_at_work": False,
                "picture_version": event.version,
                "picture_published_on": on,
                "picture_due_on": event.review_due_on,
            }
        case picture.PictureReviewedUnchanged():
            changes["picture_due_on"] = _latest(standing.picture_due_on, event.next_due_on)
        case _:
            pass
    return changes


def _plan(standing: Standing, recorded: Recorded) -> dict[str, Any]:
    event, on = recorded.event, recorded.envelope.occurred_on
    changes = _touch(standing, recorded, Step.ACTION_PLAN)
    settled: dict[str, Any] = {"plan_at_work": False, "plan_settled_on": on, "plan_valid_until": None}
    match event:
        case plan.PlanWorkOpened():
            changes |= {
                "plan_at_work": True,
                "plan_opened_on": on,
                "plan_needs_revision": False,
                "plan_picture_version": event.based_on_picture_version,
            }
        case plan.PlanDeclined():
            changes |= {**settled, "plan_settled": "declined", "plan_revisit_on": event.revisit_on}
        case plan.PlanAdopted():
            changes |= {**settled, "plan_settled": "adopted", "plan_valid_until": event.valid_until}
        case plan.PlanIntegratedIn():
            changes |= {**settled, "plan_settled": "integrated"}
        case plan.PlanReviewed(result="needs_revision"):
            changes["plan_needs_revision"] = True
        case plan.PlanReviewed():
            changes["plan_reviewed_on"] = _latest(standing.plan_reviewed_on, on)
        case plan.SectionWritten():
            changes["plan_sections"] = tuple(dict.fromkeys((*standing.plan_sections, event.section)))
        case plan.LocalAdaptationNoted():
            changes["plan_local_ties"] = (*standing.plan_local_ties, str(recorded.envelope.event_id))
        case plan.MeasureAdded(measure_id=key) if event.addresses_findings:
            changes["plan_local_ties"] = (*standing.plan_local_ties, str(key))
        case plan.MeasureDropped(measure_id=key):
            changes["plan_local_ties"] = tuple(each for each in standing.plan_local_ties if each != str(key))
        case _:
            pass
    return changes


def _training(standing: Standing, recorded: Recorded) -> dict[str, Any]:
    changes = _touch(standing, recorded, Step.STAFF_TRAINING)
    if isinstance(recorded.event, training.SessionHeld):
        changes["last_training_on"] = _latest(standing.last_training_on, recorded.envelope.occurred_on)
    return changes


def _support(standing: Standing, recorded: Recorded) -> dict[str, Any]:
    event, on = recorded.event, recorded.envelope.occurred_on
    changes = _touch(standing, recorded, Step.ONGOING_SUPPORT)
    if isinstance(event, support.VisitHeld):
        changes["last_visit_on"] = _latest(standing.last_visit_on, on)
    if isinstance(event, support.VisitHeld | support.GuidanceDelivered) or (
        isinstance(event, support.ContactHad) and event.direction == "both"
    ):
        changes["last_contact_on"] = _latest(standing.last_contact_on, on)
    return changes


COUNTY = Projection("county", 2, (StandingRow,), project, passes_over=("audit.",))
